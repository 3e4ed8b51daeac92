import type { ReactNode } from 'react'

/** What a list shows of each of its rows. */
export interface Column<Row> {
  readonly id: string
  /** The heading, in the language in use. */
  readonly name: string
  /** The heading as it shall stand when it is more than text. */
  readonly heading?: ReactNode
  readonly cell: (row: Row) => ReactNode
  /** The value that puts rows in order; without it nobody can sort by the column. */
  readonly order?: (row: Row) => string | number | null
  /** What a file of the rows holds; the value of `order` by default, and nothing without either. */
  readonly text?: (row: Row) => string | number | null
  readonly isNumber?: boolean
  /** Left out on a phone. */
  readonly isMinor?: boolean
  /** Holds buttons: its heading is for screen readers only. */
  readonly isAction?: boolean
  readonly className?: string
}
