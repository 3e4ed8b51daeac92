import { concat, DecodeError, fromHex } from '@ferraris/bytes'
import { decode, encode } from '@ferraris/codec'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mbusFrame } from './long-frame.ts'

const octet = fc.nat(0xff)
const frame = fc.record({
  control: octet,
  address: octet,
  segment: fc.record({ last: fc.boolean(), number: fc.nat(15) }),
  sourceSap: octet,
  destinationSap: octet,
  data: fc.uint8Array({ maxLength: 250 }),
  checksumValid: fc.constant(true),
  endValid: fc.constant(true),
})

test('a long frame is decoded to what was encoded', () => {
  fc.assert(
    fc.property(frame, sent => {
      expect(decode(mbusFrame, encode(mbusFrame, sent))).toEqual(sent)
    }),
  )
})

test('damage to its content or its end shows', () => {
  const octets = encode(mbusFrame, {
    control: 0x53,
    address: 0xff,
    segment: { last: true, number: 0 },
    sourceSap: 1,
    destinationSap: 103,
    data: fromHex('c401c1000600000000'),
    checksumValid: true,
    endValid: true,
  })
  expect(decode(mbusFrame, octets.with(9, 0xff))).toMatchObject({ checksumValid: false, endValid: true })
  expect(decode(mbusFrame, octets.with(octets.length - 1, 0x17))).toMatchObject({ endValid: false })
})

test('a count that has run over still has its frame, as Sagemcom T210-D sends it', () => {
  const data = Uint8Array.from({ length: 252 }, (_, i) => (i * 7) & 0xff)
  const content = concat(fromHex('53ff000167'), data)
  const check = content.reduce((total, octet) => (total + octet) & 0xff, 0)
  const octets = concat(fromHex('68010168'), content, Uint8Array.of(check, 0x16))
  expect(decode(mbusFrame, octets)).toMatchObject({ data, checksumValid: true, endValid: true })
})

test('what is no long frame with DLMS in it is refused', () => {
  expect(() => decode(mbusFrame, fromHex('680e0f6853ff1001'))).toThrow('begins with 68 L L 68')
  expect(() => decode(mbusFrame, fromHex('6805056853ff7201670016'))).toThrow('CI 72 does not announce DLMS')
  expect(() => decode(mbusFrame, fromHex('6804046853ff10010016'))).toThrow('262 octets needed')
  expect(() => decode(mbusFrame, fromHex('68ffff6853ff1001'))).toThrow(DecodeError)
})
