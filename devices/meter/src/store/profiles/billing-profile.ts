import { calendarFields, civilDay } from '../../calendar/civil-day.ts'
import type { LocalCalendar } from '../../calendar/local-day.ts'
import type { Demand, Metrology } from '../../metrology/metrology.ts'
import type { MeterClock } from '../meter-clock.ts'
import { CapturedProfile, type CaptureSource } from './captured-profile.ts'
import type { DailyRow } from './daily-profile.ts'
import { rowStatus } from './profile-status.ts'

/** The closing of a month: the registers at 00:00 of the first of the next, and the month's highest quarter hour. */
export interface BillingRow extends DailyRow {
  /** Highest mean power of the month that ended, with the end of its quarter in the meter's time. */
  readonly demand: Demand
}

/** Closings kept: a year, and one to compare it with. */
const closings = 13

/** The monthly billing profile (0.0.98.1.0.255). */
export function billingProfile(source: CaptureSource): CapturedProfile<BillingRow> {
  const { metrology, clock, calendar, harms } = source
  return new CapturedProfile(source, {
    capturePeriod: 0,
    capacity: closings,
    next: shown => monthStart(calendar, shown, 1),
    row: capture => {
      const monthBefore = monthStart(calendar, capture.shown, -1)
      return {
        shown: capture.shown,
        status: rowStatus(clock, capture, capture.shown - monthBefore, harms.deadSpans),
        registers: metrology.registers(capture.at),
        demand: shownDemand(metrology, clock, monthBefore, capture.at),
      }
    },
  })
}

/** The highest quarter hour of the running month so far. */
export function runningDemand(
  metrology: Metrology,
  clock: MeterClock,
  calendar: LocalCalendar,
  now: number,
): Demand {
  return shownDemand(metrology, clock, monthStart(calendar, clock.read(now), 0), now)
}

/** Demand since a moment of the meter's time, its stamp in the meter's time too. */
function shownDemand(metrology: Metrology, clock: MeterClock, shownFrom: number, at: number): Demand {
  const offset = clock.read(at) - at
  const { power, time } = metrology.demand(shownFrom - offset, at)
  return { power, time: time + offset }
}

/** The first instant of a month, some months from the one that holds an instant. */
function monthStart(calendar: LocalCalendar, shown: number, months: number): number {
  const { year, month } = calendarFields(calendar.at(shown).day)
  return calendar.of(civilDay(year, month + months, 1)).start
}
