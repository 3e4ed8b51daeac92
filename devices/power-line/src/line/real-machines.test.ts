import type { LineExchange, LineOutcome } from '@ferraris/smitp/line'
import { type Aca, type Address, aca, broadcast, type Discipline } from '@ferraris/smitp/mac'
import { MasterStation } from '@ferraris/smitp/master'
import {
  decodeNetworkMessage,
  encodeNetworkMessage,
  type Neighbour,
  type NetworkMessage,
} from '@ferraris/smitp/network'
import { SlaveStation } from '@ferraris/smitp/slave'
import { expect, test } from 'vitest'
import { planDistrict } from '../plan/plan-district.ts'
import { createLine, type Line } from './line.ts'

const minuteMs = 60_000

/** Asks, and goes on where the answer has come. */
type Script<Result> = Generator<LineExchange, Result, LineOutcome>

function say(route: readonly Address[], message: NetworkMessage, discipline: Discipline): LineExchange {
  return {
    route,
    discipline,
    dsap: 2,
    ecc: 'none',
    lsdu: encodeNetworkMessage(message),
    poll: discipline !== 'S',
  }
}

const anyNode = { phase: 'any', tcr: 0x55, add: 0, shift: 0 } as const

/** A master without memory for links: it searches its own neighbourhood, then that of every node. */
function* discover(): Script<Map<Aca, readonly Aca[]>> {
  const routes = new Map<Aca, readonly Aca[]>()
  function* meet(neighbours: readonly Neighbour[], before: readonly Aca[]): Script<void> {
    for (const { address } of neighbours) {
      if (!routes.has(address)) routes.set(address, [...before, address])
      for (let attempt = 0; attempt < 3; attempt++) {
        const { kind } = yield say(routes.get(address)!, { kind: 'tct-set.request', tct: 1 }, 'RA1')
        if (kind === 'answers') break
      }
    }
  }
  for (let quiet = 0; quiet < 4; ) {
    const outcome = yield say([broadcast], { kind: 'address.request', ...anyNode }, 'RC3')
    const here = outcome.kind === 'answers' ? outcome.answers.flatMap(({ lsdu }) => neighboursOf(lsdu)) : []
    quiet = here.length === 0 ? quiet + 1 : 0
    yield* meet(here, [])
  }
  for (const [, route] of routes) {
    for (let quiet = 0; quiet < 2; ) {
      const outcome = yield say(route, { kind: 'reqaddr.request', ...anyNode }, 'RC2')
      const behind = outcome.kind === 'answers' ? neighboursOf(outcome.answers[0]!.lsdu) : []
      quiet = behind.length === 0 ? quiet + 1 : 0
      yield* meet(behind, route)
    }
  }
  return routes
}

function neighboursOf(lsdu: Uint8Array): readonly Neighbour[] {
  const message = decodeNetworkMessage(lsdu)
  if (message.kind === 'address.response') return [message]
  return message.kind === 'reqaddr.response' ? message.neighbours : []
}

/** Lets a master on the line follow a script to its end. */
function follow<Result>(line: Line, place: string, script: Script<Result>): Result {
  let ended: { readonly value: Result } | undefined
  const go = ({ done, value }: IteratorResult<LineExchange, Result>, now: number): void => {
    if (done) ended = { value }
    else master.request(value, now)
  }
  const master = new MasterStation(
    station => line.attach(place, station),
    (outcome, _airtime, now) => go(script.next(outcome), now),
  )
  go(script.next(), line.now)
  while (ended === undefined) line.run(line.simulation.next!)
  return ended.value
}

function acaOf(number: number): Aca {
  return aca(number.toString(16).padStart(12, '0').toUpperCase())
}

test('the machines of SMITP find 84 meters over repeaters in half an hour, and reach the farthest', () => {
  const plan = planDistrict({ meters: 84, hops: 3, seed: 2 })
  const line = createLine(plan, 2, { loss: 0.05, localHour: () => 3 })
  const nodes = plan.homes.map(
    (home, i) =>
      new SlaveStation(
        { aca: acaOf(i + 1), application: ({ lsdu }) => ({ dsap: 0, ecc: 'none', lsdu: lsdu.toReversed() }) },
        station => line.attach(home.id, station),
      ),
  )
  const routes = follow(line, 'S1', discover())
  expect(routes.size).toBe(84)
  expect(line.now).toBeLessThan(30 * minuteMs)
  expect(Math.max(...[...routes.values()].map(({ length }) => length))).toBeGreaterThanOrEqual(3)

  const farthest = [...routes.values()].sort((a, b) => b.length - a.length)[0]!
  const lsdu = Uint8Array.from({ length: 111 }, (_, i) => i)
  const outcome = follow(
    line,
    'S1',
    (function* (): Script<LineOutcome> {
      for (;;) {
        const heard = yield { route: farthest, discipline: 'RA6', dsap: 0, ecc: 'none', lsdu }
        if (heard.kind === 'answers') return heard
      }
    })(),
  )
  expect(outcome).toMatchObject({ answers: [{ lsdu: lsdu.toReversed() }] })
  expect(nodes.reduce((sum, { counters }) => sum + counters.relayed, 0)).toBeGreaterThan(100)
})
