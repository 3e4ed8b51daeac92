import { describe, expect, test } from 'vitest'
import { decodeMessage } from '../application/messages.ts'
import { refusals } from '../application/refusals.ts'
import type { LineExchange, LineOutcome } from '../line/exchange.ts'
import { faultless, LossyLine } from '../line/lossy-line.fixture.ts'
import type { Reception } from '../line/station.ts'
import { type Aca, type Address, aca, broadcast, sca } from '../mac/address.ts'
import { decodeFrame, encodeFrame, type MacFrame } from '../mac/frame.ts'
import { dsaps } from '../mac/lsap.ts'
import { MasterStation } from '../master/master-station.ts'
import { decodeNetworkMessage, encodeNetworkMessage, type NetworkMessage } from '../network/messages.ts'
import { airtime } from '../phy/airtime.ts'
import { createSlave, stepSlave } from './slave.ts'
import { SlaveStation } from './slave-station.ts'
import { slotOf } from './slot.ts'
import type { SlaveSettings } from './state.ts'

function node(number: number): Aca {
  return aca(`4645${number.toString(16).padStart(8, '0')}`)
}
const silent = { application: () => undefined }
const heardWell: Reception = { snr: 20, signal: 61.4, inPhase: true, impedance: 'low' }

const search: NetworkMessage = { kind: 'address.request', phase: 'any', tcr: 0x55, add: 0, shift: 0 }

function management(
  message: NetworkMessage,
  route: readonly Address[],
  more: Partial<LineExchange> = {},
): LineExchange {
  return {
    route,
    discipline: 'RC2',
    dsap: dsaps.networkManagement,
    ecc: 'none',
    lsdu: encodeNetworkMessage(message),
    ...more,
  }
}

/** A master that hears the first node only, which hears all the others. */
function neighbourhood(count: number, hasNews: (number: number) => boolean = () => false) {
  const line = new LossyLine(faultless, 1)
  let outcome: LineOutcome | undefined
  const master = new MasterStation(line.at(0), found => {
    outcome = found
  })
  const slaves = Array.from(
    { length: count },
    (_, i) =>
      new SlaveStation(
        { aca: node(i + 1), ...silent, hasNews: () => hasNews(i + 1) },
        line.at(i === 0 ? 1 : 2 - i * 1e-6),
      ),
  )
  const ask = (exchange: LineExchange): NetworkMessage[] => {
    outcome = undefined
    master.request(exchange, line.now)
    line.run(() => outcome !== undefined)
    const found = outcome as LineOutcome | undefined
    return found?.kind === 'answers' ? found.answers.map(({ lsdu }) => decodeNetworkMessage(lsdu)) : []
  }
  return { line, slaves, ask }
}

/** One slave by itself: what it sends within a while after one frame. */
function responses(
  settings: Partial<SlaveSettings>,
  frame: Partial<MacFrame>,
  reception = heardWell,
): { at: number; frame: MacFrame }[] {
  const whole = { aca: node(1), ...silent, ...settings }
  const sent: { at: number; frame: MacFrame }[] = []
  const psdu = encodeFrame({
    address: node(1),
    route: [],
    discipline: 'RA1',
    control: { poll: true, response: false, segmented: false, bNode: false, number: 5 },
    dsap: 0,
    ecc: 'none',
    lsdu: Uint8Array.of(1),
    ...frame,
  })
  let [state, outputs] = stepSlave(whole, createSlave(), { kind: 'heard', psdu, reception }, 0)
  for (let now = 0; outputs.length > 0; ) {
    const output = outputs[0]!
    if (output.kind === 'wake') now = output.at
    else sent.push({ at: now, frame: decodeFrame(output.psdu) })
    ;[state, outputs] = stepSlave(
      whole,
      state,
      output.kind === 'wake' ? { kind: 'tick', carrier: true } : { kind: 'sent' },
      now,
    )
  }
  return sent
}

/** The first of them. */
function response(...given: Parameters<typeof responses>) {
  return responses(...given)[0]!
}

describe('a slave', () => {
  const echo: Partial<SlaveSettings> = {
    application: ({ dsap, ecc, lsdu }) => ({ dsap, ecc, lsdu }),
    sca: sca({ section: 1, subsection: 2, node: 3 }),
  }

  test('answers by the address it was called by, with the number of the request, after 20 ms', () => {
    for (const address of [node(1), echo.sca!]) {
      const { at, frame } = response(echo, { address, lsdu: Uint8Array.of(4, 2) })
      expect(at).toBe(20)
      expect(frame).toMatchObject({ address, route: [], control: { response: true, number: 5 } })
      expect([...frame.lsdu]).toEqual([4, 2])
    }
  })

  test('is silent to what is for another, to class S, and to all without slots', () => {
    expect(responses(echo, { address: node(2) })).toEqual([])
    expect(responses(echo, { discipline: 'S' })).toEqual([])
    expect(responses(echo, { address: broadcast })).toEqual([])
  })

  test('answers a request to all of class RC in its slot, which changes with the number', () => {
    const slots = [1, 2, 3, 4, 5, 6].map(number => {
      const control = { poll: true, response: false, segmented: false, bNode: false, number }
      const { at } = response(echo, { address: broadcast, discipline: 'RC3', control })
      expect((at - 20) % 250).toBe(0)
      return (at - 20) / 250
    })
    expect(Math.max(...slots)).toBeLessThan(32)
    expect(new Set(slots).size).toBeGreaterThan(3)
  })

  test('says so when its answer is longer than the discipline allows', () => {
    const long: Partial<SlaveSettings> = {
      application: () => ({ dsap: 0, ecc: 'ctr-read', lsdu: new Uint8Array(41) }),
    }
    const { frame } = response(long, { discipline: 'RA2', lsdu: Uint8Array.of(102, 9) })
    expect(decodeMessage(frame.lsdu)).toEqual({
      kind: 'nack',
      error: refusals['answer-too-long'],
      attribute: 102,
    })
    expect(frame.ecc).toBe('none')
  })

  test('refuses for the B-node it does not have', () => {
    const { frame } = response(echo, { discipline: 'RB1', lsdu: Uint8Array.of(2, 0, 63) })
    expect(decodeMessage(frame.lsdu)).toMatchObject({ kind: 'nack', attribute: 2 })
  })

  test('repeats nothing that no frame can carry', () => {
    expect(responses(echo, { address: node(1), route: [broadcast, node(2)] })).toEqual([])
  })

  test('never repeats a frame with the broadcast address as next station', () => {
    expect(responses(echo, { address: broadcast, route: [broadcast] })).toEqual([])
  })
})

describe('a search', () => {
  test('is answered with address and quality by nodes that are in phase, willing, and asked for', () => {
    const asking = { address: broadcast, discipline: 'RC1', dsap: 2 } as const
    const answer = (message: NetworkMessage, reception = heardWell) =>
      responses({}, { ...asking, lsdu: encodeNetworkMessage(message) }, reception).map(({ frame }) =>
        decodeNetworkMessage(frame.lsdu),
      )
    expect(answer(search)).toEqual([
      { kind: 'address.response', address: node(1), signal: 61, snr: 20, impedance: 'low' },
    ])
    const outOfPhase = { ...heardWell, inPhase: false }
    expect(answer({ ...search, phase: 'same' }, outOfPhase)).toEqual([])
    expect(answer(search, outOfPhase)).toHaveLength(1)
    expect(answer({ ...search, shift: 1 })).toEqual([])
    expect(answer({ ...search, shift: 1, add: 1 })).toHaveLength(1)
  })

  test('finds every node when those found are silenced and it goes on', () => {
    const { ask } = neighbourhood(1)
    expect(ask(management(search, [broadcast]))).toHaveLength(1)
    const silence = management({ kind: 'tct-set.request', tct: 1 }, [node(1)], {
      discipline: 'RA1',
      poll: true,
    })
    expect(ask(silence)).toMatchObject([{ kind: 'nack.response', error: 0 }])
    expect(ask(management(search, [broadcast]))).toEqual([])
    ask(management({ kind: 'tct-set.request', tct: 255 }, [broadcast], { discipline: 'S', poll: false }))
    expect(ask(management(search, [broadcast]))).toHaveLength(1)
  })

  test('through a repeater goes on behind it', () => {
    const { ask } = neighbourhood(2)
    expect(ask(management(search, [node(1), broadcast]))).toMatchObject([{ address: node(2) }])
  })

  test('on behalf of the master reports four neighbours at most, and ends with none', () => {
    const { ask } = neighbourhood(7)
    const report = () =>
      ask(management({ ...search, kind: 'reqaddr.request' }, [node(1)], { discipline: 'RC4' }))
    const found = new Set<string>()
    for (let turn = 0; turn < 4; turn++) {
      const [message] = report()
      if (message?.kind !== 'reqaddr.response') throw new Error('no report')
      expect(message.neighbours.length).toBeLessThanOrEqual(4)
      for (const { address } of message.neighbours) {
        found.add(address)
        ask(
          management({ kind: 'tct-set.request', tct: 1 }, [node(1), address], {
            discipline: 'RA1',
            poll: true,
          }),
        )
      }
    }
    expect([...found].sort()).toEqual([2, 3, 4, 5, 6, 7].map(node))
    expect(report()).toEqual([{ kind: 'reqaddr.response', neighbours: [] }])
  })

  test('on behalf of the master needs slots', () => {
    const { ask } = neighbourhood(1)
    const report = management({ ...search, kind: 'reqaddr.request' }, [node(1)], { discipline: 'RA4' })
    expect(ask(report)).toMatchObject([{ kind: 'nack.response', error: 1 }])
  })
})

describe('a call', () => {
  const call = { kind: 'call.request', unasked: 255, slots: 'many' } as const
  const callBehind = { kind: 'reqcall.request', unasked: 255 } as const
  const quick = { discipline: 'RC1' } as const
  const silence = (route: readonly Address[]) =>
    management({ kind: 'tct-set.request', tct: 1 }, route, { discipline: 'RA1', poll: true })

  test('is answered by a node with news, silenced or not, and by no other', () => {
    const news = new Set<number>()
    const { ask } = neighbourhood(1, number => news.has(number))
    ask(silence([node(1)]))
    expect(ask(management(call, [broadcast], quick))).toEqual([])
    news.add(1)
    expect(ask(management(call, [broadcast], quick))).toMatchObject([{ address: node(1), reason: 'news' }])
  })

  test('is answered by a node to which no request has come, or none for long, woken by a search or not', () => {
    const { ask, line } = neighbourhood(1)
    expect(ask(management(call, [broadcast], quick))).toMatchObject([{ reason: 'unserved' }])
    ask(silence([node(1)]))
    ask(management({ kind: 'tct-set.request', tct: 255 }, [broadcast], { discipline: 'S', poll: false }))
    const unasked = { ...call, unasked: 1 }
    expect(ask(management(unasked, [broadcast], quick))).toEqual([])
    line.now += 60_000
    expect(ask(management(call, [broadcast], quick))).toEqual([])
    expect(ask(management(unasked, [broadcast], quick))).toMatchObject([{ reason: 'unserved' }])
  })

  test('on behalf of the master reports those with news, in an eighth of the time of a search', () => {
    const { ask, line } = neighbourhood(4, number => number === 3)
    for (const number of [1, 2, 3, 4]) ask(silence(number === 1 ? [node(1)] : [node(1), node(number)]))
    const began = line.now
    const report = ask(management(callBehind, [node(1)], quick))
    expect(report).toMatchObject([{ callers: [{ address: node(3), reason: 'news' }] }])
    expect(line.now - began).toBeLessThan(400)
  })

  /** What a node sends that is to call for the master, where it hears a carrier behind its first call or not. */
  function calls(carrier: boolean): NetworkMessage[] {
    const settings = { aca: node(1), ...silent }
    const sent: NetworkMessage[] = []
    const { address, route, ...request } = { ...management(callBehind, [], quick), address: node(1) }
    const control = { poll: true, response: false, segmented: false, bNode: false, number: 1 }
    const psdu = encodeFrame({ ...request, address, route, control })
    let now = 0
    let [state, outputs] = stepSlave(
      settings,
      createSlave(),
      { kind: 'heard', psdu, reception: heardWell },
      now,
    )
    while (sent.at(-1)?.kind !== 'reqcall.response') {
      const [output] = outputs
      if (output?.kind === 'transmit') {
        sent.push(decodeNetworkMessage(decodeFrame(output.psdu).lsdu))
        now += airtime(output.psdu.length)
      }
      if (output?.kind === 'wake') now = output.at
      const input =
        output?.kind === 'transmit' ? ({ kind: 'sent' } as const) : ({ kind: 'tick', carrier } as const)
      ;[state, outputs] = stepSlave(settings, state, input, now)
    }
    return sent
  }

  test('on behalf of the master has one slot, is repeated in silence, and has many slots where answers could not be read', () => {
    const one = { kind: 'call.request', unasked: 255, slots: 'one' } as const
    const report = { kind: 'reqcall.response', callers: [] } as const
    expect(calls(false)).toEqual([one, one, one, report])
    expect(calls(true)).toEqual([one, { ...one, slots: 'many' }, report])
  })
})

test('nodes with consecutive addresses spread over the slots, and collide in others the next time', () => {
  const nodes = Array.from({ length: 84 }, (_, i) => node(i + 1))
  const together = (number: number): Set<string> => {
    const slots = nodes.map(one => slotOf(one, number, Uint8Array.of(90), 64))
    return new Set(
      nodes.flatMap((one, i) => (slots.indexOf(slots[i]!) < i ? [`${slots.indexOf(slots[i]!)} ${one}`] : [])),
    )
  }
  expect(84 - together(1).size).toBeGreaterThan(38)
  const again = [...together(2)].filter(pair => together(1).has(pair))
  expect(again.length).toBeLessThan(6)
})
