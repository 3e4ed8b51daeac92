import { clockStatus, type DateTime, dateTimeAt, type Zone } from '@ferraris/cosem'
import { msOf, msPerDay, secondsOf, secondsPerQuarter } from '@ferraris/metering'
import type { MeterClock } from '../../store/meter-clock.ts'

/**
 * What the clock shows, as local time with deviation and status (IEC 62056-6-2, class 8, attribute 2). The hundredths
 * are real: a clock that cuts them off looks half a second slow on average.
 */
export function clockTime(clock: MeterClock, now: number): DateTime {
  return dateTimeAt(clock.read(now), clock.zone, clock.isLost(now) ? clockStatus.invalidValue : 0)
}

/** Minutes from local standard time to UTC: −60 in Rome. */
export function timeZone(clock: MeterClock, now: number): number {
  return -Math.min(...yearOffsets(clock.zone, clock.read(now))) / 60
}

/** The status octet, also within the time. */
export function clockStatusOf(clock: MeterClock, now: number): number {
  return clockTime(clock, now).status ?? 0
}

/** When daylight saving begins and ends, as date-times that may repeat every year, and by how many minutes it shifts. */
interface DaylightSaving {
  readonly begin: DateTime
  readonly end: DateTime
  readonly deviation: number
}

/** The rules of the zone in the year that the clock shows; without daylight saving nothing is specified in them. */
export function daylightSavingRules(clock: MeterClock, now: number): DaylightSaving {
  const shown = clock.read(now)
  const changes = changesOfYear(clock.zone, new Date(msOf(shown)).getUTCFullYear())
  const offsets = yearOffsets(clock.zone, shown)
  const [winter, summer] = [Math.min(...offsets), Math.max(...offsets)]
  const rule = (to: number, status: number): DateTime => {
    const change = changes.find(instant => clock.zone.offsetAt(instant) === to)
    return summer === winter || change === undefined ? {} : yearly(change, clock.zone, status)
  }
  return {
    begin: rule(summer, 0),
    end: rule(winter, clockStatus.daylightSaving),
    deviation: (summer - winter) / 60,
  }
}

/**
 * A change of the clocks as it repeats: "the last Sunday of March", if it falls into the last week of its month
 * (day of month FE with a day of the week; IEC 62056-6-2, 4.1.6.1), else the very day. The time is that before the change.
 */
function yearly(change: number, zone: Zone, status: number): DateTime {
  const before = zone.offsetAt(change - 1)
  const local = new Date(msOf(change + before))
  const weekLater = new Date(local.getTime() + 7 * msPerDay)
  const last = weekLater.getUTCMonth() !== local.getUTCMonth()
  return {
    ...(last ? {} : { year: local.getUTCFullYear() }),
    month: local.getUTCMonth() + 1,
    dayOfMonth: last ? 0xfe : local.getUTCDate(),
    ...(last ? { dayOfWeek: local.getUTCDay() || 7 } : {}),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: 0,
    hundredths: 0,
    deviation: -before / 60,
    status,
  }
}

/** The zone's offsets in January and in July. */
function yearOffsets(zone: Zone, instant: number): number[] {
  const year = new Date(msOf(instant)).getUTCFullYear()
  return [0, 6].map(month => zone.offsetAt(secondsOf(Date.UTC(year, month, 1))))
}

/** The instants of a year at which the offset changes, to the quarter hour. */
function changesOfYear(zone: Zone, year: number): number[] {
  const known = changes.get(`${zone.id} ${year}`)
  if (known !== undefined) return known
  const found: number[] = []
  const end = secondsOf(Date.UTC(year + 1, 0, 1))
  for (let instant = secondsOf(Date.UTC(year, 0, 1)); instant < end; instant += secondsPerQuarter) {
    if (zone.offsetAt(instant) !== zone.offsetAt(instant - secondsPerQuarter)) found.push(instant)
  }
  changes.set(`${zone.id} ${year}`, found)
  return found
}

const changes = new Map<string, number[]>()
