import { describe, expect, test } from 'vitest'
import { type Aca, type Address, aca, broadcast } from '../mac/address.ts'
import { decodeFrame } from '../mac/frame.ts'
import { MasterStation } from '../master/master-station.ts'
import { SlaveStation } from '../slave/slave-station.ts'
import type { LineExchange, LineOutcome } from './exchange.ts'
import { faultless, type LineFaults, LossyLine } from './lossy-line.fixture.ts'
import { exchangeTime } from './timing.ts'

function node(place: number): Aca {
  return aca(`4645000000${place.toString(16).padStart(2, '0')}`)
}

/** A master at place 0 and nodes behind one another; a node answers with its place and what it was asked. */
function chain(length: number, faults: LineFaults, seed: number, reach = 1) {
  const line = new LossyLine(faults, seed, reach)
  let outcome: LineOutcome | undefined
  const effects: string[] = []
  const master = new MasterStation(line.at(0), found => {
    outcome = found
  })
  const slaves = Array.from({ length }, (_, i) => {
    const application = ({
      dsap,
      ecc,
      lsdu,
    }: {
      dsap: number
      ecc: LineExchange['ecc']
      lsdu: Uint8Array
    }) => {
      effects.push(`${i + 1} ${lsdu.join()}`)
      return { dsap, ecc, lsdu: Uint8Array.of(i + 1, ...lsdu) }
    }
    return new SlaveStation({ aca: node(i + 1), application }, line.at(i + 1))
  })
  const ask = (exchange: LineExchange): LineOutcome => {
    outcome = undefined
    master.request(exchange, line.now)
    line.run(() => outcome !== undefined)
    return outcome!
  }
  return { line, slaves, ask, effects }
}

function request(route: readonly Address[], ...lsdu: number[]): LineExchange {
  return {
    route,
    discipline: 'RA2',
    dsap: 0,
    ecc: 'none',
    lsdu: Uint8Array.from(lsdu),
  }
}

function way(to: number): Address[] {
  return Array.from({ length: to }, (_, i) => node(i + 1))
}

describe('an exchange', () => {
  test.each([1, 2, 5, 9])('reaches the node at place %i of a chain and comes back', place => {
    const { line, ask } = chain(9, faultless, 1)
    const outcome = ask(request(way(place), 7, 8, 9))
    expect(outcome).toMatchObject({ kind: 'answers', answers: [{ lsdu: Uint8Array.of(place, 7, 8, 9) }] })
    // Each hop there and back, and the confirmation.
    expect(line.sent).toHaveLength(2 * place + 1)
  })

  test('takes no longer than the formula says, and as long as that without an answer', () => {
    const { line, ask } = chain(2, faultless, 1)
    const psduLength = 14 + 2 + 6 * 2
    const most = exchangeTime({
      psduLength,
      dsap: 0,
      lsdu: new Uint8Array(2),
      discipline: 'RA2',
      repeaters: 2,
      toAll: false,
    })
    expect(ask(request([node(1), node(2), node(77)], 1, 2))).toEqual({ kind: 'silence', unheard: false })
    expect(line.now).toBeCloseTo(most)
    // The last one was called four times.
    expect(line.sent).toHaveLength(2 + 4)
    const before = line.now
    ask(request([node(1), node(2)], 1, 2))
    expect(line.now - before).toBeLessThan(most)
  })

  test('leaves a repeater 20 ms after it came, without the repeater in its route', () => {
    const { line, ask } = chain(3, faultless, 1)
    ask(request(way(3), 1))
    const [first, second, third] = line.sent
    const frames = [first!, second!, third!].map(({ psdu }) => decodeFrame(psdu))
    expect(frames.map(({ address, route }) => [address, ...route])).toEqual([
      way(3),
      way(3).slice(1),
      way(3).slice(2),
    ])
    expect(second!.at - first!.at - (7.5 + (5 / 3) * first!.psdu.length)).toBeCloseTo(20)
  })

  test('without reply is over when its frame has gone all the way', () => {
    const { line, ask, effects } = chain(2, faultless, 1)
    expect(ask({ ...request([...way(2), broadcast], 5), discipline: 'S' })).toEqual({ kind: 'sent' })
    expect(line.sent).toHaveLength(3)
    expect(effects).toContain('1 5')
  })

  test('of a damaged line is reported as garbled', () => {
    const { ask } = chain(1, { ...faultless, damaged: 1 }, 3, 2)
    expect(ask(request(way(1), 1)).kind).toBe('silence')
    const { ask: other } = chain(2, { ...faultless, damaged: 0.5 }, 5, 2)
    const kinds = new Set(Array.from({ length: 30 }, () => other(request(way(1), 1)).kind))
    expect(kinds).toContain('garbled')
  })

  test('is answered by the right meter or reported failed, whatever the line loses, doubles, holds up or damages', () => {
    let answered = 0
    let failed = 0
    for (let seed = 1; seed <= 12; seed++) {
      const faults = { lost: 0.25, doubled: 0.2, damaged: 0.1, heldUp: 0.1, delay: 900 }
      const { ask } = chain(6, faults, seed * 7919, 1 + (seed % 2))
      for (let turn = 0; turn < 60; turn++) {
        // The same meter several times in a row: its own late answers are wrong ones, too.
        const place = 1 + ((Math.floor(turn / 4) * 5 + seed) % 6)
        const token = [turn, seed]
        const outcome = ask(request(way(place), ...token))
        if (outcome.kind !== 'answers') {
          failed++
          continue
        }
        answered++
        expect(outcome.answers.map(({ lsdu }) => [...lsdu])).toEqual([[place, ...token]])
      }
    }
    expect(answered).toBeGreaterThan(250)
    expect(failed).toBeGreaterThan(50)
  })

  test('has its effect once, however often the line doubles its frames', () => {
    const { ask, effects } = chain(4, { ...faultless, doubled: 1, delay: 150 }, 11)
    for (let turn = 0; turn < 40; turn++) ask(request(way(4), turn))
    expect(effects).toHaveLength(40)
  })

  test('repeats each hop that fails, and no other', () => {
    const frames = (lost: number) => {
      let sent = 0
      let answered = 0
      for (let seed = 1; seed <= 50; seed++) {
        const { line, ask } = chain(6, { ...faultless, lost }, seed)
        if (ask(request(way(6), seed)).kind === 'answers') answered++
        sent += line.sent.length
      }
      return { sent: sent / 50, answered }
    }
    expect(frames(0)).toEqual({ sent: 13, answered: 50 })
    // A fifth of the frames is lost on each of twelve hops: without repetition 7 % of the exchanges would come through.
    const { sent, answered } = frames(0.2)
    expect(answered).toBeGreaterThan(45)
    expect(sent).toBeLessThan(18)
  })

  test('is over soon when the first node is not there', () => {
    const { line, ask } = chain(1, faultless, 1)
    expect(ask(request([node(77), node(1)], 1))).toEqual({ kind: 'silence', unheard: true })
    expect(line.sent).toHaveLength(4)
    expect(line.now).toBeLessThan(4 * 100)
  })

  test('is confirmed to the node that answered, unless the next one follows', () => {
    const { line, ask } = chain(1, faultless, 1)
    ask(request(way(1), 1))
    line.run()
    expect(line.sent.map(({ place }) => place)).toEqual([0, 1, 0])
    expect(decodeFrame(line.sent[2]!.psdu)).toMatchObject({ address: node(1), discipline: 'S' })
  })

  test('of which a repeater dies ends in silence, and others go on', () => {
    const { slaves, ask } = chain(4, faultless, 1)
    slaves[1]!.detach()
    expect(ask(request(way(4), 1)).kind).toBe('silence')
    expect(ask(request(way(1), 1)).kind).toBe('answers')
  })
})

test('two masters on one line take none of each other’s answers', () => {
  const line = new LossyLine(faultless, 1, 9)
  const outcomes: (readonly [master: number, lsdu: number[]])[] = []
  const masters = [0, 1].map(
    place =>
      new MasterStation(line.at(place), outcome => {
        if (outcome.kind === 'answers') outcomes.push([place, [...outcome.answers[0]!.lsdu]])
      }),
  )
  for (const place of [2, 3]) {
    const application = ({ lsdu }: { lsdu: Uint8Array }) =>
      ({ dsap: 0, ecc: 'none', lsdu: Uint8Array.of(place, ...lsdu) }) as const
    new SlaveStation({ aca: node(place), application }, line.at(place))
  }
  masters[0]!.request(request([node(2)], 10), 0)
  masters[1]!.request(request([node(3)], 11), 0)
  line.run()
  expect(outcomes.sort()).toEqual([
    [0, [2, 10]],
    [1, [3, 11]],
  ])
})
