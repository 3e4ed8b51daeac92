import { expect, test } from 'vitest'
import type { Column } from './column.tsx'
import { csvOf } from './csv.ts'

interface Reading {
  readonly name: string
  readonly value: number | null
}
const columns: Column<Reading>[] = [
  { name: 'Name', cell: ({ name }) => name, order: ({ name }) => name },
  { name: 'Value, Wh', cell: ({ value }) => value, text: ({ value }) => value },
  { name: 'Actions', cell: () => 'button' },
]

test('a file has the headings and the values of the columns that have some', () => {
  const rows = [
    { name: 'A "B"', value: -5 },
    { name: 'C', value: null },
  ]
  expect(csvOf(rows, columns)).toBe('Name,"Value, Wh"\r\n"A ""B""",-5\r\nC,\r\n')
})

test('a text never becomes a formula', () => {
  expect(csvOf([{ name: '=1+1', value: 1 }], columns)).toContain("\r\n'=1+1,1\r\n")
})
