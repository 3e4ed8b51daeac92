import { obisCodes } from '@ferraris/metering'
import type { Pool } from 'pg'
import type { Meter } from '../day/subject.ts'

/** What can be said of a measuring point; the rest of a meter's facts follow from what it brings. */
export type PointFacts = Omit<Meter, 'serial' | 'channels' | 'intervalSeconds'>

/** A three-phase meter of 63 A with registers to the unit: the bound that it sets is wide for smaller ones. */
export const defaultFacts: PointFacts = {
  phases: 3,
  voltage: 400,
  maximumCurrent: 63,
  contractPower: null,
  multiplier: 1,
  registerDigits: 9,
  registerResolution: 1,
  intervalResolution: 1,
  active: true,
  seasonal: false,
}

export interface Point {
  readonly group: string
  readonly facts: PointFacts
}

/** The group of meters for which nothing else was said. */
export const defaultGroup = 'default'

export async function pointsOf(pool: Pool, ids: readonly number[]): Promise<Map<number, Point>> {
  const { rows } = await pool.query<{ id: number; group: string | null; facts: Partial<PointFacts> }>(
    'select end_device_id as id, "group", facts from meter_data_point where end_device_id = any($1::bigint[])',
    [[...new Set(ids)]],
  )
  return new Map(
    rows.map(({ id, group, facts }) => [
      id,
      { group: group ?? defaultGroup, facts: { ...defaultFacts, ...facts } },
    ]),
  )
}

export const defaultPoint: Point = { group: defaultGroup, facts: defaultFacts }

/** The channel that stands for the meter: active import, where it keeps it. */
export function channelOrder(a: string, b: string): number {
  const first = (obis: string) => (obis === obisCodes.activeEnergyImport ? 0 : 1)
  return first(a) - first(b) || a.localeCompare(b)
}
