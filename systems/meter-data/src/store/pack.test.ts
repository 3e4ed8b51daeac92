import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  largestValue,
  PackError,
  packIntervals,
  packQuality,
  unpackIntervals,
  unpackQuality,
} from './pack.ts'

const value = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 2000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -largestValue, max: largestValue }) },
  { weight: 1, arbitrary: fc.constant(null) },
)

describe('packed intervals', () => {
  test('come back as they went in, missing ones included', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 100 }), values => {
        expect(unpackIntervals(packIntervals(values), values.length)).toEqual(values)
      }),
      { numRuns: 5000 },
    )
  })

  test('hold the largest jump between two values', () => {
    const values = [largestValue, -largestValue, largestValue]
    expect(unpackIntervals(packIntervals(values), 3)).toEqual(values)
  })

  test('take one octet an interval when the load is steady', () => {
    expect(packIntervals(new Array(96).fill(25)).length).toBe(97)
    expect(packIntervals(new Array(96).fill(null)).length).toBe(97)
  })

  test('refuse what is no integer', () => {
    expect(() => packIntervals([1, 2.5])).toThrow(PackError)
    expect(() => packIntervals([Number.NaN])).toThrow(PackError)
    expect(() => packIntervals([2 ** 51])).toThrow(PackError)
  })

  test('give only a PackError when their octets are damaged', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 0, max: 50 }), (octets, count) => {
        try {
          expect(unpackIntervals(octets, count).length).toBe(count)
        } catch (error) {
          expect(error).toBeInstanceOf(PackError)
        }
      }),
      { numRuns: 100_000, seed: 1 },
    )
  })

  test('are refused when truncated or too long', () => {
    const packed = packIntervals([1000, 20, null, 3000])
    for (let length = 0; length < packed.length; length++) {
      expect(() => unpackIntervals(packed.subarray(0, length), 4)).toThrow(PackError)
    }
    expect(() => unpackIntervals(Buffer.concat([packed, Buffer.of(1)]), 4)).toThrow(PackError)
  })
})

describe('packed quality', () => {
  test('is one octet when all codes are equal', () => {
    expect(packQuality(new Array(96).fill(0))).toEqual(Buffer.of(0))
  })

  test('comes back as it went in', () => {
    const code = fc.integer({ min: 0, max: 6 })
    fc.assert(
      fc.property(fc.array(code, { minLength: 1, maxLength: 100 }), codes => {
        expect(unpackQuality(packQuality(codes), codes.length)).toEqual(codes)
      }),
    )
  })
})
