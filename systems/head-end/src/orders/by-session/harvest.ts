import type { ProgrammeReadings } from '@ferraris/client'
import { type Obis, type ScalerUnit, zone } from '@ferraris/cosem'
import { msOf, wholeSecondsOf } from '@ferraris/metering'
import { emptyHarvest, type Harvest } from '../../collection/reading/harvest.ts'
import { harvestProfile } from '../../collection/reading/harvest-profile.ts'
import { quantityOf } from '../../collection/reading/meter-values.ts'
import { asMeterReading } from '../../on-demand/meter-reading.ts'
import { possibleOf } from '../../readings/plausible.ts'
import { deviceOrigin, type ReadingTypes } from '../../readings/reading-types.ts'

type Brought = Pick<Harvest, 'blocks' | 'readings' | 'events'>

/** What a programme has read, as the store keeps it. */
export async function harvestOf(
  { registers = [], registersAt = [], profiles = [] }: ProgrammeReadings,
  { endDeviceId, timeZone }: { readonly endDeviceId: number; readonly timeZone: string },
  types: ReadingTypes,
  now: number,
): Promise<Brought> {
  const harvest = emptyHarvest()
  for (const read of [{ time: wholeSecondsOf(now), registers }, ...registersAt]) {
    const reading = await asMeterReading(read.registers, read.time, types, endDeviceId)
    if (reading.registers.length > 0) harvest.readings.push(reading)
  }
  for (const profile of profiles) {
    const units = new Map<Obis, ScalerUnit>()
    for (const [i, { obis }] of profile.head.columns.entries()) {
      const unit = profile.units[i]
      if (unit !== undefined) units.set(obis, unit)
    }
    const quantities = [...units].map(([obis, unit]) => quantityOf(obis, unit))
    await types.ensure(quantities, deviceOrigin(endDeviceId))
    const times = profile.times.filter(time => !Number.isNaN(time))
    if (times.length === 0) continue
    const span = { from: times.reduce((a, b) => Math.min(a, b)), to: times.reduce((a, b) => Math.max(a, b)) }
    harvestProfile(harvest, profile, { head: profile.head, units, types, zone: zone(timeZone), span })
  }
  const { leftOut: _, ...possible } = possibleOf(harvest, now)
  return possible
}

/** What the record of the order says of it. */
export function resultOf(
  { registers = [], registersAt = [], profiles = [] }: ProgrammeReadings,
  now: number,
): { kind: string; time: string } | null {
  const [first] = registersAt
  const time = new Date(first === undefined ? now : msOf(first.time)).toISOString()
  if (first !== undefined) return { kind: 'registers', time }
  if (profiles.length > 0) return { kind: 'profile', time }
  return registers.length > 0 ? { kind: 'registers', time } : null
}
