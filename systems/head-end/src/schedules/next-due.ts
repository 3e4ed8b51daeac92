import { addDays, dayNumber, type Zone, zone } from '@ferraris/cosem'
import { msOf, wholeSecondsOf } from '@ferraris/metering'

const minutesOfDay = 1440

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
  const instant = wholeSecondsOf(now) - schedule.offsetSeconds
  return msOf(slotAfter(instant, schedule.everyMinutes, local) + schedule.offsetSeconds)
}

function slotAfter(instant: number, everyMinutes: number, local: Zone): number {
  const today = local.dateOf(instant)
  const days = everyMinutes / minutesOfDay
  if (Number.isInteger(days)) return local.startOfDay(addDays(today, days - (dayNumber(today) % days)))
  const period = everyMinutes * 60
  // Longer than a day and not of whole days: there is no midnight to hold on to.
  if (days > 1) return (Math.floor(instant / period) + 1) * period
  const midnight = local.startOfDay(today)
  const next = midnight + (Math.floor((instant - midnight) / period) + 1) * period
  return Math.min(next, local.startOfDay(addDays(today, 1)))
}
