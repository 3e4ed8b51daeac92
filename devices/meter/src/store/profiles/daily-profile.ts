import { secondsPerDay } from '@ferraris/metering'
import type { LocalCalendar } from '../../calendar/local-day.ts'
import type { Metrology } from '../../metrology/metrology.ts'
import type { Registers } from '../../metrology/registers.ts'
import type { MeterClock } from '../meter-clock.ts'
import { CapturedProfile } from './captured-profile.ts'
import { rowStatus } from './profile-status.ts'

/** All registers at a local midnight of the meter's clock. */
export interface DailyRow {
  /** What the clock showed, seconds since 1970-01-01T00:00Z. */
  readonly shown: number
  /** Bits of `profileStatus`. */
  readonly status: number
  readonly registers: Registers
}

/** The daily profile (1.0.99.2.0.255): the registers at every local midnight. */
export function dailyProfile(
  metrology: Metrology,
  clock: MeterClock,
  calendar: LocalCalendar,
  depthDays: number,
): CapturedProfile<DailyRow> {
  return new CapturedProfile(clock, {
    capturePeriod: secondsPerDay,
    capacity: depthDays + 1,
    next: shown => calendar.at(shown).end,
    row: capture => ({
      shown: capture.shown,
      status: rowStatus(clock, capture, secondsPerDay),
      registers: metrology.registers(capture.at),
    }),
  })
}
