import { DecodeError, fromHex, Reader, toHex } from '@ferraris/bytes'
import { arbitrary } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { annotate, axdr, ber, choice, decode, encode, outline, sequence, type ValueOf } from './index.ts'

const point = sequence('Point', { x: axdr.unsigned8, y: axdr.optional(axdr.integer8) })
const message = choice('Message', {
  'message-line': [1, sequence('Line', { points: axdr.listOf(point), label: axdr.octetString })],
  'message-end': [
    2,
    sequence('End', { reason: axdr.enumerated({ done: 0, failed: 7 }), flags: axdr.bitString }),
  ],
})

describe('a declared format', () => {
  test('infers its type', () => {
    expectTypeOf<ValueOf<typeof point>>().toEqualTypeOf<{ x: number; y?: number | undefined }>()
    expectTypeOf<ValueOf<typeof message>['kind']>().toEqualTypeOf<'message-line' | 'message-end'>()
  })

  test('decodes what it encodes, for any value of its shape', () => {
    fc.assert(
      fc.property(arbitrary(message), value => {
        expect(decode(message, encode(message, value))).toEqual(value)
      }),
    )
  })

  test('cut at any octet is refused with path and offset, never otherwise', () => {
    const octets = encode(message, {
      kind: 'message-line',
      points: [{ x: 1, y: -1 }, { x: 2 }],
      label: fromHex('aabb'),
    })
    expect(toHex(octets)).toBe('01020101ff020002aabb')
    for (let length = 0; length < octets.length; length++) {
      expect(() => decode(message, octets.subarray(0, length))).toThrow(DecodeError)
    }
    expect(() => decode(message, octets.subarray(0, 4))).toThrow('at message-line.points.0.y, octet 4')
  })

  test('refuses octets left over, unknown tags and unknown names', () => {
    expect(() => decode(message, fromHex('02000000'))).toThrow('1 octets left over, octet 3')
    expect(() => decode(message, fromHex('05'))).toThrow(
      'Message does not begin with octet 05 (known: 01 02), octet 0',
    )
    expect(() => decode(message, fromHex('020300'))).toThrow(
      'value 3 has no meaning here at message-end.reason, octet 1',
    )
  })

  test('tells which octets hold which field, also of a broken message', () => {
    const whole = annotate(message, fromHex('0101070001aa'))
    expect(whole.error).toBeUndefined()
    const broken = annotate(message, fromHex('01010701'))
    expect(broken.error?.path).toBe('message-line.points.0.y')
    expect(broken.fields[0]?.fields?.[0]?.fields?.[0]?.fields).toMatchObject([
      { name: 'x', from: 2, to: 3, value: 7 },
      { name: 'y', from: 3, to: 4 },
    ])
  })

  test('prints its shape', () => {
    expect(outline(message.shape)).toBe(
      [
        'Message, one of',
        '  [1] message-line: Line',
        '    points: list of Point',
        '      x: unsigned 8 bit',
        '      y: optional signed 8 bit',
        '    label: octets',
        '  [2] message-end: End',
        '    reason: one of done, failed',
        '    flags: bits',
      ].join('\n'),
    )
  })
})

describe('lengths', () => {
  test('take the shortest of the usual forms and are read in any', () => {
    for (const [length, hex] of [
      [5, '05'],
      [200, '81c8'],
      [2498, '8209c2'],
      [70000, '8400011170'],
    ] as const) {
      const octets = encode(axdr.octetString, new Uint8Array(length))
      expect(toHex(octets.subarray(0, hex.length / 2))).toBe(hex)
    }
    expect(axdr.readLength(new Reader(fromHex('83000005')))).toBe(5)
  })

  test('beyond the octets that came are refused before room is made', () => {
    expect(() => decode(axdr.octetString, fromHex('84ffffffff00'))).toThrow('truncated')
    expect(() => decode(axdr.listOf(point), fromHex('84ffffffff00'))).toThrow('elements announced')
    expect(() => decode(axdr.octetString, fromHex('80'))).toThrow('length octet 80 is not allowed')
    expect(() => decode(axdr.octetString, fromHex('85'))).toThrow('length of 5 octets')
  })
})

describe('BER', () => {
  const title = ber.taggedSequence('Title', 0x60, {
    name: [0xa1, ber.tlv(0x04, axdr.octets(2))],
    note: [0xa2, ber.tlv(0x04, axdr.unsigned8), 'optional'],
  })

  test('round-trips with and without the optional field', () => {
    for (const value of [{ name: fromHex('0102') }, { name: fromHex('0102'), note: 9 }]) {
      expect(decode(title, encode(title, value))).toEqual(value)
    }
  })

  test('names the missing, misplaced and overlong', () => {
    expect(() => decode(title, fromHex('6005a203040109'))).toThrow('tag a1 is missing at name')
    expect(() => decode(title, fromHex('6006a104040201'))).toThrow(DecodeError)
    expect(() => decode(title, fromHex('6008a106040201020304'))).toThrow('octets left over at name')
  })
})
