import { secondsPerQuarter } from '@ferraris/metering'
import type { IntervalBlock } from '../../../api/resources.ts'
import { endOfDay, startOfDay } from '../time/calendar.ts'
import type { Span } from '../time/window.ts'
import { quality } from './quality.ts'

/** One register's intervals over whole local days, one after the other, without holes in time. */
export interface Quarters {
  /** When each interval begins, epoch seconds. */
  readonly starts: number[]
  /** Increments in the register's base unit; null where there is none. */
  readonly values: (number | null)[]
  /** Quality codes. */
  readonly quality: number[]
  /** Length of an interval in seconds. */
  readonly step: number
  readonly days: DayOfQuarters[]
}

/** Where a local day lies among the intervals. */
export interface DayOfQuarters {
  readonly day: string
  readonly start: number
  readonly end: number
  /** Index of its first interval and of the one after its last. */
  readonly first: number
  readonly after: number
}

/** What is expected of a meter: a day that is not here is a gap only when a schedule asks for it. */
interface Expectation {
  /** The present local day: what it has not brought yet may still come. */
  readonly today: string
  /** The first day that is collected. Before it, days older than all that is stored were never asked for. */
  readonly since: string
  /** Whether a day has been fetched from the head-end. */
  readonly isFetched: (day: string) => boolean
}

/**
 * Lays the blocks of a register end to end over some days. A day without a block is a day of missing intervals,
 * unless it is not expected: then its intervals are pending.
 */
export function quartersOf(
  blocks: readonly IntervalBlock[],
  days: readonly string[],
  zone: string,
  { today, since, isFetched }: Expectation,
): Quarters {
  const step = blocks[0]?.intervalSeconds ?? secondsPerQuarter
  const quarters: Quarters = { starts: [], values: [], quality: [], step, days: [] }
  const oldest = blocks[0]?.start.slice(0, 10) ?? today
  const isExpected = (day: string) => isFetched(day) && day < today && (day >= since || day > oldest)
  const byDay = new Map(blocks.map(block => [block.start.slice(0, 10), block]))

  for (const day of days) {
    const start = startOfDay(day, zone)
    const end = endOfDay(day, zone)
    const block = byDay.get(day)
    const first = quarters.starts.length
    const received = isExpected(day) ? Number.POSITIVE_INFINITY : lastReceived(block)
    for (let index = 0; start + index * step < end; index++) {
      const value = block?.values[index] ?? null
      quarters.starts.push(start + index * step)
      quarters.values.push(value)
      quarters.quality.push(index > received ? quality.pending : (block?.quality[index] ?? quality.missing))
    }
    quarters.days.push({ day, start, end, first, after: quarters.starts.length })
  }
  return quarters
}

/** One interval. */
export interface Quarter {
  readonly start: number
  readonly value: number | null
  /** Quality code. */
  readonly code: number
}

/** Intervals by their index: from the first one to before the last. */
export function quartersIn(
  { starts, values, quality: codes }: Quarters,
  first: number,
  after: number,
): Quarter[] {
  return starts.slice(first, after).map((start, offset) => ({
    start,
    value: values[first + offset] ?? null,
    code: codes[first + offset] ?? quality.pending,
  }))
}

/** Intervals that begin within a span. */
export function quartersWithin(quarters: Quarters, { from, to }: Span): Quarter[] {
  return quartersIn(quarters, indexFrom(quarters.starts, from), indexFrom(quarters.starts, to))
}

/** Index of the first start at or after an instant. */
export function indexFrom(starts: readonly number[], instant: number): number {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? instant) < instant) low = middle + 1
    else high = middle
  }
  return low
}

/** Index of the last interval that holds a value; -1 when none does. */
function lastReceived(block: IntervalBlock | undefined): number {
  return block?.values.findLastIndex(value => value !== null) ?? -1
}
