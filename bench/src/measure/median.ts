import { at } from '@ferraris/bytes'

/** The median of several runs, free of outliers. */
export function median(values: readonly number[]): number {
  return at(
    values.toSorted((a, b) => a - b),
    Math.floor(values.length / 2),
  )
}
