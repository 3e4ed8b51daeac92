import { knownQuantities } from '@ferraris/metering'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Capture,
  decimalValue,
  describeReadingType,
  formatReadingType,
  originOf,
  parseReadingType,
  readingTypeOf,
} from '../index.ts'
import { quantityTypes } from './reading-type-catalogue.ts'

/** The increase of the register and the energy of the interval are the same in an interval. */
function asRegister(obis: string): string {
  return obis.replace(/^(1\.0\.\d+)\.29\./, '$1.8.')
}

const register: Capture = { period: 'none', delta: false }

/** Codes in use at utilities and in products' documents, and derived ones. */
test.each([
  ['1.0.1.8.0.255', { period: 900, delta: true }, 3, '0.0.2.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0'],
  ['1.0.1.29.0.255', { period: 900, delta: true }, 3, '0.0.2.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0'],
  ['1.0.2.8.0.255', { period: 900, delta: true }, 3, '0.0.2.4.19.1.12.0.0.0.0.0.0.0.0.3.72.0'],
  ['1.0.16.8.0.255', { period: 900, delta: true }, 3, '0.0.2.4.4.1.12.0.0.0.0.0.0.0.0.3.72.0'],
  ['1.0.1.8.0.255', { period: 900, delta: false }, 3, '0.0.2.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0'],
  ['1.0.1.8.0.255', { period: 1800, delta: true }, 3, '0.0.5.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0'],
  ['1.0.1.8.0.255', { period: 3600, delta: true }, 3, '0.0.7.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0'],
  ['1.0.1.8.0.255', { period: 'daily', delta: true }, 3, '11.0.0.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0'],
  ['1.0.1.8.0.255', { period: 'daily', delta: false }, 3, '11.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0'],
  ['1.0.1.8.1.255', { period: 'billing', delta: false }, 3, '8.0.0.1.1.1.12.0.0.0.0.1.0.0.0.3.72.0'],
  ['1.0.1.8.1.255', { period: 'monthly', delta: true }, 3, '13.0.0.4.1.1.12.0.0.0.0.1.0.0.0.3.72.0'],
  ['1.0.1.8.0.255', register, 3, '0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0'],
  ['1.0.2.8.0.255', register, 3, '0.0.0.1.19.1.12.0.0.0.0.0.0.0.0.3.72.0'],
  ['1.0.3.8.0.255', register, 3, '0.0.0.1.5.1.12.0.0.0.0.0.0.0.0.3.73.0'],
  ['1.0.4.8.0.255', register, 3, '0.0.0.1.13.1.12.0.0.0.0.0.0.0.0.3.73.0'],
  ['1.0.1.7.0.255', register, 0, '0.0.0.12.1.1.37.0.0.0.0.0.0.0.0.0.38.0'],
  ['1.0.1.6.0.255', { period: 'billing', delta: false }, 3, '8.8.53.6.1.1.8.0.0.0.0.0.0.0.0.3.38.0'],
  ['1.0.32.7.0.255', register, 0, '0.0.0.12.0.1.54.0.0.0.0.0.0.0.128.0.29.0'],
  ['1.0.71.7.0.255', register, 0, '0.0.0.12.0.1.4.0.0.0.0.0.0.0.32.0.5.0'],
  ['1.0.32.25.0.255', { period: 600, delta: false }, 0, '0.2.1.12.0.1.54.0.0.0.0.0.0.0.128.0.29.0'],
  ['1.0.14.7.0.255', register, 0, '0.0.0.12.0.1.15.0.0.0.0.0.0.0.0.0.33.0'],
  ['1.0.13.7.0.255', register, 0, '0.0.0.12.0.1.38.0.0.0.0.0.0.0.0.0.65.0'],
  ['1.0.32.32.0.255', register, 0, '0.0.0.1.0.1.41.0.0.0.0.0.0.0.128.0.111.0'],
  ['0.0.96.3.10.255', register, 0, '0.0.0.12.0.0.43.0.0.0.0.0.0.0.0.0.114.0'],
  ['0.0.96.6.3.255', register, 0, '0.0.0.12.0.0.94.0.0.0.0.0.0.0.0.0.29.0'],
] as const)('%s, %o, times 10^%i', (obis, capture, multiplier, code) => {
  expect(readingTypeOf(obis, capture, multiplier)).toBe(code)
  expect(readingTypeOf(obis, capture)).toBe(code)
  const origin = originOf(code)
  expect(origin).toEqual({ ...capture, obis: asRegister(obis), multiplier })
})

test('every quantity with a reading type comes back from it', () => {
  const periods = ['none', 'daily', 'monthly', 'billing', 60, 900, 3600] as const
  fc.assert(
    fc.property(
      fc.constantFrom(...quantityTypes.keys()),
      fc.constantFrom(...periods),
      fc.boolean(),
      fc.integer({ min: -3, max: 9 }),
      (obis, period, delta, multiplier) => {
        const code = readingTypeOf(obis, { period, delta }, multiplier)
        if (code === undefined) return
        const origin = originOf(code)!
        expect(origin.obis).toBe(asRegister(obis))
        expect(origin).toMatchObject({ period, multiplier })
        expect(readingTypeOf(origin.obis, origin, multiplier)).toBe(code)
      },
    ),
    { numRuns: 500 },
  )
})

test('the quantities that every meter has are all known; others have none, and neither has an odd period', () => {
  for (const { obis } of knownQuantities) expect(readingTypeOf(obis, register)).toBeDefined()
  expect(readingTypeOf('1.0.1.8.9.255', register)).toBeUndefined()
  expect(readingTypeOf('1.0.1.8.0.255', { period: 1000, delta: true })).toBeUndefined()
  expect(readingTypeOf('1.0.1.6.0.255', { period: 900, delta: false })).toBeUndefined()
})

describe('a reading type', () => {
  test('to neutral means the phase; an OBIS code stands for itself; what is not known has no origin', () => {
    expect(originOf('0.0.0.12.0.1.54.0.0.0.0.0.0.0.129.0.29.0')?.obis).toBe('1.0.32.7.0.255')
    expect(originOf('1.0.1.8.0.255')).toEqual({ ...register, obis: '1.0.1.8.0.255', multiplier: 0 })
    expect(originOf('0.0.0.12.0.1.54.0.0.0.0.0.0.0.7.0.29.0')).toBeUndefined()
    expect(originOf('11.0.2.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0')).toBeUndefined()
  })

  test('has 18 numbers', () => {
    for (const text of [
      '',
      '0.0.2',
      '0.0.2.4.1.1.12.0.0.0.0.0.0.0.0.3.72.x',
      '1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19',
    ]) {
      expect(() => parseReadingType(text)).toThrow(/18 numbers/)
    }
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 18, maxLength: 18 }), numbers => {
        const text = numbers.join('.')
        expect(formatReadingType(parseReadingType(text))).toBe(text)
      }),
    )
  })

  test('is told in words', () => {
    expect(describeReadingType(parseReadingType('0.0.2.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0'))).toBe(
      '15 minutes, delta, import, electricity, energy, kWh',
    )
    expect(describeReadingType(parseReadingType('0.0.0.0.0.0.199.0.0.0.0.0.0.0.0.0.0.978'))).toBe(
      'measurementKind 199, EUR',
    )
  })
})

test('values are plain decimals', () => {
  expect([
    decimalValue(12_345, -3),
    decimalValue(12_000, -3),
    decimalValue(5, -3),
    decimalValue(-5, -3),
    decimalValue(0, -3),
    decimalValue(7, 2),
    decimalValue(0, 2),
    decimalValue(12_345_678_901_234_567_890n, -3),
  ]).toEqual(['12.345', '12', '0.005', '-0.005', '0', '700', '0', '12345678901234567.89'])
})
