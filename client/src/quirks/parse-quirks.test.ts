import { expect, test } from 'vitest'
import { parseQuirks } from './parse-quirks.ts'
import { noQuirks, quirksOf } from './quirks.ts'

test('quirks are written as a list', () => {
  expect(parseQuirks('no-lists, deviation=inverted,clock-zone=Etc/GMT-1')).toEqual({
    ...noQuirks,
    noLists: true,
    deviation: 'inverted',
    clockZone: 'Etc/GMT-1',
  })
  for (const text of ['', 'lists', 'deviation=odd', 'clock-zone=Nowhere', 'no-lists=1'])
    expect(parseQuirks(text), text).toBeUndefined()
})

test('the entry that matches most of a model counts, in any order', () => {
  const table = [
    { ...noQuirks, model: 'FER' },
    { ...noQuirks, model: 'FER 2', noLists: true },
    { ...noQuirks, model: '' },
  ]
  expect(quirksOf('FER 2.1', table).noLists).toBe(true)
  expect(quirksOf('FER 1.0', table)).toBe(table[0])
  expect(quirksOf(undefined, table)).toBe(noQuirks)
})
