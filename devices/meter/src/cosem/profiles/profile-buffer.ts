import { at } from '@ferraris/bytes'
import { data } from '@ferraris/cosem'
import { type ColumnToEncode, encodeColumns } from '@ferraris/cosem/profile'
import type { CaptureObject } from '@ferraris/cosem/values'
import type { DataAccessResult, EncodedData } from '@ferraris/dlms'
import type { MeterStore } from '../../store/meter-store.ts'
import type { Context } from '../model/context.ts'
import { readSelection } from '../model/selective-access.ts'

export type Column = ColumnToEncode

/** The rows that a client wants: by time, or by place, 1 being the oldest; both ends included. */
export interface Rows {
  readonly by: 'time' | 'entry'
  readonly from: number
  readonly to: number
}

/** Some rows of a profile of the store, as columns in the order of its capture objects. */
export type ColumnsOf = (store: MeterStore, rows: Rows, now: number) => Column[]

/** The buffer of a profile, or the part that the client selected. Rows never become objects: columns are encoded. */
export function profileBuffer(
  captured: readonly CaptureObject[],
  columnsOf: ColumnsOf,
  { store, now, selection }: Context,
): EncodedData | DataAccessResult {
  const { zone } = store.clock
  const selected = readSelection(selection, captured, zone)
  if (typeof selected === 'string') return selected
  const { by, from, to, columns } = selected
  const byValue = typeof by === 'object'
  const all = columnsOf(store, byValue ? everyRow : { by, from, to }, now)
  const found = byValue ? withinRange(all, by.column, from, to) : all
  return encodeColumns(
    columns.map(place => at(found, place)),
    zone,
  )
}

const everyRow: Rows = { by: 'time', from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/** The rows with a column's value in a range. */
function withinRange(columns: Column[], place: number, from: number, to: number): Column[] {
  const bounding = at(columns, place)
  const values = bounding.kind === 'data' ? [] : Array.from(bounding.values)
  const kept = values.flatMap((value, row) => (from <= value && value <= to ? [row] : []))
  return columns.map(column => rowsOf(column, kept))
}

/** Some rows of a column. */
export function rowsOf(column: Column, rows: readonly number[]): Column {
  return column.kind === 'data'
    ? { ...column, values: rows.map(row => at(column.values, row)) }
    : { ...column, values: rows.map(row => at(column.values, row)) }
}

export function timeColumn(values: ArrayLike<number>): Column {
  return { kind: 'time', type: 'octet-string', values }
}

export function textColumn(values: readonly string[]): Column {
  return { kind: 'data', values: values.map(data.text) }
}

export function octetColumn(values: ArrayLike<number>): Column {
  return { kind: 'number', type: 'unsigned', values }
}

/** Registers have 32 bits, over which they wrap around. */
export function countedColumn(values: Float64Array): Column {
  return {
    kind: 'number',
    type: 'double-long-unsigned',
    values: values.every(value => value >>> 0 === value) ? values : values.map(value => value >>> 0),
  }
}
