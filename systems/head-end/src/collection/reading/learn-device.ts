import {
  type AttributeSource,
  ask,
  noUnit,
  type ProfileHead,
  profileHeadQuery,
  registersOf,
  scalerQuery,
} from '@ferraris/client'
import type { Obis, ScalerUnit } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { deviceOrigin, type ReadingTypes } from '../../readings/reading-types.ts'
import type { DeviceFacts } from '../completion.ts'
import type { Lease } from '../leases/lease.ts'
import { quantityOf } from './meter-values.ts'

/** What must be known of a device to read what its schedule names. */
export interface KnownDevice {
  readonly profiles: ReadonlyMap<Obis, ProfileHead>
  readonly units: ReadonlyMap<Obis, ScalerUnit>
  /** What was asked in this session, to be kept. */
  readonly learned: DeviceFacts | undefined
}

/** A profile that a meter does not have: asked once, then left alone. */
const absent: ProfileHead = { capturePeriod: 0, columns: [], newestFirst: false }

/**
 * Completes what the lease brings along by asking the meter for the rest: columns of profiles, units of registers. In
 * steady state nothing is missing and nothing is asked.
 */
export async function learnDevice(
  source: AttributeSource,
  lease: Lease,
  wanted: { readonly profiles: readonly Obis[]; readonly registers: readonly Obis[] },
  types: ReadingTypes,
  model: string | undefined,
): Promise<KnownDevice> {
  const newProfiles = new Map<Obis, ProfileHead>()
  const profiles = new Map<Obis, ProfileHead>()
  // What was learned before the order of rows was asked for is learned again.
  const unknown = wanted.profiles.filter(obis => lease.profiles[obis]?.newestFirst === undefined)
  const heads: (ProfileHead | undefined)[] = await ask(source, ...unknown.map(profileHeadQuery))
  for (const [i, obis] of unknown.entries()) newProfiles.set(obis, heads[i] ?? absent)
  for (const obis of wanted.profiles)
    profiles.set(obis, newProfiles.get(obis) ?? lease.profiles[obis] ?? absent)

  const registers = new Set([...wanted.registers, ...[...profiles.values()].flatMap(registersOf)])
  const newUnits = new Map<Obis, ScalerUnit>()
  const units = new Map<Obis, ScalerUnit>()
  const unmeasured = [...registers].filter(obis => !(obis in lease.units))
  const { classId } = classes.register
  const found: ScalerUnit[] = await ask(source, ...unmeasured.map(obis => scalerQuery({ classId, obis })))
  for (const [i, obis] of unmeasured.entries()) newUnits.set(obis, found[i] ?? noUnit)
  for (const obis of registers) units.set(obis, newUnits.get(obis) ?? lease.units[obis] ?? noUnit)
  const quantities = [...units].map(([obis, unit]) => quantityOf(obis, unit))
  await types.ensure(quantities, deviceOrigin(lease.endDeviceId))

  const isNew = lease.model === undefined || lease.systemTitle === undefined
  if (newProfiles.size === 0 && newUnits.size === 0 && !isNew) return { profiles, units, learned: undefined }
  const learned = {
    profiles: Object.fromEntries(newProfiles),
    units: Object.fromEntries(newUnits),
    model,
    systemTitle: source.server.systemTitle,
  }
  return { profiles, units, learned }
}
