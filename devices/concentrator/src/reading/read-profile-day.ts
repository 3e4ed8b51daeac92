import type { LocalDate } from '@ferraris/cosem'
import { msOf, obisCodes, type RegisterRow, secondsPerQuarter, wholeSecondsOf } from '@ferraris/metering'
import type { Procedure } from '../network/procedure.ts'
import type { Section } from '../section.ts'
import type { NewProfileDay } from '../store/result-table.ts'
import { dayGrid, incrementsOf } from './profile-day.ts'

/** Registers of a day that were read before the network failed: the next attempt goes on behind them. */
export type PartialDay = Map<string, readonly RegisterRow[]>

/**
 * Reads one local day of a meter's load profile, register by register, into `part`, and gives it as a result. Throws
 * MeterError and StoreError; what was read until then is in `part`.
 */
export function* readProfileDay(
  section: Section,
  aca: string,
  day: LocalDate,
  part: PartialDay = new Map(),
): Procedure<NewProfileDay> {
  const meter = section.network.meter(aca)
  const grid = dayGrid(section.zone, day)
  const until = Math.min(grid.end, wholeSecondsOf(section.now))
  for (const register of section.network.profileRegisters) {
    if (!section.settings.channels.includes(register) || part.has(register)) continue
    part.set(register, yield* meter.readProfile(register, grid.start, until))
  }
  return {
    kind: 'profile-day',
    aca,
    readAt: Math.floor(section.now),
    obis: obisCodes.loadProfile,
    day,
    start: msOf(grid.start),
    intervalSeconds: secondsPerQuarter,
    registers: incrementsOf(section.zone, grid, part),
  }
}
