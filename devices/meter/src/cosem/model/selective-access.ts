import { DecodeError } from '@ferraris/bytes'
import { type Data, decodeData, instantOf, type Zone } from '@ferraris/cosem'
import {
  type CaptureObject,
  entryDescriptor,
  profileSelector,
  rangeDescriptor,
  ValueError,
  values,
} from '@ferraris/cosem/values'
import type { DataAccessResult, SelectiveAccess } from '@ferraris/dlms'
import { obisCodes } from '@ferraris/metering'

/** The time of the meter's clock, by which rows are selected. */
export const clockColumn: CaptureObject = {
  classId: 8,
  obis: obisCodes.clock,
  attribute: 2,
  dataIndex: 0,
}

function isSameColumn(a: CaptureObject, b: CaptureObject): boolean {
  return a.classId === b.classId && a.obis === b.obis && a.attribute === b.attribute
}

/** Which part of a buffer is wanted. */
export interface Selection {
  /**
   * Rows by the time of their capture, by their place, 1 being the oldest, or by the value in a column; both ends
   * included.
   */
  readonly by: 'time' | 'entry' | { readonly column: number }
  readonly from: number
  readonly to: number
  /** Places of the wanted columns, counted from 0. */
  readonly columns: readonly number[]
}

/**
 * Reads the selective access to a profile's buffer (IEC 62056-6-2, class 7, attribute 2): by range or by entry. What
 * cannot be understood is a result for the client.
 */
export function readSelection(
  selection: SelectiveAccess | undefined,
  captured: readonly CaptureObject[],
  zone: Zone,
): Selection | DataAccessResult {
  if (selection === undefined) return { by: 'time', ...open, columns: placesOf(captured) }
  try {
    const parameters = decodeData(selection.accessParameters)
    switch (selection.accessSelector) {
      case profileSelector.range:
        return byRange(parameters, captured, zone)
      case profileSelector.entry:
        return byEntry(parameters, captured)
      default:
        return 'scope-of-access-violated'
    }
  } catch (error) {
    if (error instanceof ValueError || error instanceof DecodeError) return 'type-unmatched'
    throw error
  }
}

const open = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

function placesOf(captured: readonly CaptureObject[]): number[] {
  return captured.map((_, place) => place)
}

function byRange(
  parameters: Data,
  captured: readonly CaptureObject[],
  zone: Zone,
): Selection | DataAccessResult {
  const { restrictingObject, from, to, selectedValues } = rangeDescriptor.decode(parameters)
  const selected = selectedValues.map(wanted => captured.findIndex(column => isSameColumn(column, wanted)))
  if (selected.includes(-1)) return 'scope-of-access-violated'
  const columns = selected.length > 0 ? selected : placesOf(captured)
  if (isSameColumn(restrictingObject, clockColumn)) {
    return {
      by: 'time',
      from: moment(from, 'from', zone) ?? open.from,
      to: moment(to, 'to', zone) ?? open.to,
      columns,
    }
  }
  const column = captured.findIndex(known => isSameColumn(known, restrictingObject))
  if (column === -1) return 'scope-of-access-violated'
  return { by: { column }, from: number(from), to: number(to), columns }
}

/** The bound of a column of numbers. Throws ValueError for what is none. */
function number(value: Data): number {
  if (typeof value.value === 'number') return value.value
  throw new ValueError('restrictingObject', `${value.type} bounds no number`)
}

function byEntry(parameters: Data, captured: readonly CaptureObject[]): Selection | DataAccessResult {
  const { fromEntry, toEntry, fromSelectedValue, toSelectedValue } = entryDescriptor.decode(parameters)
  const columns = placesOf(captured).slice(Math.max(0, fromSelectedValue - 1), toSelectedValue || undefined)
  if (columns.length === 0) return 'scope-of-access-violated'
  return { by: 'entry', from: fromEntry, to: toEntry || open.to, columns }
}

/** A date-time as an instant; undefined where it leaves the date open, which bounds nothing. */
function moment(value: Data, path: string, zone: Zone): number | undefined {
  return instantOf(values.dateTime.decode(value, path), zone)
}
