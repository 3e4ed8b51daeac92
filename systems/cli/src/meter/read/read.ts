import { addDays, type DateTime, type Obis, obis } from '@ferraris/cosem'
import { type DlmsSession, isSmitpUri } from '@ferraris/transport'
import { InputError, Refusal } from '../../errors.ts'
import type { SmitpOptions } from '../open/open-smitp-meter.ts'
import { readTables } from './read-tables.ts'
import { show } from '../../terminal/say.ts'
import { clientHint } from '../open/client-hint.ts'
import { type ClockReading, localDay, readClock } from './clock.ts'
import { type IntervalTable, intervalsOf } from './intervals.ts'
import { localMidnight, parseDay, parseMoment } from '../values/moment.ts'
import { obisName } from '../values/obis-names.ts'
import { isReadable, type ObjectList, readObjectList } from './object-list.ts'
import { type ConnectOptions, withMeter } from '../open/open-meter.ts'
import { type Plain, plainAttribute } from '../values/plain-value.ts'
import { readAttributes } from './read-attributes.ts'
import { profileDocument, readingDocument } from './read-document.ts'
import { type Profile, type ProfileRange, readProfile } from './read-profile.ts'
import { type ReadRegister, readRegisters } from './read-registers.ts'
import { type ReadAttribute, readTargets } from './read-targets.ts'
import { attributesText, profileText, readingText } from './read-view.ts'
import { parseTarget } from '../values/target.ts'

export interface ReadOptions extends ConnectOptions, Pick<SmitpOptions, 'timeZone'> {
  readonly day?: string
  readonly from?: string
  readonly to?: string
  readonly profile?: string
  readonly json?: boolean
}

/** What `meter read` tells of a meter when nothing else is asked for. */
export interface Reading {
  readonly device: string | undefined
  readonly identity: readonly { readonly obis: Obis; readonly name: string; readonly value: Plain }[]
  readonly clock: ClockReading
  readonly registers: readonly ReadRegister[]
  readonly profile: ReadRows | undefined
}

/** A profile, and its intervals where it has any. */
export interface ReadRows {
  readonly profile: Profile
  readonly intervals: IntervalTable | undefined
}

const loadProfile = obis('1.0.99.1.0.255')
const identity = ['0.0.42.0.0.255', '0.0.96.1.0.255', '1.0.0.2.0.255'].map(obis)

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
  if (isSmitpUri(uri)) return await readTables(uri, { targets: asked, profile, range }, options)
  await withMeter(uri, options, async ({ session, uri: { client, device } }) => {
    const list = await readObjectList(session)
    if (asked.length > 0) {
      const found = await readTargets(session, list, asked)
      show(options.json, { values: found }, () => attributesText(found))
      const refused = found.find(value => value.refused !== undefined)
      if (refused !== undefined) throw refusalOf(refused, client)
    } else if (profile !== undefined) {
      const rows = await readRows(session, list, profile, range ?? {})
      show(options.json, profileDocument(rows), () => profileText(rows))
    } else {
      const reading = await readEverything(session, list, device, range)
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
  session: DlmsSession,
  list: ObjectList,
  device: string | undefined,
  range: ProfileRange | undefined,
): Promise<Reading> {
  const clock = await readClock(session)
  const names = identity.filter(name => list.has(name) && isReadable(list.get(name)!, 2))
  const answers = await readAttributes(
    session,
    names.map(name => ({ classId: 1, obis: name, attribute: 2 })),
  )
  const day = localDay(clock.time)
  const wanted = range ?? (day === undefined ? undefined : wholeDay(day))
  const profile = list.get(loadProfile)
  const hasProfile = wanted !== undefined && profile !== undefined && isReadable(profile, 2)
  return {
    device,
    identity: answers.flatMap(({ request, data }) =>
      data === undefined
        ? []
        : [{ obis: request.obis, name: obisName(request.obis), value: plainAttribute(undefined, 2, data) }],
    ),
    clock,
    registers: await readRegisters(session, list),
    profile: hasProfile ? await readRows(session, list, loadProfile, wanted) : undefined,
  }
}

function refusalOf({ obis: name, attribute, refused }: ReadAttribute, client: number): Refusal {
  const advice = refused === 'read-write-denied' ? clientHint(client) : ''
  return new Refusal(
    'application',
    refused ?? 'other-reason',
    `${name}:${attribute} was not read: ${refused}${advice}`,
  )
}

async function readRows(
  session: DlmsSession,
  list: ObjectList,
  name: Obis,
  range: ProfileRange,
): Promise<ReadRows> {
  const profile = await readProfile(session, list, name, range)
  return { profile, intervals: intervalsOf(profile) }
}
