import { secondsPerDay } from '@ferraris/metering'
import type { Registers } from '../../metrology/registers.ts'
import { CapturedProfile, type CaptureSource } from './captured-profile.ts'
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
export function dailyProfile(source: CaptureSource, depthDays: number): CapturedProfile<DailyRow> {
  const { metrology, clock, calendar, harms } = source
  return new CapturedProfile(source, {
    capturePeriod: secondsPerDay,
    capacity: depthDays + 1,
    next: shown => calendar.at(shown).end,
    row: capture => ({
      shown: capture.shown,
      status: rowStatus(clock, capture, secondsPerDay, harms.deadSpans),
      registers: metrology.registers(capture.at),
    }),
  })
}
