import { quality, severityOf } from './quality.ts'
import type { Quarters } from './quarters.ts'

/** A local day in one figure. */
export interface DailySum {
  readonly day: string
  readonly start: number
  readonly end: number
  /** Sum in the base unit; null when not one interval arrived. */
  readonly sum: number | null
  /** Whether an interval is missing: the sum is less than was consumed. */
  readonly isPartial: boolean
  /** The worst quality code of the day. */
  readonly worst: number
}

/** Adds intervals up to local days, so that a day of 23 or 25 hours is one day. */
export function dailySums({ values, quality: codes, days }: Quarters): DailySum[] {
  return days.map(({ day, start, end, first, after }) => {
    let sum: number | null = null
    let worst: number = quality.pending
    for (let index = first; index < after; index++) {
      const value = values[index]
      if (value != null) sum = (sum ?? 0) + value
      if (severityOf(codes[index]!) > severityOf(worst)) worst = codes[index]!
    }
    const isPartial = sum !== null && values.slice(first, after).includes(null)
    return { day, start, end, sum, isPartial, worst }
  })
}
