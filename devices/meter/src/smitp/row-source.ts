import type { Context } from './context.ts'

/** Where the rows of one kind come from. */
export interface RowSource<T> {
  /** The row of a number; undefined where there is none. */
  row(context: Context, number: number): T | undefined
  /** The numbers that there may be rows for, where they are not those of the catalogue's few. */
  numbers?(context: Context): readonly number[]
  /** Rows stamped from one second to another of the meter's clock, in order; a row that can be cut fits into `room`. */
  between?(
    context: Context,
    from: number,
    to: number,
    room: number,
  ): Iterable<{ readonly number: number; readonly value: T }>
}

/** A row that is always there. */
export function single<T>(value: (context: Context) => T | undefined): RowSource<T> {
  return { row: value }
}

/**
 * Rows with a time each: `list` gives those stamped from one second to another. Of two with the same number and time,
 * which a clock set back has made, the later one is kept; of two with the same number `row` is the younger one.
 */
export function stamped<T extends { readonly time: number }>(
  list: (
    context: Context,
    from: number,
    to: number,
  ) => Iterable<{ readonly number: number; readonly value: T }>,
): RowSource<T> {
  const byNumber = (context: Context): Map<number, T> =>
    new Map([...list(context, 0, Number.POSITIVE_INFINITY)].map(({ number, value }) => [number, value]))
  return {
    row: (context, number) => byNumber(context).get(number),
    numbers: context => [...byNumber(context).keys()].sort((a, b) => a - b),
    between: (context, from, to) =>
      new Map([...list(context, from, to)].map(row => [`${row.number} ${row.value.time}`, row])).values(),
  }
}
