import type { Data } from '../data/data.ts'
import { decodeDateTime, instantOf } from '../time/date-time.ts'
import type { Column, ColumnKind } from './column.ts'
import type { ColumnOptions } from './decode-columns.ts'
import { looksLikeDateTime } from './times.ts'

/** The rules of `Column`, cell by cell over generic data: for tests, what the fast decoder must equal. */
export function columnsOf(buffer: Data, { kinds, ...rules }: ColumnOptions): Column[] {
  const rows = (buffer.value as readonly Data[]).map(row => row.value as readonly Data[])
  return (rows[0] ?? []).map((_, i) =>
    columnOf(
      rows.map(row => row[i]!),
      kinds?.[i],
      rules,
    ),
  )
}

function columnOf(cells: readonly Data[], expected: ColumnKind | undefined, rules: ColumnOptions): Column {
  const first = cells.find(({ type }) => type !== 'null-data')
  const nulls = cells.some(({ type }) => type === 'null-data')
    ? { nulls: Uint8Array.from(cells, ({ type }) => Number(type === 'null-data')) }
    : {}
  return {
    ...((expected === 'data'
      ? undefined
      : (asNumbers(cells, first, expected) ?? asTimes(cells, first, expected, rules))) ?? asData(cells)),
    ...nulls,
  }
}

function asNumbers(
  cells: readonly Data[],
  first: Data | undefined,
  expected: ColumnKind | undefined,
): Column | undefined {
  if (first === undefined && expected === 'time') return undefined
  const values: number[] = []
  for (const cell of cells) {
    const before = values.at(-1) ?? Number.NaN
    if (cell.type !== 'null-data' && (cell.type === 'bit-string') !== (first?.type === 'bit-string'))
      return undefined
    if (
      cell.type === 'bit-string' &&
      first?.type === 'bit-string' &&
      cell.value.length !== first.value.length
    )
      return undefined
    const value = cell.type === 'null-data' ? before : numberOf(cell)
    if (value === undefined) return undefined
    const next = cell.type.startsWith('delta') ? before + value : value
    if (cell.type.startsWith('delta') && Number.isNaN(next)) return undefined
    values.push(next)
  }
  const bits = first?.type === 'bit-string' ? { bits: first.value.length } : {}
  if (first?.type.startsWith('delta')) return undefined
  const type = (first?.type ?? 'unsigned') as Extract<Column, { kind: 'number' }>['type']
  return { kind: 'number', type, values: Float64Array.from(values), ...bits }
}

function numberOf({ type, value }: Data): number | undefined {
  switch (type) {
    case 'boolean':
      return Number(value)
    case 'bit-string':
      return value.length > 32 ? undefined : Number.parseInt(value === '' ? '0' : value, 2)
    case 'long64':
    case 'long64-unsigned':
      return Number.isSafeInteger(Number(value)) ? Number(value) : undefined
    case 'bcd':
      return undefined
    default:
      return typeof value === 'number' ? value : undefined
  }
}

function asTimes(
  cells: readonly Data[],
  first: Data | undefined,
  expected: ColumnKind | undefined,
  { zone, period = Number.NaN }: ColumnOptions,
): Column | undefined {
  if (expected === 'number') return undefined
  const values: number[] = []
  const status: number[] = []
  for (const cell of cells) {
    if (cell.type === 'null-data') {
      values.push((values.at(-1) ?? Number.NaN) + period)
      status.push(status.at(-1) ?? 0xff)
    } else if ((cell.type === 'octet-string' || cell.type === 'date-time') && cell.value.length === 12) {
      if (expected !== 'time' && !looksLikeDateTime(cell.value, 0)) return undefined
      values.push(instantOf(decodeDateTime(cell.value), zone) ?? Number.NaN)
      status.push(cell.value[11]!)
    } else return undefined
  }
  const type = first?.type === 'date-time' ? 'date-time' : 'octet-string'
  return { kind: 'time', type, values: Float64Array.from(values), status: Uint8Array.from(status) }
}

function asData(cells: readonly Data[]): Column {
  const values: Data[] = []
  for (const cell of cells) values.push(cell.type === 'null-data' ? (values.at(-1) ?? cell) : cell)
  return { kind: 'data', values }
}

/** Where test profiles begin: summer and winter time, the changes of the clocks, the turn of a year, a leap day. */
export const starts = [
  '2026-03-28T22:00Z',
  '2026-10-24T21:00Z',
  '2026-12-31T12:00Z',
  '2028-02-28T20:00Z',
  '2026-07-01T00:00Z',
]
