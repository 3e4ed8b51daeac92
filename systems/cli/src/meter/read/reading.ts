import {
  ClientError,
  type ClockReading,
  type IntervalTable,
  intervalsOf,
  type MeterAccess,
  type Plain,
  type Profile,
  plainAttribute,
  type RegisterReading,
  type Span,
} from '@ferraris/client'
import { addDays, type DateTime, instantOf, type Obis, type Zone } from '@ferraris/cosem'
import { obisCodes } from '@ferraris/metering'
import { localDay, localMidnight } from '../values/moment.ts'
import { obisName } from '../values/obis-names.ts'

/** A register with its name for people. */
export type NamedRegister = RegisterReading & { readonly name: string }

/** What `meter read` tells of a meter when nothing else is asked for. */
export interface Reading {
  readonly device: string | undefined
  readonly identity: readonly { readonly obis: Obis; readonly name: string; readonly value: Plain }[]
  readonly clock: ClockReading
  readonly registers: readonly NamedRegister[]
  readonly profile: ReadRows | undefined
}

/** A profile, and its intervals where it has any. */
export interface ReadRows {
  readonly profile: Profile
  readonly intervals: IntervalTable | undefined
}

/** Local times of the meter, both ends included; open where undefined. */
export interface ProfileRange {
  readonly from?: DateTime | undefined
  readonly to?: DateTime | undefined
}

/** From the row that opens a local day to the row that closes it. */
export function wholeDay(day: string): { from: DateTime; to: DateTime } {
  return {
    from: localMidnight(day),
    to: localMidnight(addDays(day, 1)),
  }
}

/** Identity, clock and registers of a meter, and its load profile of `range`, else of the meter's day. */
export async function readEverything(
  meter: MeterAccess,
  device: string | undefined,
  range: ProfileRange | undefined,
): Promise<Reading> {
  const clock = await meter.clock()
  const names = await meter.names()
  const registers = await readRegisters(meter)
  const day = localDay(clock.time)
  const wanted = range ?? (day === undefined ? undefined : wholeDay(day))
  return {
    device,
    identity: names.map(({ obis, value }) => ({
      obis,
      name: obisName(obis),
      value: plainAttribute(undefined, 2, value),
    })),
    clock,
    registers,
    profile: wanted && (await loadProfileOf(meter, wanted)),
  }
}

/** Every register of a meter, with its name for people. */
export async function readRegisters(meter: MeterAccess): Promise<NamedRegister[]> {
  const answers = await meter.registers()
  return answers.flatMap(answer => ('value' in answer ? [{ ...answer, name: obisName(answer.obis) }] : []))
}

/** Undefined for a meter without a load profile, or one that does not show it to this client. */
async function loadProfileOf(meter: MeterAccess, range: ProfileRange): Promise<ReadRows | undefined> {
  try {
    return await readRows(meter, obisCodes.loadProfile, range)
  } catch (error) {
    if (error instanceof ClientError && (error.code === 'no-object' || error.result === 'read-write-denied'))
      return undefined
    throw error
  }
}

/** A profile between two local times of the meter. */
export async function readRows(meter: MeterAccess, name: Obis, range: ProfileRange): Promise<ReadRows> {
  const profile = await meter.profile(name, spanOf(range, meter.zone))
  return { profile, intervals: intervalsOf(profile, meter.zone) }
}

function spanOf({ from, to }: ProfileRange, zone: Zone): Partial<Span> {
  const start = from && instantOf(from, zone)
  const end = to && instantOf(to, zone)
  return { ...(start !== undefined && { from: start }), ...(end !== undefined && { to: end }) }
}
