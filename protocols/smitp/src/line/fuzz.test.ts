import { crc32 } from '@ferraris/bytes'
import { mutations, Random } from '@ferraris/testing'
import { expect, test } from 'vitest'
import { type Address, aca, broadcast } from '../mac/address.ts'
import type { Discipline } from '../mac/discipline.ts'
import { decodeFrame, encodeFrame } from '../mac/frame.ts'
import { createMaster, stepMaster } from '../master/master.ts'
import { encodeNetworkMessage } from '../network/messages.ts'
import { createSlave, stepSlave } from '../slave/slave.ts'
import { limits } from '../slave/state.ts'
import type { LineExchange } from './exchange.ts'

const own = aca('464500000001')
const other = aca('464500000002')
const search = { phase: 'any', tcr: 0, add: 0, shift: 0 } as const

function frame(
  address: Address,
  route: Address[],
  lsdu: Uint8Array,
  dsap: number,
  discipline: Discipline,
  response = false,
) {
  return encodeFrame({
    address,
    route,
    discipline,
    control: { poll: true, response, segmented: false, bNode: false, number: 1 },
    dsap,
    ecc: 'none',
    lsdu,
  })
}

const valid = [
  frame(own, [], Uint8Array.of(2, 0, 63), 0, 'RA2'),
  frame(own, [other, broadcast], encodeNetworkMessage({ kind: 'address.request', ...search }), 2, 'RC1'),
  frame(broadcast, [], encodeNetworkMessage({ kind: 'address.request', ...search }), 2, 'RC4'),
  frame(own, [], encodeNetworkMessage({ kind: 'reqaddr.request', ...search }), 2, 'RC1'),
  frame(own, [], encodeNetworkMessage({ kind: 'tct-set.request', tct: 1 }), 2, 'RA1'),
  frame(other, [], Uint8Array.of(3, 1, 2), 0, 'RA2', true),
  frame(other, [broadcast], Uint8Array.of(91, 2), 2, 'RC1', true),
]

/** The same octets with a length and a check that fit, so that what is behind them is reached, too. */
function repaired(psdu: Uint8Array): Uint8Array {
  if (psdu.length < 5 || psdu.length > 256) return psdu
  const copy = psdu.slice()
  copy[0] = copy.length - 1
  new DataView(copy.buffer).setUint32(copy.length - 4, crc32(copy, 1, copy.length - 4), true)
  return copy
}

function isFrame(psdu: Uint8Array): boolean {
  try {
    decodeFrame(psdu)
    return true
  } catch {
    return false
  }
}

function* hostile(seed: number, count: number): Generator<Uint8Array> {
  const random = new Random(seed)
  for (const octets of mutations(seed, valid, count)) yield random.below(4) === 0 ? octets : repaired(octets)
}

const reception = { snr: 10, signal: 50, inPhase: false }

test('a slave survives any octets, and keeps no more than its bounds', () => {
  const settings = {
    aca: own,
    application: ({ lsdu }: { lsdu: Uint8Array }) => ({ dsap: 0, ecc: 'none', lsdu }) as const,
  }
  const random = new Random(3)
  let state = createSlave()
  let now = 0
  let heard = 0
  let sent = 0
  for (const psdu of hostile(17, 40_000)) {
    now += random.below(300)
    if (isFrame(psdu)) heard++
    const kind = random.below(4) === 0 ? 'tick' : random.below(3) === 0 ? 'sent' : 'heard'
    const carrier = random.below(2) === 0
    const input = kind === 'heard' ? ({ kind, psdu, reception } as const) : ({ kind, carrier } as const)
    const [next, outputs] = stepSlave(settings, state, input, now)
    state = next
    for (const output of outputs) if (output.kind === 'transmit') sent++
    expect(state.departures.length).toBeLessThanOrEqual(limits.departures)
    expect(state.passings.length).toBeLessThanOrEqual(limits.passings)
    expect(state.taken.length).toBeLessThanOrEqual(limits.taken)
    for (const { answers } of state.passings) expect(answers.length).toBeLessThanOrEqual(limits.answers)
  }
  expect(heard).toBeGreaterThan(5_000)
  expect(sent).toBeGreaterThan(1_000)
})

test('a master survives any octets, and always comes to an end', () => {
  const exchanges: LineExchange[] = [
    { route: [own], discipline: 'RA2', dsap: 0, ecc: 'none', lsdu: Uint8Array.of(2) },
    { route: [other, broadcast], discipline: 'RC1', dsap: 2, ecc: 'none', lsdu: Uint8Array.of(90) },
    { route: [own], discipline: 'S', dsap: 0, ecc: 'none', lsdu: Uint8Array.of(2) },
  ]
  const random = new Random(5)
  let state = createMaster()
  let now = 0
  let ended = 0
  for (const psdu of hostile(23, 40_000)) {
    now += random.below(200)
    if (state.current === undefined) {
      ;[state] = stepMaster(state, { kind: 'exchange', exchange: random.of(exchanges) }, now)
    }
    const carrier = random.below(2) === 0
    const input =
      random.below(5) === 0
        ? ({ kind: 'tick', carrier } as const)
        : ({ kind: 'heard', psdu, reception } as const)
    const [next, outputs] = stepMaster(state, input, now)
    state = next
    ended += outputs.filter(({ kind }) => kind === 'outcome').length
    expect(state.current?.answers.length ?? 0).toBeLessThanOrEqual(64)
    if (state.current !== undefined) expect(state.current.deadline - now).toBeLessThan(10_000)
  }
  expect(ended).toBeGreaterThan(1_000)
})

test('a second exchange at a time is refused', () => {
  const exchange: LineExchange = {
    route: [own],
    discipline: 'RA1',
    dsap: 0,
    ecc: 'none',
    lsdu: Uint8Array.of(2),
  }
  const [state] = stepMaster(createMaster(), { kind: 'exchange', exchange }, 0)
  expect(() => stepMaster(state, { kind: 'exchange', exchange }, 1)).toThrow(/running/)
})
