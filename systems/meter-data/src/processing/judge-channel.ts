import { addDays, type LocalDate, zone } from '@ferraris/cosem'
import { obisCodes, quality } from '@ferraris/metering'
import type { Pool } from 'pg'
import { type Day, DayError, dayOf, isSwitchDay, sumOf, wholeDayOf } from '../day/day.ts'
import type { History, Subject } from '../day/subject.ts'
import type { PastDay } from '../estimation/method.ts'
import { channelOrder, type Point } from '../settings/points.ts'
import type { CollectedChannel, CollectedDay } from '../source.ts'
import type { DayVersion, StoredVersion } from '../store/day-version.ts'
import { type Edit, noNotes } from '../store/notes.ts'
import { daysBetween } from '../store/queries.ts'
import { defaultSettings, type Settings } from '../validation/settings.ts'
import { noReference, type Reference, type Verdict, validate } from '../validation/validate.ts'
import { refusedBy, withEdits } from './carry-over.ts'

/** Weeks of which days may stand for others, and of which use is compared. */
const referenceDays = 35
const historyDays = 60

type Judged = Omit<DayVersion, 'version' | 'madeAt' | 'who' | 'reason' | 'cause'>

interface Channel {
  readonly collected: CollectedChannel
  readonly current: StoredVersion | undefined
  readonly siblings: ReadonlyMap<string, Day>
}

/**
 * Judges what was collected of one channel of a day, with what persons have set of it. History is asked of the store only where a rule
 * or a method needs it: for gaps, days without use, and the last day of a month.
 */
export async function judgeChannel(
  pool: Pool,
  day: CollectedDay,
  { collected, current, siblings }: Channel,
  { facts }: Point,
  settings: Settings = defaultSettings,
): Promise<Judged> {
  const { readingTypeId, obis, unit, block, registers } = collected
  const key = { endDeviceId: day.endDeviceId, readingTypeId, day: day.day }
  const local = zone(day.timeZone)
  let whole: Day
  try {
    whole = dayOf(block ?? emptyBlock(day, obis, current?.intervalSeconds), local)
  } catch (error) {
    if (!(error instanceof DayError) || block === undefined) throw error
    const failed = [{ rule: 'V01', message: error.message }]
    const { start, intervalSeconds, values, quality: codes } = block
    return {
      ...key,
      state: 'invalid',
      start,
      intervalSeconds,
      values,
      quality: codes,
      notes: { ...noNotes, failed },
    }
  }
  const asSubject = (judged: Day, history?: History): Subject => ({
    day: judged,
    unit,
    meter: {
      ...facts,
      serial: day.serial,
      intervalSeconds: judged.intervalSeconds,
      channels: [...new Set([...siblings.keys(), obis])].sort(channelOrder),
    },
    log: day.log,
    siblings,
    ...(registers && { registers }),
    ...(day.clockOffset !== undefined && { clockOffset: day.clockOffset }),
    ...(history && { history }),
  })
  const edits = current?.notes.edits ?? []
  const confirmed = new Set(current?.notes.confirmed)
  let { day: judged, kept, passed } = withEdits(whole, edits)
  const plain = validate(asSubject(judged), { settings, confirmed })
  const past = needsPast(judged, plain) ? await pastOf(pool, key, day.timeZone, obis) : undefined
  const ask = (one: Day): Verdict =>
    past === undefined && one === whole
      ? plain
      : validate(asSubject(one, past?.history), {
          settings,
          confirmed,
          reference: past?.reference ?? noReference,
        })
  let verdict = ask(judged)
  if (passed.length > 0) {
    const again = withEdits(whole, edits, refusedBy(verdict))
    if (again.kept.length > kept.length) {
      ;({ day: judged, kept, passed } = again)
      verdict = ask(judged)
    }
  }
  const { state, values, quality: codes, findings, fills, failed } = verdict
  const notes = { findings, fills, failed, edits: kept as readonly Edit[], confirmed: [...confirmed] }
  return {
    ...key,
    state,
    start: judged.start,
    intervalSeconds: judged.intervalSeconds,
    values,
    quality: codes,
    notes,
  }
}

function emptyBlock({ day, timeZone }: CollectedDay, obis: string, intervalSeconds = 900) {
  const local = zone(timeZone)
  const count = (local.startOfDay(addDays(day, 1)) - local.startOfDay(day)) / intervalSeconds
  return {
    obis,
    day,
    start: local.startOfDay(day),
    intervalSeconds,
    values: Array.from({ length: count }, () => null),
    quality: Array.from({ length: count }, () => quality.missing),
  }
}

function needsPast(day: Day, { fills, state }: Verdict): boolean {
  if (fills.length > 0 || state === 'invalid') return true
  const isMonthEnd = addDays(day.day, 1).endsWith('-01')
  return day.obis === obisCodes.activeEnergyImport && (isMonthEnd || sumOf(day.values) === 0)
}

/** Days before one: those that may stand for it, and the sums of all. */
async function pastOf(
  pool: Pool,
  { endDeviceId, readingTypeId, day }: { endDeviceId: number; readingTypeId: number; day: LocalDate },
  timeZone: string,
  obis: string,
): Promise<{ readonly reference: Reference; readonly history: History }> {
  const [before, yearBefore] = await Promise.all([
    daysBetween(pool, endDeviceId, readingTypeId, addDays(day, -historyDays), addDays(day, -1)),
    daysBetween(pool, endDeviceId, readingTypeId, addDays(day, -380), addDays(day, -350)),
  ])
  const byDay = new Map(before.map(version => [version.day, version]))
  const sums: (number | null)[] = []
  let estimatedDays = 0
  let isUnbroken = true
  for (let i = 1; i <= historyDays; i++) {
    const version = byDay.get(addDays(day, -i))
    sums.push(version === undefined || version.values.includes(null) ? null : sumOf(version.values))
    isUnbroken &&= version !== undefined && isMade(version)
    if (isUnbroken) estimatedDays++
  }
  const known = yearBefore.filter(({ values }) => !values.includes(null))
  const local = zone(timeZone)
  const past = before
    .filter(version => version.day >= addDays(day, -referenceDays) && version.quality.every(isMeasured))
    .reverse()
    .flatMap((version): PastDay[] => {
      const one = wholeDayOf({ ...version, obis }, local)
      return one === undefined || isSwitchDay(one) ? [] : [{ day: one, isHoliday: false }]
    })
  const perDay = known.length === 0 ? null : sumOf(known.map(({ values }) => sumOf(values))) / known.length
  return {
    reference: { past, other: perDay === null ? {} : { yearBefore: { perDay, trend: 1 } } },
    history: { sums, yearBefore: perDay, estimatedDays },
  }
}

/** Only what was measured in order stands for another day: no estimates, and no day with an outage. */
function isMeasured(code: number): boolean {
  return code === quality.valid || code === quality.edited || code === quality.clockAdjusted
}

function isMade({ quality: codes }: StoredVersion): boolean {
  return codes.includes(quality.estimated) || codes.includes(quality.missing)
}
