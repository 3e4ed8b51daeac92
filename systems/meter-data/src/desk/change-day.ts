import { scaled } from '@ferraris/cosem'
import { invalidParameter, transaction } from '@ferraris/service'
import { MeterDataProblem } from '../meter-data-problem.ts'
import type { MeterDataParts } from '../parts.ts'
import { judgeChannel } from '../processing/judge-channel.ts'
import { siblingsOf } from '../processing/siblings.ts'
import { defaultPoint, pointsOf } from '../settings/points.ts'
import { loadSettings } from '../settings/settings-store.ts'
import type { CollectedChannel, CollectedDay, ReadingTypeName } from '../source.ts'
import type { Cause, StoredVersion } from '../store/day-version.ts'
import type { Edit, Notes } from '../store/notes.ts'
import { versionsOf } from '../store/queries.ts'
import { StaleVersion, writeDay } from '../store/write-days.ts'
import { keyOf } from '../validation/validate.ts'
import { daysOut } from './present.ts'
import type { DayParams, DayVersions, MeterDataConfirmation, MeterDataEdit } from './schemas.ts'

interface FoundDay {
  readonly day: CollectedDay
  readonly channel: CollectedChannel
  readonly versions: readonly StoredVersion[]
  readonly current: StoredVersion
  readonly type: ReadingTypeName
}

/** A day of a channel with all its versions. Throws MeterDataProblem `no-such-day`. */
async function findDay(
  { pool, daySource: source }: MeterDataParts,
  { serial, obis, day }: DayParams,
): Promise<FoundDay> {
  const [endDeviceId, readingTypeId] = await Promise.all([source.endDevice(serial), source.readingType(obis)])
  if (endDeviceId === undefined || readingTypeId === undefined) {
    throw new MeterDataProblem('no-such-day', `${serial} has no ${obis}`)
  }
  const [versions, [collected], types] = await Promise.all([
    versionsOf(pool, endDeviceId, readingTypeId, day),
    source.collected([{ endDeviceId, day }]),
    source.readingTypes([readingTypeId]),
  ])
  const [current] = versions
  const type = types.get(readingTypeId)
  if (current === undefined || collected === undefined || type === undefined) {
    throw new MeterDataProblem('no-such-day', `${serial} has no judged day ${day} of ${obis}`)
  }
  const channel = collected.channels.find(own => own.readingTypeId === readingTypeId) ?? {
    readingTypeId,
    obis,
    unit: type.unit,
    block: undefined,
  }
  return { day: collected, channel, versions, current, type }
}

/** All versions of a day, and what was collected of it. Throws MeterDataProblem `no-such-day`. */
export async function showDay(parts: MeterDataParts, params: DayParams): Promise<DayVersions> {
  return dayOut(parts, await findDay(parts, params))
}

async function dayOut(
  parts: MeterDataParts,
  { channel, versions, current, type }: FoundDay,
): Promise<DayVersions> {
  const collected = channel.block?.values ?? current.values.map(() => null)
  return {
    collected: collected.map(value => (value === null ? null : scaled(value, type.scaler))),
    versions: await daysOut(parts.daySource, versions),
  }
}

/**
 * Sets values of a day: a new version, judged by every rule, which later estimates do not change and a later reading does where it is
 * in order. Throws MeterDataProblem and Problem `invalid-request`.
 */
export async function editDay(
  parts: MeterDataParts,
  params: DayParams,
  { version, reason, values }: MeterDataEdit,
  who: string,
): Promise<DayVersions> {
  const found = await findDay(parts, params)
  const { current, channel, type } = found
  const edits = new Map(current.notes.edits.map(own => [own.at, own]))
  for (const { interval, value } of values) {
    if (interval >= current.values.length) {
      throw invalidParameter('values', `the day has the intervals 0 to ${current.values.length - 1}`)
    }
    const stored = Math.round(value / 10 ** type.scaler)
    if (Math.abs(stored * 10 ** type.scaler - value) > 1e-9 * Math.max(1, Math.abs(value))) {
      throw invalidParameter('values', `${value} is finer than ${10 ** type.scaler} ${type.unit}`)
    }
    const collected = channel.block?.values[interval] ?? null
    edits.set(interval, { at: interval, value: stored, collected } satisfies Edit)
  }
  const sorted = [...edits.values()].sort((a, b) => a.at - b.at)
  return keepVersion(parts, found, {
    notes: { ...current.notes, edits: sorted },
    version,
    cause: 'edit',
    reason,
    who,
  })
}

/** Says that what the rules found is right as it is. Throws MeterDataProblem. */
export async function confirmDay(
  parts: MeterDataParts,
  params: DayParams,
  { version, reason }: MeterDataConfirmation,
  who: string,
): Promise<DayVersions> {
  const found = await findDay(parts, params)
  const { notes } = found.current
  const open = notes.findings.filter(({ severity }) => severity !== 'note').map(keyOf)
  return keepVersion(parts, found, {
    notes: { ...notes, confirmed: [...new Set([...notes.confirmed, ...open])] },
    version,
    cause: 'confirmation',
    reason,
    who,
  })
}

interface Decision {
  readonly notes: Notes
  readonly version: number
  readonly cause: Cause
  readonly reason: string
  readonly who: string
}

async function keepVersion(
  parts: MeterDataParts,
  found: FoundDay,
  { notes, version, ...decision }: Decision,
): Promise<DayVersions> {
  const { pool, now } = parts
  const { day, channel, current } = found
  if (version !== current.version) {
    throw new MeterDataProblem('version-passed', `version ${current.version} is in force, not ${version}`)
  }
  const [points, settings] = await Promise.all([pointsOf(pool, [day.endDeviceId]), loadSettings(pool)])
  const point = points.get(day.endDeviceId) ?? defaultPoint
  const context = { collected: channel, current: { ...current, notes }, siblings: siblingsOf(day) }
  const outcome = await judgeChannel(pool, day, context, point, settings.get(point.group))
  const made = { ...outcome, ...decision, version: version + 1, madeAt: now() }
  try {
    await transaction(pool, client => writeDay(client, made))
  } catch (error) {
    if (error instanceof StaleVersion) throw new MeterDataProblem('version-passed', error.message)
    throw error
  }
  return dayOut(parts, { ...found, versions: [{ ...made, change: current.change }, ...found.versions] })
}
