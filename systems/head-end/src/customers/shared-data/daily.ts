import type { StoredBlock } from '../../readings/schemas.ts'
import type { DailyEnergy } from './schemas.ts'

/** Sums of days, without the course within them. */
export function dailyEnergyOf(blocks: readonly StoredBlock[]): DailyEnergy[] {
  return blocks.map(({ endDevice, obis, start, unit, values }) => ({
    endDevice,
    obis,
    day: start.slice(0, 10),
    value: values.reduce<number>((sum, value) => sum + (value ?? 0), 0),
    unit,
    complete: !values.includes(null),
  }))
}
