import type { IntervalBlock } from '../../api/resources.ts'
import { endOfDay, startOfDay } from './calendar.ts'
import { quality } from './quality.ts'

/** One register's intervals over whole local days, one after the other, without holes in time. */
export interface Quarters {
  /** When each interval begins, epoch seconds. */
  starts: number[]
  /** Increments in the register's base unit; null where there is none. */
  values: (number | null)[]
  /** Quality codes. */
  quality: number[]
  /** Length of an interval in seconds. */
  step: number
  days: DayOfQuarters[]
}

/** Where a local day lies among the intervals. */
export interface DayOfQuarters {
  day: string
  start: number
  end: number
  /** Index of its first interval and of the one after its last. */
  first: number
  after: number
}

const quarterHour = 900

/**
 * Lays the blocks of a register end to end over some days. A day without a block is a day of missing intervals;
 * what lies ahead of `today`, what today has not brought yet, and a day that is not known yet are pending and not
 * missing.
 */
export function quartersOf(
  blocks: readonly IntervalBlock[],
  days: readonly string[],
  zone: string,
  today: string,
  isKnown: (day: string) => boolean = () => true,
): Quarters {
  const step = blocks[0]?.intervalSeconds ?? quarterHour
  const quarters: Quarters = { starts: [], values: [], quality: [], step, days: [] }
  const byDay = new Map(blocks.map(block => [block.start.slice(0, 10), block]))

  for (const day of days) {
    const start = startOfDay(day, zone)
    const end = endOfDay(day, zone)
    const block = byDay.get(day)
    const first = quarters.starts.length
    const received = day >= today || !isKnown(day) ? lastReceived(block) : Number.POSITIVE_INFINITY
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

/** Index of the last interval that holds a value; -1 when none does. */
const lastReceived = (block: IntervalBlock | undefined): number =>
  block?.values.findLastIndex(value => value !== null) ?? -1
