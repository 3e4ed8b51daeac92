import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  crc16X25,
  crc32,
  DecodeError,
  fromBits,
  fromHex,
  HexError,
  Reader,
  toBits,
  toHex,
  Writer,
} from './index.ts'

describe('reader and writer', () => {
  test('give back every integer and float they took', () => {
    const numbers = fc.record({
      u8: fc.integer({ min: 0, max: 0xff }),
      i16: fc.integer({ min: -0x8000, max: 0x7fff }),
      u32: fc.integer({ min: 0, max: 0xffffffff }),
      i32: fc.integer({ min: -0x80000000, max: 0x7fffffff }),
      i64: fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }),
      u64: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
      f64: fc.double(),
      text: fc.string(),
    })
    fc.assert(
      fc.property(numbers, v => {
        const w = new Writer(1)
          .u8(v.u8)
          .i16(v.i16)
          .u32(v.u32)
          .i32(v.i32)
          .i64(v.i64)
          .u64(v.u64)
          .f64(v.f64)
          .utf8(v.text)
        const r = new Reader(w.finish())
        expect([r.u8(), r.i16(), r.u32(), r.i32(), r.i64(), r.u64(), r.f64(), r.utf8(r.remaining)]).toEqual([
          v.u8,
          v.i16,
          v.u32,
          v.i32,
          v.i64,
          v.u64,
          v.f64,
          v.text.toWellFormed(),
        ])
      }),
    )
  })

  test('a read beyond the window says how much is missing and where', () => {
    const r = new Reader(fromHex('010203'))
    r.u8()
    expect(() => r.u32()).toThrow('truncated: 4 octets needed, 2 left, octet 1')
    expect(() => r.window(3)).toThrow(DecodeError)
  })

  test('a window ends where it was told to, and offsets stay those of the whole', () => {
    const r = new Reader(fromHex('0102030405'))
    r.u8()
    const inner = r.window(2)
    expect(r.u8()).toBe(4)
    expect([inner.u8(), inner.u8(), inner.offset]).toEqual([2, 3, 3])
    expect(() => inner.u8()).toThrow('octet 3')
  })
})

describe('hex', () => {
  test('takes what people paste', () => {
    for (const text of [
      '00010aFf',
      '00 01 0A ff',
      '00:01:0a:ff',
      '0x00, 0x01, 0x0A, 0xFF',
      '00\n01 0a-ff\n',
    ]) {
      expect(toHex(fromHex(text))).toBe('00010aff')
    }
  })

  test('names the first character that does not fit', () => {
    expect(() => fromHex('00 0g')).toThrow(new HexError(4, '"g" is not a hex digit'))
    expect(() => fromHex('001')).toThrow('half an octet at character 3')
    expect(() => fromHex('0 01')).toThrow('half an octet')
  })

  test('round-trips any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array(), octets => {
        expect(fromHex(toHex(octets, ' '))).toEqual(octets)
      }),
    )
  })
})

test('bits keep their order and fill the last octet with zeros', () => {
  expect(toHex(fromBits('10100101011'))).toBe('a560')
  expect(toBits(fromHex('a560'), 11)).toBe('10100101011')
})

test('check sequences agree with the published check values of "123456789"', () => {
  const octets = new TextEncoder().encode('123456789')
  expect(crc16X25(octets)).toBe(0x906e)
  expect(crc32(octets)).toBe(0xcbf43926)
})
