import { describe, expect, test } from 'vitest'
import type { Column } from './column.tsx'
import { inOrder, nextOrder } from './order.ts'

interface Meter {
  readonly name: string
  readonly hops: number | null
}
const columns: Column<Meter>[] = [
  { name: 'name', cell: ({ name }) => name, order: ({ name }) => name },
  { name: 'hops', cell: ({ hops }) => hops, order: ({ hops }) => hops },
  { name: 'note', cell: () => null },
]
const meters: Meter[] = [
  { name: 'M10', hops: 2 },
  { name: 'M9', hops: null },
  { name: 'M1', hops: 3 },
]
function names(column: string, isDescending = false) {
  return inOrder(meters, columns, { column, isDescending }).map(({ name }) => name)
}

describe('the rows of a table', () => {
  test('stand by names as people count, and by figures', () => {
    expect(names('name')).toEqual(['M1', 'M9', 'M10'])
    expect(names('hops')).toEqual(['M10', 'M1', 'M9'])
  })
  test('stand the other way round, but for those without a value', () => {
    expect(names('hops', true)).toEqual(['M1', 'M10', 'M9'])
  })
  test('stay as they came without an order, and by a column that has none', () => {
    expect(inOrder(meters, columns, null)).toBe(meters)
    expect(names('note')).toEqual(['M10', 'M9', 'M1'])
  })
  test('rise, fall and come back as they were with each press of a heading', () => {
    const first = nextOrder(null, 'name')
    const second = nextOrder(first, 'name')
    expect([first, second, nextOrder(second, 'name')]).toEqual([
      { column: 'name', isDescending: false },
      { column: 'name', isDescending: true },
      null,
    ])
    expect(nextOrder(second, 'hops')).toEqual({ column: 'hops', isDescending: false })
  })
})
