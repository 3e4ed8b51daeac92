import type { ReactNode } from 'react'

/** What a list shows of each of its rows. */
export interface Column<Row> {
  /** The heading, in the language in use. */
  readonly name: string
  /** The heading as it shall stand when it is more than text. */
  readonly heading?: ReactNode
  readonly cell: (row: Row) => ReactNode
  /** The value that puts rows in order; without it the column cannot be sorted. */
  readonly order?: ((row: Row) => Value) | undefined
  /** What a file of the rows holds; the value of `order` by default, and nothing without either. */
  readonly text?: (row: Row) => Value
  readonly isNumber?: boolean
  /** Left out on a phone. */
  readonly isMinor?: boolean
  /** Holds buttons: its heading is for screen readers only. */
  readonly isAction?: boolean
  readonly className?: string
}

type Value = string | number | null

type More<Row> = Partial<Column<Row>>

/** A column of words; a dash where there are none. */
export function words<Row>(
  name: string,
  value: (row: Row) => string | null | undefined,
  more?: More<Row>,
): Column<Row> {
  const text = (row: Row) => value(row) ?? null
  return { name, order: text, cell: row => text(row) ?? <Nothing />, ...more }
}

/** A column of figures to the right, as `show` writes them; a dash where there is none. */
export function figures<Row, Figure extends string | number>(
  name: string,
  value: (row: Row) => Figure | null | undefined,
  show: (figure: Figure) => ReactNode,
  more?: More<Row>,
): Column<Row> {
  const figure = (row: Row) => value(row) ?? null
  const cell = (row: Row) => {
    const known = figure(row)
    return known === null ? <Nothing /> : show(known)
  }
  return { name, order: figure, cell, isNumber: true, ...more }
}

/** A column of what can be done with a row. */
export function actions<Row>(name: string, cell: (row: Row) => ReactNode): Column<Row> {
  return { name, cell, isAction: true }
}

/** What there is no value for. */
export function Nothing() {
  return <span className="text-ink-3">–</span>
}
