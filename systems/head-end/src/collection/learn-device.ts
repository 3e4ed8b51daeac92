import type { ProfileFacts, ScalerUnit } from '../database/tables.ts'
import type { ReadingTypes } from '../readings/reading-types.ts'
import { attributes, firmwareName, logicalDeviceName } from './attributes.ts'
import type { DeviceFacts } from './completion.ts'
import type { MeterSession } from './meter-session.ts'
import { given, profileFactsOf, quantityOf, scalerUnitOf, textOf } from './meter-values.ts'
import type { Lease } from './queue.ts'

/** What must be known of a device to read what its schedule names. */
export interface KnownDevice {
  readonly profiles: Readonly<Record<string, ProfileFacts>>
  readonly units: Readonly<Record<string, ScalerUnit>>
  /** What was asked in this session, to be kept. */
  readonly learned: DeviceFacts | undefined
}

/** A profile that a meter does not have: asked once, then left alone. */
const absent: ProfileFacts = { capturePeriod: 0, columns: [] }

/** Classes with a value as attribute 2 and its scaler and unit as attribute 3; the demand register has them one further. */
const registerClasses = new Set([3, 4])

export function registersOf(facts: ProfileFacts): string[] {
  return facts.columns
    .filter(({ classId, attribute }) => registerClasses.has(classId) && attribute === 2)
    .map(({ obis }) => obis)
}

/**
 * Completes what the lease brings along by asking the meter for the rest: columns of profiles, units of registers. In steady state nothing is missing and nothing is asked.
 */
export async function learnDevice(
  session: MeterSession,
  lease: Lease,
  wanted: { profiles: readonly string[]; registers: readonly string[] },
  types: ReadingTypes,
  model: string | undefined,
): Promise<KnownDevice> {
  const newProfiles = wanted.profiles.filter(obis => !(obis in lease.profiles))
  const profiles = { ...lease.profiles, ...(await askProfiles(session, newProfiles)) }
  const registers = new Set([
    ...wanted.registers,
    ...wanted.profiles.flatMap(obis => registersOf(profiles[obis]!)),
  ])
  const newRegisters = [...registers].filter(obis => !(obis in lease.units))
  const units = { ...lease.units, ...(await askUnits(session, newRegisters)) }
  await types.ensure([...registers].map(obis => quantityOf(obis, units[obis]!)))

  const isNew = lease.model === undefined || lease.systemTitle === undefined
  const isComplete = newProfiles.length === 0 && newRegisters.length === 0 && !isNew
  if (isComplete) return { profiles, units, learned: undefined }
  const learned = { profiles, units, model, systemTitle: session.systemTitle }
  return { profiles, units, learned }
}

async function askProfiles(
  session: MeterSession,
  names: readonly string[],
): Promise<Record<string, ProfileFacts>> {
  if (names.length === 0) return {}
  const results = await session.get(
    names.flatMap(obis => [attributes.captureObjects(obis), attributes.capturePeriod(obis)]),
  )
  return Object.fromEntries(
    names.map((obis, i) => [
      obis,
      profileFactsOf(given(results[2 * i]), given(results[2 * i + 1])) ?? absent,
    ]),
  )
}

async function askUnits(
  session: MeterSession,
  names: readonly string[],
): Promise<Record<string, ScalerUnit>> {
  if (names.length === 0) return {}
  const results = await session.get(names.map(attributes.scalerUnit))
  return Object.fromEntries(names.map((obis, i) => [obis, scalerUnitOf(given(results[i]))]))
}

/**
 * Meters have no model name in common: the maker's letters and the firmware's version tell as much. Asked one by one,
 * because it is the model that tells whether lists may be asked.
 */
export async function modelOf(
  session: MeterSession,
  lease: Pick<Lease, 'model'>,
): Promise<string | undefined> {
  if (lease.model !== undefined) return lease.model
  const [name] = await session.get([attributes.data(logicalDeviceName)])
  const [firmware] = await session.get([attributes.data(firmwareName)])
  const maker = textOf(given(name))?.slice(0, 3)
  return [maker, textOf(given(firmware))].filter(part => part !== undefined).join(' ') || undefined
}
