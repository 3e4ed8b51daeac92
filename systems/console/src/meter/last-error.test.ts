import { expect, test } from 'vitest'
import { lastErrorOf } from './last-error.ts'

function t(key: string) {
  return key
}

test('what a session died of is told by its layer; the detail stays as the head-end has it', () => {
  expect(lastErrorOf('security: the GUEK is wrong: tag differs', t as never)).toEqual({
    words: 'meter.last-error.security',
    detail: 'the GUEK is wrong: tag differs',
  })
})

test('a layer that is new to the console, and a text without one, stay whole', () => {
  for (const text of ['1.0.1.8.0.255: refused', 'radio: no carrier', 'no answer'])
    expect(lastErrorOf(text, t as never)).toEqual({ detail: text })
})
