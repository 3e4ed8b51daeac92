import type { Column } from './column.tsx'

/** By which column rows stand, by its name, and in which direction. */
export interface Order {
  readonly column: string
  readonly isDescending: boolean
}

/** A heading pressed once puts rows in rising order, twice in falling order, a third time as they came. */
export function nextOrder(order: Order | null, column: string): Order | null {
  if (order?.column !== column) return { column, isDescending: false }
  return order.isDescending ? null : { column, isDescending: true }
}

/** As `aria-sort` says it. */
export function directionOf(order: Order | null, column: string): 'none' | 'ascending' | 'descending' {
  if (order?.column !== column) return 'none'
  return order.isDescending ? 'descending' : 'ascending'
}

const collator = new Intl.Collator(undefined, { numeric: true })

/** Rows in order; those without a value stand last either way. */
export function inOrder<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: Order | null,
): readonly Row[] {
  const value = columns.find(({ name }) => name === order?.column)?.order
  if (order === null || value === undefined) return rows
  const sign = order.isDescending ? -1 : 1
  return rows.toSorted((a, b) => {
    const [one, other] = [value(a), value(b)]
    if (one === null || other === null) return Number(one === null) - Number(other === null)
    if (typeof one === 'number' && typeof other === 'number') return sign * (one - other)
    return sign * collator.compare(String(one), String(other))
  })
}
