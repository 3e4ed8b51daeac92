import { describe, expect, test } from 'vitest'
import { at, defined } from './index.ts'

describe('an element that must be there', () => {
  test('is given back from arrays and octets, undefined ones included', () => {
    expect(at(['a', 'b'], 1)).toBe('b')
    expect(at(Uint8Array.of(7, 8), 0)).toBe(7)
    expect(at([undefined], 0)).toBeUndefined()
  })

  test('is refused outside the list, with index and length', () => {
    for (const index of [-1, 2, Number.NaN]) {
      expect(() => at(['a', 'b'], index)).toThrow(new RangeError(`index ${index} is outside a list of 2`))
    }
  })
})

test('a value that must be present is given back, falsy ones included, or named as missing', () => {
  expect([defined(0, 'count'), defined('', 'text'), defined(false, 'flag')]).toEqual([0, '', false])
  for (const value of [undefined, null]) {
    expect(() => defined(value, 'the link')).toThrow(new TypeError('the link is missing'))
  }
})
