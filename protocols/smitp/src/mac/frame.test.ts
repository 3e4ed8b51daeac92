import { fromHex, toHex } from '@ferraris/bytes'
import { fuzzDecoder } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Address, aca, acaFromOctets, broadcast, isSection, sca, sectionAddress } from './address.ts'
import { answerDiscipline, type Discipline, disciplineOf, disciplines } from './discipline.ts'
import { decodeFrame, encodeFrame, frameOverhead, type MacFrame, receivedFrame } from './frame.ts'
import { type Ecc, eccs } from './lsap.ts'

const meter = aca('46 45 00 00 00 2a')
const repeater = aca('464500000003')
const request: MacFrame = {
  address: meter,
  route: [],
  discipline: 'RA2',
  control: { poll: true, response: false, segmented: false, bNode: false },
  dsap: 0,
  ecc: 'none',
  lsdu: fromHex('02003f'),
}

describe('a frame', () => {
  test('lies on air as declared: length, reversed address, CTL, control, LSAP, data, CRC', () => {
    const octets = encodeFrame(request)
    expect(toHex(octets.subarray(0, -4), ' ')).toBe('10 2a 00 00 00 45 46 31 01 00 02 00 3f')
    expect(octets).toHaveLength(frameOverhead + 3)
  })

  test('is received exactly when it can be decoded', () => {
    const whole = encodeFrame({ ...request, address: repeater, route: [meter], lsdu: new Uint8Array(40) })
    const decoded = (psdu: Uint8Array) => {
      try {
        return decodeFrame(psdu)
      } catch {
        return undefined
      }
    }
    expect(receivedFrame(whole)).toEqual(decoded(whole))
    const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) })
    const cut = fc.integer({ min: -3, max: whole.length })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), cut, (changes, left) => {
        const psdu = left < 0 ? new Uint8Array([...whole, ...whole.subarray(left)]) : whole.slice(0, left)
        for (const { at, to } of changes) if (at < psdu.length) psdu[at] = to
        expect(receivedFrame(psdu)).toEqual(decoded(psdu))
      }),
    )
  })

  test('carries the route behind its first node, the destination last', () => {
    const octets = encodeFrame({
      ...request,
      address: repeater,
      route: [meter, broadcast],
      discipline: 'RC4',
    })
    expect(toHex(octets.subarray(1, 20), ' ')).toBe(
      '03 00 00 00 45 46 f2 2a 00 00 00 45 46 ff ff ff ff ff 03',
    )
  })

  test('counts a route in two octets a node where it begins with a section address', () => {
    const near = sca({ section: 0x123456, subsection: 7, node: 1 })
    const far = sca({ section: 0x123456, subsection: 8, node: 2 })
    const frame = { ...request, address: near, route: [far, broadcast] }
    const octets = encodeFrame(frame)
    expect(toHex(octets.subarray(1, 12), ' ')).toBe('56 34 12 07 01 03 32 08 02 ff ff')
    expect(decodeFrame(octets)).toEqual(frame)
    const foreign = sca({ section: 1, subsection: 8, node: 2 })
    expect(() => encodeFrame({ ...frame, route: [foreign] })).toThrow('not in the section')
    expect(() => encodeFrame({ ...frame, route: [meter] })).toThrow('not in the section')
  })

  test('round-trips whatever it says', () => {
    fc.assert(
      fc.property(frames, frame => {
        expect(decodeFrame(encodeFrame(frame))).toEqual(frame)
      }),
    )
  })

  test('with any one bit wrong is refused', () => {
    const octets = encodeFrame(request)
    for (let bit = 0; bit < 8 * octets.length; bit++) {
      const wrong = octets.slice()
      wrong[bit >> 3]! ^= 1 << (bit & 7)
      expect(() => decodeFrame(wrong)).toThrow(expect.objectContaining({ name: 'DecodeError' }))
    }
  })

  test('with octets cut off or left over is refused', () => {
    const octets = encodeFrame(request)
    for (let length = 0; length < octets.length; length++)
      expect(() => decodeFrame(octets.subarray(0, length))).toThrow(/truncated/)
    expect(() => decodeFrame(Uint8Array.of(...octets, 0))).toThrow(/left over/)
  })

  test('takes no more than an LSDU of 128 octets and 8 further nodes', () => {
    expect(() => encodeFrame({ ...request, lsdu: new Uint8Array(129) })).toThrow('at most 128')
    expect(() => encodeFrame({ ...request, route: Array.from({ length: 9 }, () => meter) })).toThrow(
      'at most 8',
    )
    const longest = encodeFrame({ ...request, lsdu: new Uint8Array(128), route: Array(8).fill(meter) })
    expect(decodeFrame(longest).route).toHaveLength(8)
    expect(() => decodeFrame(Uint8Array.of(200, ...new Uint8Array(200)))).toThrow(
      expect.objectContaining({ name: 'DecodeError' }),
    )
  })

  test('broken anyhow, lets nothing but a DecodeError escape', () => {
    const corpus = fc.sample(frames, { numRuns: 30, seed: 4 }).map(encodeFrame)
    const { accepted, refused } = fuzzDecoder(decodeFrame, corpus, { runs: 30_000 })
    expect(accepted).toBeGreaterThan(0)
    expect(refused).toBeGreaterThan(20_000)
  })
})

describe('addresses', () => {
  test('an absolute address is 12 hex digits, does not begin with 03, and compares as text', () => {
    expect(aca('46:45:00:00:00:2a')).toBe('46450000002A')
    for (const wrong of ['46450000', '03450000002A', 'meter', '46450000002A00'])
      expect(() => aca(wrong)).toThrow(expect.objectContaining({ code: 'address-invalid' }))
  })

  test('a meter with a number that ends in 03 is no section', () => {
    expect(isSection(repeater)).toBe(false)
    expect(isSection(broadcast)).toBe(true)
  })

  test('a section address has section, subsection and node', () => {
    const parts = { section: 0x010203, subsection: 4, node: 5 }
    expect(sectionAddress(sca(parts))).toEqual(parts)
    expect(sca(parts)).toBe('030504010203')
  })
})

describe('disciplines', () => {
  test('each has its code, and 1 is S as well', () => {
    for (const [name, { code }] of Object.entries(disciplines)) expect(disciplineOf(code)).toBe(name)
    expect(disciplineOf(1)).toBe('S')
  })

  test('the shortest that holds an answer is chosen', () => {
    expect([0, 20, 21, 111, 128].map(answerDiscipline)).toEqual(['RA1', 'RA1', 'RA2', 'RA6', 'RA7'])
  })
})

const acas = fc
  .uint8Array({ minLength: 6, maxLength: 6 })
  .filter(octets => octets[0] !== 3)
  .map(acaFromOctets)
const ways = fc.oneof(
  fc
    .array(fc.oneof(acas, fc.constant(broadcast)), { minLength: 1, maxLength: 9 })
    .filter(way => way[0] !== broadcast || way.length === 1),
  fc
    .tuple(
      fc.integer({ min: 0, max: 0xfffffe }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 254 }), fc.integer({ min: 0, max: 255 })), {
        minLength: 1,
        maxLength: 9,
      }),
    )
    .map(([section, nodes]) => nodes.map(([subsection, node]) => sca({ section, subsection, node }))),
) as fc.Arbitrary<Address[]>
const frames: fc.Arbitrary<MacFrame> = fc
  .record({
    way: ways,
    discipline: fc.constantFrom(...(Object.keys(disciplines) as Discipline[])),
    control: fc.record(
      {
        poll: fc.boolean(),
        response: fc.boolean(),
        segmented: fc.boolean(),
        bNode: fc.boolean(),
        number: fc.integer({ min: 1, max: 15 }),
      },
      { requiredKeys: ['poll', 'response', 'segmented', 'bNode'] },
    ),
    dsap: fc.integer({ min: 0, max: 15 }),
    ecc: fc.constantFrom(...(Object.keys(eccs) as Ecc[])),
    lsdu: fc.uint8Array({ maxLength: 128 }),
  })
  .map(({ way, ...frame }) => ({ ...frame, address: way[0]!, route: way.slice(1) }))
