import { expect, test } from 'vitest'
import { chosenOf, type DeskRow, rowsInOrder } from './desk-rows.ts'

const row: DeskRow = {
  key: 'a1',
  href: '/alarms/1',
  name: 'Meter cover removed',
  place: 'FER1 · S1',
  severity: 'major',
  state: 'new',
  course: 'active',
  since: '2026-11-20T12:00:00Z',
  affected: 1,
  back: 0,
  count: 1,
  assignedTo: null,
}

test('the gravest come first, and among equals those that came first', () => {
  const rows = [row, { ...row, key: 'i2', severity: 'critical' as const }, { ...row, key: 'a3' }]
  expect(rowsInOrder(rows, '').map(({ key }) => key)).toEqual(['i2', 'a1', 'a3'])
})

test('a row is found by its name, its place and by whose it is', () => {
  const rows = [row, { ...row, key: 'a2', place: 'FER2 · S2', assignedTo: 'Berta' }]
  const found = (search: string) => rowsInOrder(rows, search).map(({ key }) => key)
  expect(found('COVER')).toEqual(['a1', 'a2'])
  expect(found('s2')).toEqual(['a2'])
  expect(found('berta')).toEqual(['a2'])
  expect(found('nothing')).toEqual([])
})

test('what was chosen is told apart again', () => {
  expect(chosenOf(['i12', 'a3', 'a40'])).toEqual({ incidents: [12], alarms: [3, 40] })
})
