import { addDays, type Zone } from '@ferraris/cosem'
import { isReceived, quality } from '../quality.ts'

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

/** Increments in a row, wherever they begin: what a day's block is before it is cut at the midnights of a zone. */
export interface IntervalRun {
  readonly obis: string
  /** Where the first interval begins, seconds since 1970-01-01T00:00Z. */
  readonly start: number
  readonly intervalSeconds: number
  readonly values: readonly (number | null)[]
  readonly quality: readonly number[]
}

/**
 * The local days of a run in which an interval is known, each whole. None if the run does not keep step with the
 * zone's midnights.
 */
export function blocksOfRun(
  { obis, start, intervalSeconds, values, quality: codes }: IntervalRun,
  zone: Zone,
) {
  const blocks: IntervalBlock[] = []
  const end = start + values.length * intervalSeconds
  let day = zone.dateOf(start)
  let midnight = zone.startOfDay(day)
  while (midnight < end) {
    const next = addDays(day, 1)
    const nextMidnight = zone.startOfDay(next)
    const first = (midnight - start) / intervalSeconds
    const places = Array.from(
      { length: Math.round((nextMidnight - midnight) / intervalSeconds) },
      (_, i) => first + i,
    )
    const block = {
      obis,
      day,
      start: midnight,
      intervalSeconds,
      values: places.map(place => values[place] ?? null),
      quality: places.map(place => codes[place] ?? quality.missing),
    }
    if (block.quality.some(code => code !== quality.missing)) blocks.push(block)
    day = next
    midnight = nextMidnight
  }
  return blocks
}
