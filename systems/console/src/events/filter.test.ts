import { expect, test } from 'vitest'
import { filterOf, fromOf, paramsOf } from './filter.ts'

test('a filter of events comes back from its own address', () => {
  const filter = { since: 'month', severity: 'major', search: 'cover', isFolded: false } as const
  expect(filterOf(new URLSearchParams(paramsOf(filter).toString()))).toEqual(filter)
})

test('an address without a filter asks for the last week, every severity', () => {
  expect(filterOf(new URLSearchParams('severity=loud'))).toEqual({
    since: 'week',
    severity: null,
    search: '',
    isFolded: true,
  })
})

test('a span begins on a whole minute, so that its key is stable within it', () => {
  const now = Date.UTC(2026, 10, 21, 3, 12, 41, 7)
  expect(fromOf('day', now)).toBe('2026-11-20T03:12:00.000Z')
  expect(fromOf('all', now)).toBeUndefined()
})
