import { expect, test } from 'vitest'
import { matches } from './matches.ts'

test('every word typed must begin a word of the text, in any order', () => {
  expect(matches('Meters: silent', 'sil met')).toBe(true)
  expect(matches('Meters: silent', 'ilent')).toBe(false)
  expect(matches('Meters: silent', 'silent events')).toBe(false)
})

test('case and accents do not count', () => {
  expect(matches('Visión general', 'vision')).toBe(true)
  expect(matches('Attività', 'ATTIVITÀ')).toBe(true)
})

test('nothing typed matches everything', () => {
  expect(matches('Overview', '  ')).toBe(true)
})
