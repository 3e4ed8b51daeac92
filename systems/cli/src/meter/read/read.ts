import {
  ClientError,
  type ClockReading,
  type IntervalTable,
  intervalsOf,
  type MeterAccess,
  type Profile,
  type RegisterReading,
  type Span,
} from '@ferraris/client'
import { addDays, type DateTime, instantOf, type Obis, obis, type Zone } from '@ferraris/cosem'
import { obisCodes } from '@ferraris/metering'
import { InputError, Refusal } from '../../errors.ts'
import { show } from '../../terminal/say.ts'
import { clientHint } from '../open/client-hint.ts'
import type { ConnectOptions } from '../open/open-meter.ts'
import { withAnyMeter } from '../open/with-any-meter.ts'
import { localDay, localMidnight, parseDay, parseMoment } from '../values/moment.ts'
import { obisName } from '../values/obis-names.ts'
import { type Plain, plainAttribute } from '../values/plain-value.ts'
import { parseTarget } from '../values/target.ts'
import { profileDocument, readingDocument } from './read-document.ts'
import { type ReadAttribute, readTargets } from './read-targets.ts'
import { attributesText, profileText, readingText } from './read-view.ts'

export interface ReadOptions extends ConnectOptions {
  readonly day?: string
  readonly from?: string
  readonly to?: string
  readonly profile?: string
  readonly json?: boolean
}

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

/** `meter read`: identity, clock, registers and a day's load profile; or the attributes, or the profile, asked for. */
export async function readMeter(
  uri: string,
  targets: readonly string[],
  options: ReadOptions,
): Promise<void> {
  const range = rangeOf(options)
  const asked = targets.map(parseTarget)
  if (asked.length > 0 && (options.profile ?? range) !== undefined) {
    throw new InputError(
      '--profile, --day, --from, --to',
      'belong to profiles',
      'leave them out, or the list of objects',
    )
  }
  const profile = options.profile === undefined ? undefined : obis(options.profile)
  await withAnyMeter(uri, options, async ({ meter, device, client }) => {
    if (asked.length > 0) {
      const found = await readTargets(meter, asked)
      show(options.json, { values: found }, () => attributesText(found))
      const refused = found.find(value => value.refused !== undefined)
      if (refused !== undefined) throw refusalOf(refused, client)
    } else if (profile !== undefined) {
      const rows = await readRows(meter, profile, range ?? {})
      show(options.json, profileDocument(rows), () => profileText(rows))
    } else {
      const reading = await readEverything(meter, device, range)
      show(options.json, readingDocument(reading), () => readingText(reading))
    }
  })
}

/** The range the options name: a day, or from and to. Throws InputError. */
function rangeOf({ day, from, to }: ReadOptions): ProfileRange | undefined {
  if (day !== undefined) {
    if (from !== undefined || to !== undefined) {
      throw new InputError('--day', 'cannot stand beside --from and --to', 'give one or the other')
    }
    return wholeDay(parseDay(day, '--day'))
  }
  if (from === undefined && to === undefined) return undefined
  const isDay = (text: string | undefined) => text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text)
  return {
    from: from === undefined ? undefined : parseMoment(from, '--from'),
    // A day as the end means all of it, up to the midnight that ends it.
    to:
      to === undefined ? undefined : isDay(to) ? wholeDay(parseDay(to, '--to')).to : parseMoment(to, '--to'),
  }
}

/** From the row that opens a local day to the row that closes it. */
function wholeDay(day: string): { from: DateTime; to: DateTime } {
  return {
    from: localMidnight(day),
    to: localMidnight(addDays(day, 1)),
  }
}

async function readEverything(
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

function refusalOf({ obis: name, attribute, refused }: ReadAttribute, client: number | undefined): Refusal {
  const advice = refused === 'read-write-denied' && client !== undefined ? clientHint(client) : ''
  return new Refusal(
    'application',
    refused ?? 'other-reason',
    `${name}:${attribute} was not read: ${refused}${advice}`,
  )
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
