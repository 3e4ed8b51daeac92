import { at, octetsOfBits, Writer } from '@ferraris/bytes'
import { axdr, EncodeError } from '@ferraris/codec'
import { type Data, data } from '../data/data.ts'
import { encodeData } from '../data/data-codec.ts'
import { dataTags } from '../data/data-type.ts'
import { contentSize } from '../data/skip-data.ts'
import { dateTimeAt, encodeDateTime } from '../time/date-time.ts'
import type { Zone } from '../time/zone.ts'
import type { NumberColumnType } from './column.ts'
import { encodeNumbers, fitsNumber } from './encode-numbers.ts'
import { encodeTimes } from './encode-times.ts'

/** A column to be written. What `decodeColumns` gives can be given here. */
export type ColumnToEncode =
  | {
      readonly kind: 'number'
      readonly type: NumberColumnType
      readonly values: ArrayLike<number>
      readonly bits?: number
      readonly nulls?: ArrayLike<number>
    }
  | {
      readonly kind: 'time'
      readonly type: 'octet-string' | 'date-time'
      /** Seconds since 1970; NaN is written as a date-time with nothing specified. */
      readonly values: ArrayLike<number>
      /** Clock status of each row; the daylight-saving bit is added by the zone. */
      readonly status?: ArrayLike<number>
      readonly nulls?: ArrayLike<number>
    }
  | { readonly kind: 'data'; readonly values: ArrayLike<Data>; readonly nulls?: ArrayLike<number> }

/**
 * Encodes columns as a profile buffer, an A-XDR array of structures, equal octet by octet to the generic encoding of the
 * same rows. Throws EncodeError for columns of unequal length and values that their type cannot hold.
 */
export function encodeColumns(columns: readonly ColumnToEncode[], zone: Zone): Uint8Array {
  const rows = columns[0]?.values.length ?? 0
  columns.forEach(({ values }, i) => {
    if (values.length !== rows)
      throw new EncodeError(`column ${i} has ${values.length} rows, column 0 has ${rows}`)
  })
  return columns.every(isFixed) ? encodeFixed(columns, rows, zone) : encodeData(toData(columns, rows, zone))
}

type Fixed = Extract<ColumnToEncode, { readonly kind: 'number' | 'time' }>

/** Whether every cell of the column takes the same octets. */
function isFixed(column: ColumnToEncode): column is Fixed {
  return column.kind !== 'data' && column.nulls === undefined
}

/** Tag and length of a cell. */
function cellHead(column: Fixed): number[] {
  const tag = dataTags[column.type]
  if (column.type === 'octet-string') return [tag, 12]
  if (column.type !== 'bit-string') return [tag]
  const writer = new Writer().u8(tag)
  axdr.writeLength(writer, bitsOf(column))
  return [...writer.finish()]
}

function contentOctets(column: Fixed): number {
  if (column.kind === 'time') return 12
  return column.type === 'bit-string' ? octetsOfBits(bitsOf(column)) : at(contentSize, dataTags[column.type])
}

function bitsOf(column: Fixed): number {
  const bits = column.kind === 'number' ? column.bits : undefined
  if (bits === undefined || bits > 32)
    throw new EncodeError('a column of bit-strings needs its length, at most 32')
  return bits
}

/** All rows have the same size: heads first, then each column's contents at its stride. */
function encodeFixed(columns: readonly Fixed[], rows: number, zone: Zone): Uint8Array {
  const head = new Writer().u8(dataTags.structure)
  axdr.writeLength(head, columns.length)
  const row: number[] = [...head.finish()]
  const contents = columns.map(column => {
    row.push(...cellHead(column))
    const at = row.length
    for (let i = contentOctets(column); i > 0; i--) row.push(0)
    return at
  })

  const array = new Writer().u8(dataTags.array)
  axdr.writeLength(array, rows)
  const stride = row.length
  const octets = new Uint8Array(array.length + rows * stride)
  octets.set(array.finish())
  const start = array.length
  if (rows > 0) octets.set(row, start)
  // Doubling copies: each round writes as many rows as there are already.
  for (let done = stride; done < rows * stride; done *= 2) {
    octets.copyWithin(start + done, start, start + Math.min(done, rows * stride - done))
  }
  columns.forEach((column, i) => {
    const cells = { octets, at: start + at(contents, i), stride }
    if (column.kind === 'time') encodeTimes(column.values, column.status, zone, cells)
    else encodeNumbers(column.type, column.values, column.bits ?? 0, cells)
  })
  return octets
}

function toData(columns: readonly ColumnToEncode[], rows: number, zone: Zone): Data {
  return data.array(
    ...Array.from({ length: rows }, (_, row) =>
      data.structure(...columns.map(column => cellData(column, row, zone))),
    ),
  )
}

function cellData(column: ColumnToEncode, row: number, zone: Zone): Data {
  if (column.nulls?.[row]) return data.nothing()
  if (column.kind === 'data') return at(column.values, row)
  const value = at(column.values, row)
  if (column.kind === 'time') {
    const octets = encodeDateTime(Number.isNaN(value) ? {} : dateTimeAt(value, zone, column.status?.[row]))
    return { type: column.type, value: octets }
  }
  return numberData(column.type, value, column.type === 'bit-string' ? bitsOf(column) : 0)
}

/** A number as data of a type. Throws EncodeError if it does not fit. */
function numberData(type: NumberColumnType, value: number, bits = 0): Data {
  if (!fitsNumber(type, value, bits)) throw new EncodeError(`${value} does not fit in ${type}`)
  switch (type) {
    case 'boolean':
      return data.boolean(value !== 0)
    case 'bit-string':
      return data.bits(value.toString(2).padStart(bits, '0').slice(0, bits))
    case 'long64':
    case 'long64-unsigned':
      return { type, value: BigInt(value) }
    default:
      return { type, value }
  }
}
