import { addDays, type LocalDate, weekday, type Zone } from '@ferraris/cosem'
import type { DailyHours } from './schemas.ts'

/** Days until hours of one weekday begin again, and a week more where a change of the clocks skips them; each holiday may take a week. */
const daysAhead = 14
const daysAHoliday = 7

/**
 * Whether daily hours are open at an instant (seconds since 1970), by the clock on the wall: an hour that a change of the clocks skips is
 * never open, one that it repeats is open twice. Hours over midnight belong to the day on which they begin; from a time to the
 * same time is a whole day.
 */
export function isOpen({ from, to, days, holidays }: DailyHours, zone: Zone, at: number): boolean {
  const date = zone.dateOf(at)
  const time = timeOf(zone, at)
  const beginsOn = (day: LocalDate) =>
    (days === undefined || days.includes(weekday(day) + 1)) && !holidays?.includes(day)
  const [begin, end] = [minutesOf(from), minutesOf(to)]
  if (begin < end) return begin <= time && time < end && beginsOn(date)
  return (begin <= time && beginsOn(date)) || (time < end && beginsOn(addDays(date, -1)))
}

/** When the hours are open next: `at` itself while they are. */
export function opensAt(hours: DailyHours, zone: Zone, at: number): number {
  if (isOpen(hours, zone, at)) return at
  const most = daysAhead + daysAHoliday * (hours.holidays?.length ?? 0)
  for (let ahead = 0; ahead <= most; ahead++) {
    const begin = beginOn(addDays(zone.dateOf(at), ahead), hours, zone)
    if (begin > at && isOpen(hours, zone, begin)) return begin
  }
  throw new RangeError(`hours from ${hours.from} to ${hours.to} never begin`)
}

/** When hours that are open at an instant end: the first instant at which orders are not to be begun. */
export function closesAt(hours: DailyHours, zone: Zone, at: number): number {
  const { from, to } = hours
  const date = zone.dateOf(at)
  const isTomorrow = minutesOf(to) <= minutesOf(from) && timeOf(zone, at) >= minutesOf(from)
  const end = beginOn(isTomorrow ? addDays(date, 1) : date, { ...hours, from: to }, zone)
  // In an hour that is repeated the end may have been shown once already: a minute later it is asked again.
  return end > at ? end : at + 60
}

/** When the clock on the wall of a day shows the begin of the hours for the first time, or has passed it by a change of the clocks. */
function beginOn(date: LocalDate, { from }: DailyHours, zone: Zone): number {
  const start = zone.startOfDay(date)
  const isReached = (at: number) => timeOf(zone, at) >= minutesOf(from)
  if (isReached(start)) return start
  const unchanged = start + (minutesOf(from) - timeOf(zone, start)) * 60
  const corrected = Math.max(start, unchanged + zone.offsetAt(start) - zone.offsetAt(unchanged))
  let [early, late] = [Math.min(unchanged, corrected), Math.max(unchanged, corrected)]
  if (isReached(early)) return early
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2)
    if (isReached(middle)) late = middle
    else early = middle
  }
  return late
}

/** Minutes since midnight that the clock on the wall shows. */
function timeOf(zone: Zone, at: number): number {
  const wall = at + zone.offsetAt(at)
  return Math.floor((((wall % 86_400) + 86_400) % 86_400) / 60)
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}
