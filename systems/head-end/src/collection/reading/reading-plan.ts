import { type ProfileHead, profileKind, rowsPerRequest, type Span } from '@ferraris/client'
import { addDays, dayNumber, type LocalDate, type Zone } from '@ferraris/cosem'
import { secondsPerDay } from '@ferraris/metering'

/** A meter's clock may be ahead of ours: rows of the next minutes are asked for, those of next week not believed. */
const ahead = 300

/**
 * The stretches of a profile that are not stored yet, oldest first: from where it has been read, or the schedule's
 * history, up to now, without the days that are complete.
 */
export function openStretches(
  head: ProfileHead,
  history: { readUntil: number | undefined; historyDays: number; complete?: ReadonlySet<LocalDate> },
  zone: Zone,
  now: number,
): Span[] {
  const from = openFrom(history, zone, now)
  const to = Math.floor(now) + ahead
  if (profileKind(head) !== 'intervals') return [{ from, to }]
  const today = zone.dateOf(now)
  const days: LocalDate[] = []
  for (let day = zone.dateOf(from); day <= today; day = addDays(day, 1)) {
    if (!history.complete?.has(day)) days.push(day)
  }
  const mostDays = Math.max(1, Math.floor((rowsPerRequest * head.capturePeriod) / secondsPerDay))
  return runs(days, mostDays).map(({ first, last }) => ({
    from: Math.max(from, zone.startOfDay(first)),
    // The row at midnight closes the day, and opens the next.
    to: Math.min(to, last === today ? to : zone.startOfDay(addDays(last, 1))),
  }))
}

/** The instant from which a profile is open. */
export function openFrom(
  { readUntil, historyDays }: { readUntil: number | undefined; historyDays: number },
  zone: Zone,
  now: number,
): number {
  const start = zone.startOfDay(addDays(zone.dateOf(now), -historyDays))
  return readUntil === undefined ? start : Math.max(readUntil, start)
}

/** Days that follow one another, at most `most` in a run. */
function runs(days: readonly LocalDate[], most: number): { first: LocalDate; last: LocalDate }[] {
  const found: { first: LocalDate; last: LocalDate; count: number }[] = []
  for (const day of days) {
    const run = found.at(-1)
    if (run !== undefined && run.count < most && dayNumber(day) === dayNumber(run.last) + 1) {
      run.last = day
      run.count++
    } else {
      found.push({ first: day, last: day, count: 1 })
    }
  }
  return found
}
