import { fromHex, toHex } from '@ferraris/bytes'
import { decode, encode } from '@ferraris/codec'
import { arbitrary, fuzzDecoder, mutations, Random } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acaFromOctets } from '../mac/address.ts'
import { airtime } from '../phy/airtime.ts'
import { cut } from './cut.ts'
import { encodeHostFrame, type HostCode, type HostFrame, hostCodes, hostFrame } from './frame.ts'
import { type ModemInput, type ModemState, openModem, stepModem } from './modem.ts'
import { type ModemHostInput, type ModemHostOutput, openModemHost, stepModemHost } from './modem-host.ts'
import { decodeHeardFrame, defaultTiming, encodeHeardFrame, heardFrame, linkData, mib } from './payloads.ts'
import { openSerialLink, type SerialLinkSettings, serialLinkDefaults, stepSerialLink } from './serial-link.ts'

const reception = { signal: 61, snr: 14.5, inPhase: true, impedance: 'low' as const }
const frames: fc.Arbitrary<HostFrame> = fc.record({
  repeat: fc.boolean(),
  code: fc.constantFrom(...(Object.keys(hostCodes) as HostCode[])),
  payload: fc.uint8Array({ maxLength: 255 }),
})

describe('frames between modem and host', () => {
  test('have a start, a length less one, a code and a sum', () => {
    const frame = { repeat: false, code: 'phy-data.request', payload: fromHex('0102ff') } as const
    expect(toHex(encodeHostFrame(frame), ' ')).toBe('02 03 48 01 02 ff 4d 01')
    expect(toHex(encodeHostFrame({ ...frame, repeat: true })).slice(0, 2)).toBe('03')
    expect(() => encodeHostFrame({ ...frame, payload: new Uint8Array(256) })).toThrow('at most 255')
  })

  test('round-trip, and are cut from a stream with what stands between them', () => {
    fc.assert(
      fc.property(frames, frame => {
        const octets = encodeHostFrame(frame)
        expect(decode(hostFrame, octets)).toEqual(frame)
        const stream = Uint8Array.of(0x55, 0x06, ...octets, 0x3f, 0x07, 0x15, 0x02)
        expect(cut(new Uint8Array(), stream)).toEqual([
          Uint8Array.of(2),
          [
            { kind: 'acknowledged' },
            { kind: 'frame', frame },
            { kind: 'status', value: 7 },
            { kind: 'refused' },
          ],
        ])
      }),
    )
  })

  test('broken anyhow, let nothing but a DecodeError escape, and hold one frame at most', () => {
    const corpus = fc.sample(frames, { numRuns: 20, seed: 2 }).map(encodeHostFrame)
    const { accepted, refused } = fuzzDecoder(octets => decode(hostFrame, octets), corpus, { runs: 20_000 })
    expect(Math.min(accepted, refused)).toBeGreaterThan(10)
    let pending: Uint8Array = new Uint8Array()
    for (const octets of mutations(2, corpus, 5_000)) {
      pending = cut(pending, octets)[0]
      expect(pending.length).toBeLessThan(260)
    }
  })

  test('carry what was heard, link data and MIBs', () => {
    const heard = { reception, psdu: fromHex('0e00') }
    expect(toHex(encodeHeardFrame(heard))).toBe('3d3a050e00')
    expect(decodeHeardFrame(encodeHeardFrame(heard))).toEqual(heard)
    const { impedance: _, ...bare } = { ...reception, inPhase: false }
    expect(decodeHeardFrame(encodeHeardFrame({ reception: bare, psdu: heard.psdu })).reception).toEqual(bare)
    expect(toHex(encode(mib, defaultTiming))).toBe('0c1400e8030000fa00ff')
    const leaves = { address: fc.uint8Array({ minLength: 6, maxLength: 6 }).map(acaFromOctets) }
    fc.assert(
      fc.property(arbitrary(mib, leaves), arbitrary(linkData), (base, data) => {
        expect(decode(mib, encode(mib, base))).toEqual(base)
        expect(decode(linkData, encode(linkData, data))).toEqual(data)
      }),
    )
    fuzzDecoder(octets => decode(heardFrame, octets), [encodeHeardFrame(heard)], { runs: 2_000 })
    fuzzDecoder(octets => decode(mib, octets), [encode(mib, defaultTiming)], { runs: 2_000 })
  })
})

interface Happening {
  readonly at: number
  run(now: number): void
}

/** Host and modem on a serial line of one millisecond, which garbles or drops what `spoil` says, and a silent mains. */
function bench(
  settings: SerialLinkSettings = serialLinkDefaults,
  spoil: (octets: Uint8Array) => Uint8Array = octets => octets,
) {
  let host = openModemHost(settings)
  let modem: ModemState = openModem(settings)
  const happenings: Happening[] = []
  const told: ModemHostOutput[] = []
  const onAir: string[] = []
  let now = 0
  const soon = (delay: number, run: (now: number) => void) => void happenings.push({ at: now + delay, run })
  const at = (time: number, run: (now: number) => void) => soon(Math.max(0, time - now), run)

  const toHost = (input: ModemHostInput): void => {
    const [next, outputs] = stepModemHost(host, input, now)
    host = next
    for (const output of outputs) {
      if (output.kind === 'write') soon(1, () => toModem({ kind: 'octets', octets: spoil(output.octets) }))
      else if (output.kind === 'request-line') {
        if (output.raised) soon(1, () => toModem({ kind: 'requested' }))
      } else if (output.kind === 'wake') at(output.at, () => toHost({ kind: 'tick' }))
      else told.push(output)
    }
  }
  const toModem = (input: ModemInput): void => {
    const [next, outputs] = stepModem(modem, input, now)
    modem = next
    for (const output of outputs) {
      if (output.kind === 'write') soon(1, () => toHost({ kind: 'octets', octets: spoil(output.octets) }))
      else if (output.kind === 'wake') at(output.at, () => toModem({ kind: 'tick' }))
      else {
        onAir.push(toHex(output.psdu))
        soon(airtime(output.psdu.length), () => toModem({ kind: 'sent' }))
      }
    }
  }
  const run = (): void => {
    for (let steps = 0; happenings.length > 0; steps++) {
      if (steps > 100_000) throw new Error('host and modem never come to rest')
      happenings.sort((a, b) => a.at - b.at)
      const { at, run } = happenings.shift()!
      now = at
      run(now)
    }
  }
  return { toHost, toModem, run, told, onAir, now: () => now }
}

const psdu = fromHex('0e2a0000004546310100000102030405')

describe('a host and its modem', () => {
  test.for([false, true])(
    'send a frame and are told when its last bit has left, request line %s',
    requestLine => {
      const { toHost, run, told, onAir, now } = bench({ ...serialLinkDefaults, requestLine })
      toHost({ kind: 'transmit', psdu })
      run()
      expect(onAir).toEqual([toHex(psdu)])
      expect(told).toEqual([{ kind: 'sent' }])
      expect(now()).toBeGreaterThan(airtime(psdu.length))
    },
  )

  test('hear what the mains bring, with how it was heard', () => {
    const { toModem, run, told } = bench()
    toModem({ kind: 'heard', psdu, reception })
    run()
    expect(told).toEqual([{ kind: 'heard', psdu, reception }])
  })

  test('repeat what was garbled or lost, and act on it once', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = new Random(seed)
      const spoil = (octets: Uint8Array) => {
        const fate = random.below(8)
        if (fate === 0) return new Uint8Array()
        if (fate === 1) return octets.map(octet => (random.below(8) === 0 ? octet ^ 0x10 : octet))
        return octets
      }
      const { toHost, toModem, run, told, onAir } = bench({ ...serialLinkDefaults, retries: 12 }, spoil)
      toHost({ kind: 'transmit', psdu })
      toModem({ kind: 'heard', psdu, reception })
      run()
      expect(onAir).toEqual([toHex(psdu)])
      expect(told.map(({ kind }) => kind).sort()).toEqual(['heard', 'sent'])
    }
  })

  test('give a frame up when the modem is gone', () => {
    const { toHost, run, told, onAir } = bench(serialLinkDefaults, () => new Uint8Array())
    toHost({ kind: 'transmit', psdu })
    run()
    expect(onAir).toEqual([])
    expect(told).toEqual([{ kind: 'unsent' }])
  })

  test('refuse a second frame while the first is on the mains', () => {
    let modem = openModem()
    const request = { repeat: false, code: 'phy-data.request', payload: psdu } as const
    const first = stepModem(modem, { kind: 'octets', octets: encodeHostFrame(request) }, 0)
    expect(first[1].map(({ kind }) => kind)).toContain('transmit')
    modem = first[0]
    const [, outputs] = stepModem(modem, { kind: 'octets', octets: encodeHostFrame(request) }, 5)
    const written = outputs.flatMap(output => (output.kind === 'write' ? [toHex(output.octets)] : []))
    expect(written[1]).toBe(
      toHex(encodeHostFrame({ repeat: false, code: 'phy-data.negative', payload: Uint8Array.of(1) })),
    )
  })

  test('a frame that breaks off is refused after 10 ms', () => {
    const link = openSerialLink()
    const [begun, outputs] = stepSerialLink(link, { kind: 'octets', octets: fromHex('024048') }, 100)
    expect(outputs).toEqual([{ kind: 'wake', at: 110 }])
    const [after, refusal] = stepSerialLink(begun, { kind: 'tick' }, 110)
    expect(refusal).toEqual([{ kind: 'write', octets: Uint8Array.of(0x15) }])
    expect(after.pending).toHaveLength(0)
  })

  test('whatever octets come, both machines stand, and wait for no more than their bounds', () => {
    const corpus = fc.sample(frames, { numRuns: 30, seed: 6 }).map(encodeHostFrame)
    let host = openModemHost()
    let modem = openModem()
    let now = 0
    for (const octets of mutations(6, corpus, 10_000)) {
      now += 7
      host = stepModemHost(stepModemHost(host, { kind: 'octets', octets }, now)[0], { kind: 'tick' }, now)[0]
      modem = stepModem(stepModem(modem, { kind: 'octets', octets }, now)[0], { kind: 'tick' }, now)[0]
      if (now % 5 === 0) modem = stepModem(modem, { kind: 'sent' }, now)[0]
      expect(modem.link.queue.length).toBeLessThanOrEqual(16)
      expect(modem.link.pending.length + host.link.pending.length).toBeLessThan(520)
    }
  })
})
