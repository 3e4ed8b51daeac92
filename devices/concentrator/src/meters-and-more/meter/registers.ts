import { dayNumber, type LocalDate } from '@ferraris/cosem'
import { catalogue, rowOfDay } from '@ferraris/smitp/tables'
import type { Course } from '../../network/procedure.ts'
import type { Section } from '../../section.ts'
import type { NewResult } from '../../store/result-table.ts'
import { readRow } from '../session/read-rows.ts'

/** Energies and tariff registers as they stand now. Throws MeterError and StoreError. */
export function* readRegistersNow(section: Section, aca: string): Course<NewResult> {
  const totals = yield* readRow(section, aca, catalogue.totals, 0, 20)
  const tariffs = yield* readRow(section, aca, catalogue.tariffRegisters, 0, 20)
  return snapshot(section, aca, totals.time, [
    ...catalogue.totals.readings!(totals),
    ...catalogue.tariffRegisters.readings!(tariffs),
  ])
}

/** The registers that the meter froze at the end of a local day. Throws MeterError and StoreError. */
export function* readFrozenRegisters(section: Section, aca: string, day: LocalDate): Course<NewResult> {
  const row = yield* readRow(section, aca, catalogue.dailyClosure, rowOfDay(dayNumber(day)), 40)
  return snapshot(section, aca, row.time, catalogue.dailyClosure.readings!(row))
}

function snapshot(
  section: Section,
  aca: string,
  time: number,
  readings: readonly { readonly obis: string; readonly value: number }[],
): NewResult {
  return {
    kind: 'registers',
    aca,
    readAt: Math.floor(section.now),
    time: time * 1000,
    registers: readings.map(({ obis, value }) => ({ obis, value })),
  }
}
