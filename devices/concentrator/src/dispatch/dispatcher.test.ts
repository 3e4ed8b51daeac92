import type { LineExchange } from '@ferraris/smitp/line'
import { describe, expect, test } from 'vitest'
import { exchangeOver } from '../meters-and-more/exchange/request.ts'
import type { Course } from '../network/procedure.ts'
import { Dispatcher, dispatchPriority, type Priority, type Source, type Task } from './dispatcher.ts'

const reply = { outcome: { kind: 'silence' }, airtime: 1 } as const

/** A source of tasks that each make some exchanges under a name. */
class Tasks implements Source {
  readonly priority: Priority
  readonly waiting: Task[] = []

  constructor(priority: Priority) {
    this.priority = priority
  }

  add(name: string, exchanges: number, aca?: string): this {
    const course = (function* (): Course<void> {
      for (let n = 0; n < exchanges; n++) {
        yield exchangeOver([name], { discipline: 'RA1', dsap: 0, ecc: 'none', lsdu: new Uint8Array() })
      }
    })()
    this.waiting.push({ aca, course })
    return this
  }

  take(claim: (aca: string) => boolean): Task | undefined {
    const index = this.waiting.findIndex(({ aca }) => aca === undefined || claim(aca))
    return index < 0 ? undefined : this.waiting.splice(index, 1)[0]
  }

  nextAt(): number {
    return this.waiting.length === 0 ? Number.POSITIVE_INFINITY : 0
  }
}

function nameOf(exchange: LineExchange | undefined): string | undefined {
  return exchange?.route[0]
}
function step(dispatcher: Dispatcher): string | undefined {
  const name = nameOf(dispatcher.next())
  dispatcher.deliver(reply)
  return name
}

describe('the dispatcher', () => {
  test('lets urgent work go between any two exchanges of what is under way', () => {
    const [urgent, routine] = [
      new Tasks(dispatchPriority.onDemand),
      new Tasks(dispatchPriority.reading).add('night', 3),
    ]
    const dispatcher = new Dispatcher([routine, urgent])
    const order = [step(dispatcher)]
    urgent.add('now', 2)
    for (let n = 0; n < 5; n++) order.push(step(dispatcher))
    expect(order).toEqual(['night', 'now', 'now', 'night', 'night', undefined])
  })

  test('ends what it has begun before it begins another of the same priority', () => {
    const routine = new Tasks(dispatchPriority.reading).add('one', 2).add('two', 1)
    const dispatcher = new Dispatcher([routine])
    expect([step(dispatcher), step(dispatcher), step(dispatcher)]).toEqual(['one', 'one', 'two'])
  })

  test('never has two tasks talk with one meter, and hurries up the one that stands in the way', () => {
    const [urgent, search, routine] = [
      new Tasks(dispatchPriority.onDemand),
      new Tasks(dispatchPriority.search),
      new Tasks(dispatchPriority.reading).add('night', 2, 'A'),
    ]
    const dispatcher = new Dispatcher([urgent, search, routine])
    const order = [step(dispatcher)]
    search.add('search', 1)
    urgent.add('now', 1, 'A')
    for (let n = 0; n < 3; n++) order.push(step(dispatcher))
    expect(order).toEqual(['night', 'night', 'now', 'search'])
  })

  test('forgets what it gives up, and takes no reply for it', () => {
    const routine = new Tasks(dispatchPriority.reading).add('night', 2, 'A')
    const dispatcher = new Dispatcher([routine])
    dispatcher.next()
    dispatcher.abandon()
    dispatcher.deliver(reply)
    expect(dispatcher.next()).toBeUndefined()
    expect(dispatcher.nextAt()).toBe(Number.POSITIVE_INFINITY)
  })
})
