import type { LocalDate } from '@ferraris/cosem'
import { selectProfile } from '@ferraris/smitp/session'
import { loadProfileTables, type ProfileRow } from '@ferraris/smitp/tables'
import { readSelection } from '../meters-and-more/session/read-rows.ts'
import type { Course } from '../network/procedure.ts'
import type { Section } from '../section.ts'
import type { NewResult } from '../store/result-table.ts'
import { dayGrid, incrementsOf } from './profile-day.ts'

const loadProfile = '1.0.99.1.0.255'

/** Registers of a day that were read before the line failed: the next attempt goes on behind them. */
export type PartialDay = Map<string, readonly ProfileRow[]>

/**
 * Reads one local day of a meter's load profile, register by register, into `part`, and gives it as a result. Throws
 * MeterError and StoreError; what was read until then is in `part`.
 */
export function* readProfileDay(
  section: Section,
  aca: string,
  day: LocalDate,
  part: PartialDay = new Map(),
): Course<NewResult> {
  const grid = dayGrid(section.zone, day)
  const until = Math.min(grid.end, Math.floor(section.now / 1000))
  for (const table of loadProfileTables) {
    if (!section.settings.channels.includes(table.obis) || part.has(table.obis)) continue
    const rows = yield* readSelection(section, aca, table.name, selectProfile(table, grid.start, until))
    part.set(table.obis, rows)
  }
  return {
    kind: 'profile-day',
    aca,
    readAt: Math.floor(section.now),
    obis: loadProfile,
    day,
    start: grid.start * 1000,
    intervalSeconds: 900,
    registers: incrementsOf(section.zone, grid, part),
  }
}
