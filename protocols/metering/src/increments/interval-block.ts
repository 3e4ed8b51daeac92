import { isReceived } from '../quality.ts'

/** A local day of one register's increments: what the rows of a profile become. */
export interface IntervalBlock {
  readonly obis: string
  /** Local day of the meter, YYYY-MM-DD. */
  readonly day: string
  /** Local midnight, seconds since 1970-01-01T00:00Z. */
  readonly start: number
  readonly intervalSeconds: number
  /** Increments in the reading type's unit; null where missing. 96 quarter-hours, 92 and 100 on DST days. */
  readonly values: (number | null)[]
  /** A code of `quality.ts` for each interval. */
  readonly quality: number[]
}

/** How many of a block's intervals the meter has measured. */
export function receivedOf(block: { readonly quality: readonly number[] }): number {
  let received = 0
  for (const code of block.quality) if (isReceived(code)) received++
  return received
}
