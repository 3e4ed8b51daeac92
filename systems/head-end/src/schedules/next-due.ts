import { zone } from '@ferraris/cosem'

/**
 * The next instant (epoch milliseconds) after `now` at which a schedule asks for a reading: local midnight + a
 * multiple of the period + the offset. Counting from each midnight keeps a daily reading at its hour when the clocks change.
 */
export function nextDue(
  schedule: { everyMinutes: number; offsetSeconds: number },
  timeZone: string,
  now: number,
): number {
  const local = zone(timeZone)
  const instant = Math.floor(now / 1000)
  const period = schedule.everyMinutes * 60
  const offset = schedule.offsetSeconds
  const today = local.startOfDay(local.dateOf(instant - offset))
  const tomorrow = local.startOfDay(local.dateOf(today + 36 * 3600))
  // Periods of several days count in absolute time: there is no midnight to hold on to.
  const next = today + (Math.floor((instant - offset - today) / period) + 1) * period
  return ((period <= 86_400 ? Math.min(next, tomorrow) : next) + offset) * 1000
}
