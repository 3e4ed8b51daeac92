import { quality, severityOf } from './quality.ts'
import { type DayOfQuarters, type Quarters, quartersIn } from './quarters.ts'

/** A local day in one figure. */
interface DailySum {
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
export function dailySums(quarters: Quarters): DailySum[] {
  return quarters.days.map(day => dailySum(quarters, day))
}

export function dailySum(quarters: Quarters, { day, start, end, first, after }: DayOfQuarters): DailySum {
  let sum: number | null = null
  let isWhole = true
  let worst: number = quality.pending
  for (const { value, code } of quartersIn(quarters, first, after)) {
    if (value === null) isWhole = false
    else sum = (sum ?? 0) + value
    if (severityOf(code) > severityOf(worst)) worst = code
  }
  return { day, start, end, sum, isPartial: sum !== null && !isWhole, worst }
}
