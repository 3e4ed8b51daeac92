import { expect, test } from 'vitest'
import { windowOf, withWindow } from './window-params.ts'

const rome = 'Europe/Rome'
function again(window: Parameters<typeof withWindow>[1]) {
  return windowOf(
    new URLSearchParams(withWindow(new URLSearchParams('compare=week'), window, rome).toString()),
  )
}

test('a period comes back from its own address', () => {
  expect(again({ kind: 'week', day: '2026-11-20' })).toEqual({ kind: 'week', day: '2026-11-20' })
})

test('a free window comes back to the minute, also inside the hour that happens twice', () => {
  const from = Date.parse('2026-10-25T02:30:00+02:00') / 1000
  const to = Date.parse('2026-10-25T02:30:00+01:00') / 1000
  expect(again({ kind: 'free', from, to })).toEqual({ kind: 'free', from, to })
})

test('an address keeps what else it says', () => {
  const params = withWindow(
    new URLSearchParams('compare=week&from=x'),
    { kind: 'day', day: '2026-11-20' },
    rome,
  )
  expect(params.toString()).toBe('compare=week&period=day&day=2026-11-20')
})

test('what is no day, has no offset or is too narrow asks for nothing', () => {
  expect(windowOf(new URLSearchParams('period=day&day=2026-02-30'))).toBeNull()
  expect(windowOf(new URLSearchParams('period=decade&day=2026-02-03'))).toBeNull()
  expect(windowOf(new URLSearchParams('from=2026-11-20T00:00&to=2026-11-21T00:00'))).toBeNull()
  expect(windowOf(new URLSearchParams('from=2026-11-20T00:00Z&to=2026-11-20T00:01Z'))).toBeNull()
})
