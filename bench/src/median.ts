import { at } from '@ferraris/bytes'

/** Of several runs, the one that neither a lucky nor an unlucky moment has made. */
export function median(values: readonly number[]): number {
  return at(
    values.toSorted((a, b) => a - b),
    Math.floor(values.length / 2),
  )
}
