import { DecodeError } from '@ferraris/bytes'
import { type Data, decodeData, decodeDateTime, instantOf, obisFromOctets, type Zone } from '@ferraris/cosem'
import type { DataAccessResult, SelectiveAccess } from '@ferraris/dlms'
import { type CaptureObject, CLOCK, isSameColumn } from './capture-objects.ts'

/** Which rows of a profile are wanted: by the time of their capture, or by their place, 1 being the oldest. */
export type Rows =
  | { readonly by: 'time'; readonly from: number; readonly to: number }
  | { readonly by: 'entry'; readonly from: number; readonly to: number }

/** Which part of a buffer is wanted. */
export interface Selection {
  readonly rows: Rows
  /** Places of the wanted columns, counted from 0. */
  readonly columns: readonly number[]
}

/** A selection that cannot be understood; its result goes to the client. */
class Refused extends Error {
  readonly result: DataAccessResult
  constructor(result: DataAccessResult) {
    super(result)
    this.result = result
  }
}

/** Reads the selective access to a profile's buffer (IEC 62056-6-2, class 7, attribute 2): by range or by entry. */
export const readSelection = (
  selection: SelectiveAccess | undefined,
  captured: readonly CaptureObject[],
  zone: Zone,
): Selection | DataAccessResult => {
  const all = captured.map((_, column) => column)
  if (selection === undefined) return { rows: everything, columns: all }
  try {
    const parameters = decodeData(selection.accessParameters)
    if (selection.accessSelector === 1) return byRange(parameters, captured, zone)
    if (selection.accessSelector === 2) return byEntry(parameters, all)
    return 'scope-of-access-violated'
  } catch (error) {
    if (error instanceof Refused) return error.result
    if (error instanceof DecodeError) return 'type-unmatched'
    throw error
  }
}

const everything: Rows = { by: 'time', from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/** range_descriptor: restricting object, from, to, selected values. */
const byRange = (parameters: Data, captured: readonly CaptureObject[], zone: Zone): Selection => {
  const [restricting, from, to, selected] = structure(parameters, 4)
  if (!isSameColumn(captureObject(restricting), CLOCK)) throw new Refused('scope-of-access-violated')
  if (selected.type !== 'array') throw new Refused('type-unmatched')
  const columns = selected.value.map(item => {
    const wanted = captureObject(item)
    const column = captured.findIndex(candidate => isSameColumn(candidate, wanted))
    if (column < 0) throw new Refused('scope-of-access-violated')
    return column
  })
  return {
    rows: {
      by: 'time',
      from: moment(from, zone) ?? Number.NEGATIVE_INFINITY,
      to: moment(to, zone) ?? Number.POSITIVE_INFINITY,
    },
    columns: columns.length > 0 ? columns : captured.map((_, column) => column),
  }
}

/** entry_descriptor: from and to entry, from and to column; 0 as end means the last. */
const byEntry = (parameters: Data, all: readonly number[]): Selection => {
  const [from, to, firstColumn, lastColumn] = structure(parameters, 4).map(whole)
  const columns = all.slice(Math.max(0, firstColumn - 1), lastColumn === 0 ? undefined : lastColumn)
  if (columns.length === 0) throw new Refused('scope-of-access-violated')
  return { rows: { by: 'entry', from, to: to === 0 ? Number.POSITIVE_INFINITY : to }, columns }
}

const structure = (value: Data, members: number): readonly Data[] => {
  if (value.type !== 'structure' || value.value.length !== members) throw new Refused('type-unmatched')
  return value.value
}

const whole = (value: Data): number => {
  if (value.type !== 'double-long-unsigned' && value.type !== 'long-unsigned' && value.type !== 'unsigned') {
    throw new Refused('type-unmatched')
  }
  return value.value
}

const captureObject = (value: Data): CaptureObject => {
  const [classId, name, attribute] = structure(value, 4)
  if (classId.type !== 'long-unsigned' || name.type !== 'octet-string' || attribute.type !== 'integer') {
    throw new Refused('type-unmatched')
  }
  return { classId: classId.value, obis: obisFromOctets(name.value), attribute: attribute.value }
}

/** A date-time as an instant; undefined where it leaves the date open, which bounds nothing. */
const moment = (value: Data, zone: Zone): number | undefined => {
  if (value.type !== 'octet-string' && value.type !== 'date-time') throw new Refused('type-unmatched')
  if (value.value.length !== 12) throw new Refused('type-unmatched')
  return instantOf(decodeDateTime(value.value), zone)
}
