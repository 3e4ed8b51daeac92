import { expect, test } from 'vitest'
import { quartersOf } from '../quarters/quarters.ts'
import { clockChangesOf, wallText } from './clock-changes.ts'

const rome = 'Europe/Rome'
function at(text: string) {
  return Date.parse(text) / 1000
}
function changes(days: string[]) {
  return clockChangesOf(
    quartersOf([], days, rome, { today: '2027-01-01', since: '2026-01-01', isFetched: () => true }),
    rome,
  )
}

test('in autumn the hour from two to three happens twice', () => {
  expect(changes(['2026-10-24', '2026-10-25', '2026-10-26'])).toEqual([
    {
      kind: 'repeated',
      from: at('2026-10-25T02:00:00+02:00'),
      to: at('2026-10-25T03:00:00+01:00'),
      wallFrom: 120,
      wallTo: 180,
    },
  ])
})

test('in spring the hour from two to three does not happen', () => {
  expect(changes(['2026-03-29'])).toEqual([
    {
      kind: 'skipped',
      from: at('2026-03-29T01:00:00Z'),
      to: at('2026-03-29T01:00:00Z'),
      wallFrom: 120,
      wallTo: 180,
    },
  ])
})

test('an ordinary week has no change', () => {
  expect(changes(['2026-11-19', '2026-11-20'])).toEqual([])
})

test('minutes of the wall clock read as a clock', () => {
  expect(wallText(150)).toBe('02:30')
})
