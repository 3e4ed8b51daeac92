import type { LocalDate } from '@ferraris/cosem'
import type { RegisterValues } from '../network/neighbourhood-meter.ts'
import type { Procedure } from '../network/procedure.ts'
import type { Section } from '../section.ts'
import type { NewResult } from '../store/result-table.ts'

/** Energies and tariff registers as they stand now. Throws MeterError and StoreError. */
export function* readRegisters(section: Section, aca: string): Procedure<NewResult> {
  return snapshot(section, aca, yield* section.network.meter(aca).readRegisters())
}

/** The registers that the meter froze at the end of a local day. Throws MeterError and StoreError. */
export function* readFrozenRegisters(section: Section, aca: string, day: LocalDate): Procedure<NewResult> {
  return snapshot(section, aca, yield* section.network.meter(aca).readFrozenRegisters(day))
}

function snapshot({ now }: Section, aca: string, values: RegisterValues): NewResult {
  return { kind: 'registers', aca, readAt: Math.floor(now), ...values }
}
