import type { Data, Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { ValueError } from '@ferraris/cosem/values'
import type { ColumnRole } from '@ferraris/metering'
import { ClientError } from '../client-error.ts'
import { numberOf } from '../registers/quantity.ts'
import { answerOf, given, type Query } from '../session/query.ts'

/** What a column captures (IEC 62056-6-2, class 7, capture_objects). */
export interface ProfileColumn {
  readonly classId: number
  readonly obis: Obis
  readonly attribute: number
}

/** How rows of a profile are selected: by a range of its clock, by their place, or not at all. */
export type RowSelection = 'range' | 'entries' | 'whole'

/** The description of one profile by its meter. */
export interface ProfileHead {
  /** Seconds between captures; 0 where events decide. */
  readonly capturePeriod: number
  readonly columns: readonly ProfileColumn[]
  /** Its buffer begins with the row captured last (sort_method lifo). */
  readonly newestFirst?: boolean
  /** The selection that the meter was found to take; without it, that of the standard. */
  readonly selection?: RowSelection
}

const { classId, attributes } = classes.profileGeneric
/** More than any meter captures; descriptions are kept, and must not grow without bounds. */
const mostColumns = 64
const lifo = 2

/** Queries columns, period and order of a profile; undefined if the meter has no such profile. */
export function profileHeadQuery(obis: Obis): Query<ProfileHead | undefined> {
  const asked = [attributes.captureObjects, attributes.capturePeriod, attributes.sortMethod]
  return {
    requests: asked.map(({ id }) => ({ classId, obis, attribute: id })),
    take([objects, period, order]) {
      const answer = answerOf(objects)
      if ('refused' in answer) return { value: undefined }
      const capturePeriod = numberOf(given(period)) ?? 0
      const newestFirst = numberOf(given(order)) === lifo
      return { value: { capturePeriod, columns: columnsOf(answer.data, obis), newestFirst } }
    },
  }
}

function columnsOf(data: Data, obis: Obis): ProfileColumn[] {
  const columns = decoded(data, obis)
  if (columns.length <= mostColumns)
    return columns.map(({ classId, obis, attribute }) => ({ classId, obis, attribute }))
  const detail = `a profile of ${columns.length} columns; no more than ${mostColumns} are believed`
  throw new ClientError('unexpected-value', obis, detail)
}

function decoded(data: Data, obis: Obis) {
  try {
    return attributes.captureObjects.type.decode(data)
  } catch (cause) {
    if (!(cause instanceof ValueError)) throw cause
    throw new ClientError('unexpected-value', `${obis}, capture objects`, cause.message, { cause })
  }
}

/** A log's rows are events: its code is the register. */
export function isEventLog({ columns }: Pick<ProfileHead, 'columns'>): boolean {
  return columns.some(isEventCode)
}

function isEventCode({ classId, obis }: ProfileColumn): boolean {
  return classId === 1 && obis.startsWith('0.0.96.11.')
}

/** The roles of a profile's columns. The first clock counts; further ones are not looked at. */
export function columnRoles({ columns }: Pick<ProfileHead, 'columns'>): ColumnRole[] {
  const isLog = columns.some(isEventCode)
  const clock = columns.findIndex(({ classId, attribute }) => classId === 8 && attribute === 2)
  return columns.map((column, i) => {
    const { classId, obis, attribute } = column
    if (i === clock) return 'clock'
    if (attribute !== 2) return 'ignored'
    if (classId === 1 && obis.startsWith('0.0.96.10.')) return 'status'
    if (isLog) return isEventCode(column) ? 'register' : 'ignored'
    return classId === 3 || classId === 4 ? 'register' : 'ignored'
  })
}

/** The registers that a profile captures, in the order of their columns. */
export function registersOf({ columns }: Pick<ProfileHead, 'columns'>): Obis[] {
  return columns
    .filter(({ classId, attribute }) => (classId === 3 || classId === 4) && attribute === 2)
    .map(({ obis }) => obis)
}
