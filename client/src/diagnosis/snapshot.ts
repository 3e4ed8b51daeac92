import { type Obis, obisName } from '@ferraris/cosem'
import { attributeById, interfaceClassOf } from '@ferraris/cosem/classes'
import type { AttributeRequest, DataAccessResult, GetDataResult } from '@ferraris/dlms'
import { FerrarisError } from '@ferraris/errors'
import type { EventProfile } from '@ferraris/metering'
import { TransportError } from '@ferraris/transport'
import { clockQuery, clockTime } from '../clock/clock-reading.ts'
import { plainAttribute } from '../objects/plain-value.ts'
import { quantityOf, rawNumber, registerPlace } from '../registers/quantity.ts'
import { scalerUnitOf } from '../registers/read-registers.ts'
import type { AttributeSource } from '../session/attribute-source.ts'
import { type Answer, answerOf, ask, given } from '../session/query.ts'
import { type Asked, askedLogs, askedOf, type DiagnosisSection, diagnosisSections } from './asked.ts'
import { meaningOfBits } from './bits.ts'
import { type LogRow, latestRows } from './log-rows.ts'
import type { SnapshotTerms } from './snapshot-terms.ts'

/** Why an attribute has no value: the meter has no such object, will not tell it, or was not heard any more. */
export type NoValue = 'absent' | 'refused' | 'unanswered'

/** One attribute of a snapshot. */
export interface SnapshotItem {
  readonly section: DiagnosisSection
  readonly obis: Obis
  readonly attribute: number
  /** In English; of an attribute that is not the value, with its name. */
  readonly name: string
  readonly outcome: 'read' | NoValue
  /** As JSON has it: null without one. */
  readonly value: number | string | boolean | null
  /** What the bits of a register stand for. */
  readonly bits?: readonly string[]
  readonly unit?: string
  /** Why there is no value. */
  readonly detail?: string
}

/** What a meter said of itself in one session. */
export interface Snapshot {
  /** Meter's clock minus ours, whole seconds. */
  readonly clockOffsetSeconds: number | null
  readonly items: readonly SnapshotItem[]
  /** The latest rows of each log, oldest first. */
  readonly rows: readonly LogRow[]
  /** What ended the session before everything was asked. */
  readonly brokenBy?: Error
}

/**
 * Takes one snapshot of a meter. What it has not, refuses or leaves unanswered is an item, too: when the way breaks, what had
 * come by then is the snapshot, and the rest is unanswered.
 */
export async function takeSnapshot(source: AttributeSource, terms: SnapshotTerms): Promise<Snapshot> {
  const items: SnapshotItem[] = []
  const rows: LogRow[] = []
  let clockOffsetSeconds: number | null = null
  let brokenBy: Error | undefined
  for (const section of diagnosisSections) {
    if (brokenBy !== undefined) {
      items.push(...withoutAnswer(section, 'unanswered', 'the session had ended'))
      continue
    }
    try {
      if (section === 'clock') {
        const { item, offset } = await clockItem(source, terms)
        items.push(item)
        clockOffsetSeconds = offset
      } else if (section === 'events') {
        for (const log of askedLogs) {
          const found = await latestRows(source, log, terms)
          if ('rows' in found) rows.push(...found.rows)
          items.push(logItem(log, found))
        }
      } else items.push(...(await sectionItems(source, section, terms)))
    } catch (error) {
      if (!(error instanceof FerrarisError)) throw error
      const isOver = error instanceof TransportError
      if (isOver) brokenBy = error
      const known = new Set(items.filter(item => item.section === section).map(keyOf))
      const rest = withoutAnswer(section, isOver ? 'unanswered' : 'refused', error.message)
      items.push(...rest.filter(item => !known.has(keyOf(item))))
    }
  }
  return { clockOffsetSeconds, items, rows, ...(brokenBy !== undefined && { brokenBy }) }
}

/** A snapshot of a meter that did not answer at all. */
export function emptySnapshot(detail: string): Snapshot {
  const items = diagnosisSections.flatMap(section => withoutAnswer(section, 'unanswered', detail))
  return { clockOffsetSeconds: null, items, rows: [] }
}

function keyOf({ obis, attribute }: Pick<SnapshotItem, 'obis' | 'attribute'>): string {
  return `${obis}:${attribute}`
}

function withoutAnswer(section: DiagnosisSection, outcome: NoValue, detail: string): SnapshotItem[] {
  const asked: readonly Pick<Asked, 'classId' | 'obis' | 'attribute'>[] =
    section === 'clock'
      ? [clockTime]
      : section === 'events'
        ? askedLogs.map(obis => ({ classId: 7, obis, attribute: 2 }))
        : askedOf[section]
  return asked.map(each => ({ ...placeOf(section, each), outcome, value: null, detail }))
}

async function clockItem(source: AttributeSource, { stamps }: SnapshotTerms) {
  const [clock] = await ask(source, clockQuery(stamps))
  const place = placeOf('clock', clockTime)
  if ('refused' in clock) return { item: refusedItem(place, clock.refused), offset: null }
  const { instant, offsetSeconds } = clock
  const value = instant === undefined ? null : new Date(Math.floor(instant) * 1000).toISOString()
  const item: SnapshotItem = { ...place, outcome: 'read', value }
  return { item, offset: offsetSeconds }
}

function logItem(log: Obis, found: Awaited<ReturnType<typeof latestRows>>): SnapshotItem {
  const place = placeOf('events', { classId: 7, obis: log, attribute: 2 })
  return 'rows' in found
    ? { ...place, outcome: 'read', value: found.rows.length }
    : refusedItem(place, found.refused)
}

/** All attributes of a section at once, registers with their units. */
async function sectionItems(
  source: AttributeSource,
  section: keyof typeof askedOf,
  { classes: listed, profile }: SnapshotTerms,
): Promise<SnapshotItem[]> {
  const asked = askedOf[section].map(each => ({ ...each, classId: classIn(listed, each) }))
  const items = await itemsOf(source, section, asked, profile)
  // Some meters have as Register what others have as Data.
  const others = asked.flatMap((each, i) => (items[i]?.outcome === 'absent' ? otherClassOf(each) : []))
  const found = others.length === 0 ? [] : await itemsOf(source, section, others, profile)
  return items.map(
    item => found.find(other => keyOf(other) === keyOf(item) && other.outcome === 'read') ?? item,
  )
}

async function itemsOf(
  source: AttributeSource,
  section: DiagnosisSection,
  asked: readonly Asked[],
  profile: EventProfile,
): Promise<SnapshotItem[]> {
  const requests = asked.map(requestsOf)
  const results = await source.read(requests.flat())
  let next = 0
  return asked.map((each, i) => {
    const own = results.slice(next, next + (requests[i]?.length ?? 0))
    next += own.length
    return itemOf(section, each, own, profile)
  })
}

function otherClassOf(asked: Asked): Asked[] {
  if (asked.attribute !== 2 || (asked.classId !== 1 && asked.classId !== 3)) return []
  return [{ ...asked, classId: asked.classId === 1 ? 3 : 1 }]
}

/** The class that the object list gives, where it is one of values. */
function classIn(listed: ReadonlyMap<string, number> | undefined, { classId, obis, attribute }: Asked) {
  const found = listed?.get(obis)
  const isOfValues = found === 1 || (found !== undefined && registerPlace(found) !== undefined)
  return isOfValues && attribute === 2 && (classId === 1 || classId === 3) ? found : classId
}

function requestsOf({ classId, obis, attribute }: Asked): AttributeRequest[] {
  const place = registerPlace(classId)
  const value = { classId, obis, attribute: place?.value ?? attribute }
  return place === undefined ? [value] : [value, { classId, obis, attribute: place.scalerUnit }]
}

function itemOf(
  section: DiagnosisSection,
  asked: Asked,
  [result, scaling]: readonly GetDataResult[],
  profile: EventProfile,
): SnapshotItem {
  const place = placeOf(section, asked)
  const answer: Answer = answerOf(result)
  if ('refused' in answer) return refusedItem(place, answer.refused)
  const raw = rawNumber(answer.data)
  if (raw !== undefined && registerPlace(asked.classId) !== undefined) {
    const { value, unit } = quantityOf(raw, scalerUnitOf(given(scaling)))
    return { ...place, outcome: 'read', value, ...(unit !== '' && { unit }) }
  }
  if (raw !== undefined && asked.bits !== undefined)
    return {
      ...place,
      outcome: 'read',
      value: Number(raw),
      bits: meaningOfBits(profile, asked.obis, Number(raw)),
    }
  const plain = plainAttribute(interfaceClassOf(asked.classId), asked.attribute, answer.data)
  const value = typeof plain === 'object' && plain !== null ? JSON.stringify(plain, noBigints) : plain
  return { ...place, outcome: 'read', value: typeof value === 'bigint' ? Number(value) : value }
}

function noBigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value
}

type Place = Pick<SnapshotItem, 'section' | 'obis' | 'attribute' | 'name'>

function placeOf(
  section: DiagnosisSection,
  { classId, obis, attribute }: Pick<Asked, 'classId' | 'obis' | 'attribute'>,
): Place {
  const of = interfaceClassOf(classId)
  const part = of === undefined ? undefined : attributeById(of, attribute)?.[0]
  const isValue = part === undefined || part === 'value' || part === 'buffer' || part === 'time'
  return { section, obis, attribute, name: isValue ? obisName(obis) : `${obisName(obis)}, ${part}` }
}

const missing: ReadonlySet<string> = new Set<DataAccessResult>([
  'object-undefined',
  'object-unavailable',
  'object-class-inconsistent',
])

function refusedItem(place: Place, reason: string): SnapshotItem {
  return { ...place, outcome: missing.has(reason) ? 'absent' : 'refused', value: null, detail: reason }
}
