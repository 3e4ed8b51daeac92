import {
  type Data,
  data,
  dateTimeAt,
  encodeDateTime,
  type Obis,
  type ScalerUnit,
  type Zone,
} from '@ferraris/cosem'
import type { Column } from '@ferraris/cosem/profile'
import type { ProfileColumns } from '@ferraris/metering'
import type { ProfileHead } from './profile-head.ts'
import type { ProfileRows } from './profile-rows.ts'

/** A part of a profile, oldest row first, as it is shown and computed with. */
export interface Profile extends ProfileColumns {
  readonly obis: Obis
  readonly head: ProfileHead
  /** Scaler and unit of each column that measures. */
  readonly units: readonly (ScalerUnit | undefined)[]
  /** Every cell as the meter gave it, but moments with the deviation that they have. */
  readonly rows: readonly (readonly Data[])[]
}

/** Parts of a profile as a whole. `zone`: that of the meter's day. */
export function profileOf(
  obis: Obis,
  head: ProfileHead,
  units: Profile['units'],
  parts: readonly ProfileRows[],
  zone: Zone,
): Profile {
  const count = parts.reduce((sum, part) => sum + part.count, 0)
  const widest = parts.find(part => part.count > 0) ?? parts[0]
  return {
    obis,
    head,
    units,
    count,
    times: joined(count, parts, part => part.times),
    status: Uint8Array.from(parts.flatMap(({ status }) => [...status])),
    registers: (widest?.registers ?? []).map((_, i) => joined(count, parts, part => part.registers[i])),
    rows: parts.flatMap(part => cellsOf(part, zone)),
  }
}

function joined(
  count: number,
  parts: readonly ProfileRows[],
  of: (part: ProfileRows) => Float64Array | undefined,
): Float64Array {
  const all = new Float64Array(count).fill(Number.NaN)
  let at = 0
  for (const part of parts) {
    const values = of(part)
    if (values !== undefined) all.set(values, at)
    at += part.count
  }
  return all
}

function cellsOf({ columns, count, times, head }: ProfileRows, zone: Zone): Data[][] {
  const clock = head.columns.findIndex(({ classId, attribute }) => classId === 8 && attribute === 2)
  return Array.from({ length: count }, (_, row) =>
    columns.map((column, i) => (i === clock ? moment(times[row], zone) : cellOf(column, row, zone))),
  )
}

function cellOf(column: Column, row: number, zone: Zone): Data {
  if (column.kind === 'data') return column.values[row] ?? data.nothing()
  const value = column.values[row]
  return column.kind === 'time' ? moment(value, zone) : numberCell(column, value)
}

function moment(instant: number | undefined, zone: Zone): Data {
  if (instant === undefined || Number.isNaN(instant)) return data.nothing()
  return data.octets(encodeDateTime(dateTimeAt(instant, zone)))
}

function numberCell(
  { type, bits = 0 }: Extract<Column, { kind: 'number' }>,
  value: number | undefined,
): Data {
  if (value === undefined || Number.isNaN(value)) return data.nothing()
  switch (type) {
    case 'boolean':
      return { type, value: value !== 0 }
    case 'bit-string':
      return { type, value: value.toString(2).padStart(bits, '0') }
    case 'long64':
    case 'long64-unsigned':
      return { type, value: BigInt(value) }
    default:
      return { type, value }
  }
}
