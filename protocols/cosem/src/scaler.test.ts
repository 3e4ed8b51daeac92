import { fromHex } from '@ferraris/bytes'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeData } from './data/data-codec.ts'
import { scaled, scaledText, scalerUnit } from './scaler.ts'
import { unitCode, unitSymbol, units } from './units.ts'

test('scaler and unit are read from a structure', () => {
  expect(scalerUnit.decode(decodeData(fromHex('02020fff1623')))).toEqual({ scaler: -1, unit: unitCode.V })
  expect(() => scalerUnit.decode(decodeData(fromHex('020209001623')))).toThrow(
    'scaler: integer expected, octet-string found',
  )
})

test('a scaled integer is the number that its decimal text says', () => {
  const value = fc.integer({ min: -(2 ** 40), max: 2 ** 40 })
  fc.assert(
    fc.property(value, fc.integer({ min: -12, max: 3 }), (value, scaler) => {
      expect(scaled(value, scaler)).toBe(Number(`${value}e${scaler}`))
      expect(Number(scaledText(value, scaler))).toBe(scaled(value, scaler))
    }),
  )
  expect([scaled(2301, -1), scaled(5, 3), scaled(1.15, 2)]).toEqual([230.1, 5000, 115])
})

test('decimal text is exact where numbers are not', () => {
  expect(scaledText(12345n, -3)).toBe('12.345')
  expect(scaledText(-5, -2)).toBe('-0.05')
  expect(scaledText(2n ** 64n - 1n, -1)).toBe('1844674407370955161.5')
  expect(scaledText(7, 2)).toBe('700')
  expect(scaledText(230.5, -1)).toBe('23.05')
})

test('the unit table has each code once and the symbols that meters use', () => {
  expect(units.get(unitCode.Wh)).toEqual({ code: 30, symbol: 'Wh', quantity: 'active energy' })
  expect(
    Object.entries(unitCode).filter(([symbol, code]) => code !== 255 && unitSymbol(code) !== symbol),
  ).toEqual([])
  expect([unitSymbol(255), unitSymbol(99)]).toEqual(['', 'unit 99'])
  for (const [code, unit] of units) expect(unit.code).toBe(code)
})
