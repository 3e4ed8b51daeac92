import { addDays, wallMinutes } from '../time/calendar.ts'
import { type DayOfQuarters, type Quarters, quartersIn } from './quarters.ts'

/**
 * The values of the same wall-clock times a week before, one for each interval of `quarters`. On the days of a
 * clock change an hour has no counterpart (null) or serves twice, so that eight in the evening meets eight in the
 * evening.
 */
export function weekBefore(quarters: Quarters, earlier: Quarters, zone: string): (number | null)[] {
  const earlierDays = new Map(earlier.days.map(day => [day.day, day]))
  return quarters.days.flatMap(day => {
    const other = earlierDays.get(addDays(day.day, -7))
    if (!other) return Array<null>(day.after - day.first).fill(null)
    if (other.after - other.first === day.after - day.first)
      return earlier.values.slice(other.first, other.after)
    return byWallClock(quarters, day, earlier, other, zone)
  })
}

function byWallClock(
  quarters: Quarters,
  day: DayOfQuarters,
  earlier: Quarters,
  other: DayOfQuarters,
  zone: string,
): (number | null)[] {
  const valueAt = new Map<number, number | null>()
  for (const { start, value } of quartersIn(earlier, other.first, other.after)) {
    valueAt.set(wallMinutes(start, zone), value)
  }
  return quarters.starts
    .slice(day.first, day.after)
    .map(start => valueAt.get(wallMinutes(start, zone)) ?? null)
}
