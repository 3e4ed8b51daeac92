import { DecodeError, fromHex, toHex } from '@ferraris/bytes'
import { decode, encode } from '@ferraris/codec'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type HdlcAddress, hdlcAddress } from './address.ts'
import { hdlcControl } from './control.ts'
import { encodeHdlcFrame, type HdlcFrame, hdlcFrame } from './frame.ts'
import { hdlcParameters } from './parameters.ts'

const part = fc.nat(0x7f)
const wide = fc.nat(0x3fff)
const address: fc.Arbitrary<HdlcAddress> = fc.oneof(
  fc.record({ upper: part, width: fc.constant(1 as const) }),
  fc.record({ upper: part, lower: part, width: fc.constant(2 as const) }),
  fc.record({ upper: wide, lower: wide, width: fc.constant(4 as const) }),
)
const frame: fc.Arbitrary<HdlcFrame> = fc
  .record({
    segmented: fc.boolean(),
    destination: address,
    source: address,
    control: fc
      .constantFrom(0x10, 0x32, 0x13, 0x93, 0x73, 0xfe)
      .map(octet => decode(hdlcControl, Uint8Array.of(octet))),
    information: fc.option(fc.uint8Array({ minLength: 1, maxLength: 2030 }), { nil: undefined }),
  })
  .map(({ information, ...head }) => (information === undefined ? head : { ...head, information }))

describe('an HDLC frame', () => {
  test('is decoded to what was encoded, its check sequences fit', () => {
    fc.assert(
      fc.property(frame, sent => {
        const { fcsValid, hcsValid, ...received } = decode(hdlcFrame, encodeHdlcFrame(sent))
        expect(received).toEqual(sent)
        expect([fcsValid, hcsValid]).toEqual([true, sent.information === undefined ? undefined : true])
      }),
    )
  })

  test('with a bit turned is refused, or has a check sequence that does not fit', () => {
    fc.assert(
      fc.property(frame, fc.nat(), (sent, at) => {
        const octets = encodeHdlcFrame(sent)
        const bit = at % (octets.length * 8)
        octets[bit >> 3]! ^= 1 << (bit & 7)
        try {
          const { fcsValid, hcsValid } = decode(hdlcFrame, octets)
          expect(fcsValid && hcsValid !== false).toBe(false)
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError)
        }
      }),
    )
  })

  test('of a meter is read: a UA with the parameters it grants', () => {
    const ua = decode(
      hdlcFrame,
      fromHex('a023030002002373c0488180140502008006020080070400000001080400000001ce6a'),
    )
    expect(ua).toMatchObject({
      destination: { upper: 1 },
      source: { upper: 1, lower: 17, width: 4 },
      control: { type: 'UA', pollFinal: true },
    })
    expect(decode(hdlcParameters, ua.information!)).toEqual({
      maxInfoTx: 128,
      maxInfoRx: 128,
      windowTx: 1,
      windowRx: 1,
    })
  })
})

test('every control octet that means something keeps its meaning', () => {
  const known = Array.from({ length: 256 }, (_, octet) => Uint8Array.of(octet)).filter(octets => {
    try {
      expect(encode(hdlcControl, decode(hdlcControl, octets))).toEqual(octets)
      return true
    } catch (error) {
      expect(error).toBeInstanceOf(DecodeError)
      return false
    }
  })
  // 128 information frames, 16 each of RR and RNR, six unnumbered ones with and without the poll bit.
  expect(known).toHaveLength(128 + 32 + 12)
})

test('addresses of three octets, and without an end, are refused', () => {
  for (const hex of ['020403', '02040608', '0204060803']) {
    expect(() => decode(hdlcAddress, fromHex(hex)), hex).toThrow('1, 2 or 4 octets')
  }
  expect(toHex(encode(hdlcAddress, { upper: 1, lower: 17, width: 4 }))).toBe('00020023')
})
