import { describe, expect, test } from 'vitest'
import type { Exchange, Procedure } from '../network/procedure.ts'
import { Dispatcher, dispatchPriority, type Priority, type Source, type Work } from './dispatcher.ts'

class NamedExchange implements Exchange {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }

  begin(): void {}
}

/** A source of work that makes some exchanges under a name each. */
class Works implements Source {
  readonly priority: Priority
  readonly waiting: Work[] = []

  constructor(priority: Priority) {
    this.priority = priority
  }

  add(name: string, exchanges: number, aca?: string): this {
    const procedure = (function* (): Procedure<void> {
      for (let n = 0; n < exchanges; n++) yield new NamedExchange(name)
    })()
    this.waiting.push({ aca, procedure })
    return this
  }

  take(claim: (aca: string) => boolean): Work | undefined {
    const index = this.waiting.findIndex(({ aca }) => aca === undefined || claim(aca))
    return index < 0 ? undefined : this.waiting.splice(index, 1)[0]
  }

  nextAt(): number {
    return this.waiting.length === 0 ? Number.POSITIVE_INFINITY : 0
  }
}

function step(dispatcher: Dispatcher): string | undefined {
  const exchange = dispatcher.next()
  return exchange instanceof NamedExchange ? exchange.name : undefined
}

describe('the dispatcher', () => {
  test('lets urgent work go between any two exchanges of what is under way', () => {
    const [urgent, routine] = [
      new Works(dispatchPriority.onDemand),
      new Works(dispatchPriority.reading).add('night', 3),
    ]
    const dispatcher = new Dispatcher([routine, urgent])
    const order = [step(dispatcher)]
    urgent.add('now', 2)
    for (let n = 0; n < 5; n++) order.push(step(dispatcher))
    expect(order).toEqual(['night', 'now', 'now', 'night', 'night', undefined])
  })

  test('ends what it has begun before it begins another of the same priority', () => {
    const routine = new Works(dispatchPriority.reading).add('one', 2).add('two', 1)
    const dispatcher = new Dispatcher([routine])
    expect([step(dispatcher), step(dispatcher), step(dispatcher)]).toEqual(['one', 'one', 'two'])
  })

  test('never has two pieces of work with one meter under way, and hurries up the one that stands in the way', () => {
    const [urgent, search, routine] = [
      new Works(dispatchPriority.onDemand),
      new Works(dispatchPriority.search),
      new Works(dispatchPriority.reading).add('night', 2, 'A'),
    ]
    const dispatcher = new Dispatcher([urgent, search, routine])
    const order = [step(dispatcher)]
    search.add('search', 1)
    urgent.add('now', 1, 'A')
    for (let n = 0; n < 3; n++) order.push(step(dispatcher))
    expect(order).toEqual(['night', 'night', 'now', 'search'])
  })

  test('lets sources of one priority take turns: one that never rests keeps no other waiting', () => {
    const readings = new Works(dispatchPriority.onDemand).add('read', 1).add('read', 1)
    const orders = new Works(dispatchPriority.onDemand).add('order', 1).add('order', 1)
    const search = new Works(dispatchPriority.search).add('search', 1)
    const dispatcher = new Dispatcher([readings, orders, search])
    const order = []
    for (let n = 0; n < 4; n++) {
      order.push(step(dispatcher))
      readings.add('read', 1)
    }
    expect(order).toEqual(['read', 'order', 'read', 'order'])
  })

  test('drops what it gives up', () => {
    const routine = new Works(dispatchPriority.reading).add('night', 2, 'A')
    const dispatcher = new Dispatcher([routine])
    dispatcher.next()
    dispatcher.abandon()
    expect(dispatcher.next()).toBeUndefined()
    expect(dispatcher.nextAt()).toBe(Number.POSITIVE_INFINITY)
  })
})
