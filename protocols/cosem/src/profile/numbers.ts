import { octetsOfBits, u16At, u32At } from '@ferraris/bytes'
import { dataTags } from '../data/data-type.ts'
import type { NumberColumnType } from './column.ts'

/** Where the cells of a column lie in rows laid out alike: content of the first at `at`, the next `stride` further. */
interface NumberCells {
  readonly octets: Uint8Array
  readonly at: number
  readonly stride: number
  readonly count: number
  /** Length of bit-strings. */
  readonly bits: number
}

const tags = dataTags
const two32 = 0x1_0000_0000

const deltaTags: ReadonlySet<number> = new Set([
  tags['delta-integer'],
  tags['delta-long'],
  tags['delta-double-long'],
  tags['delta-unsigned'],
  tags['delta-long-unsigned'],
  tags['delta-double-long-unsigned'],
])

/** Whether the value is a difference to the row before. */
export function isDelta(tag: number): boolean {
  return deltaTags.has(tag)
}

const numberTags: ReadonlyMap<number, NumberColumnType> = new Map(
  (
    [
      'boolean',
      'bit-string',
      'double-long',
      'double-long-unsigned',
      'integer',
      'long',
      'unsigned',
      'long-unsigned',
      'long64',
      'long64-unsigned',
      'enum',
      'float32',
      'float64',
    ] as const
  ).map(type => [tags[type], type]),
)

/** The type of numbers that a tag stands for, if it does. */
export function numberTypeOf(tag: number): NumberColumnType | undefined {
  return numberTags.get(tag)
}

/**
 * Decodes numbers of one type into `values` from `row` on. Returns false if one of them does not fit in a number (a
 * 64-bit integer beyond 2^53, a bit-string of more than 32 bits), or if the type is none of numbers.
 */
export function decodeNumbers(tag: number, cells: NumberCells, values: Float64Array, row: number): boolean {
  const { octets, stride, count } = cells
  const end = row + count
  let p = cells.at
  switch (tag) {
    case tags['double-long-unsigned']:
    case tags['delta-double-long-unsigned']:
      for (let i = row; i < end; i++, p += stride) values[i] = u32At(octets, p)
      return true
    case tags['double-long']:
    case tags['delta-double-long']:
      for (let i = row; i < end; i++, p += stride) values[i] = u32At(octets, p) | 0
      return true
    case tags['long-unsigned']:
    case tags['delta-long-unsigned']:
      for (let i = row; i < end; i++, p += stride) values[i] = u16At(octets, p)
      return true
    case tags.long:
    case tags['delta-long']:
      for (let i = row; i < end; i++, p += stride) values[i] = (u16At(octets, p) << 16) >> 16
      return true
    case tags.unsigned:
    case tags.enum:
    case tags['delta-unsigned']:
      for (let i = row; i < end; i++, p += stride) values[i] = octets[p] ?? 0
      return true
    case tags.integer:
    case tags['delta-integer']:
      for (let i = row; i < end; i++, p += stride) values[i] = ((octets[p] ?? 0) << 24) >> 24
      return true
    case tags.boolean:
      for (let i = row; i < end; i++, p += stride) values[i] = octets[p] === 0 ? 0 : 1
      return true
    case tags.long64:
    case tags['long64-unsigned']:
      return decodeLong64(tag, cells, values, row)
    case tags.float32:
    case tags.float64:
      decodeFloats(tag, cells, values, row)
      return true
    case tags['bit-string']:
      return decodeBits(cells, values, row)
    default:
      return false
  }
}

function decodeLong64(tag: number, cells: NumberCells, values: Float64Array, row: number): boolean {
  const { octets, stride, count } = cells
  for (let i = 0, p = cells.at; i < count; i++, p += stride) {
    const high = u32At(octets, p)
    const value = (tag === tags.long64 ? high | 0 : high) * two32 + u32At(octets, p + 4)
    if (!Number.isSafeInteger(value)) return false
    values[row + i] = value
  }
  return true
}

function decodeFloats(tag: number, cells: NumberCells, values: Float64Array, row: number): void {
  const { octets, stride, count } = cells
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  for (let i = 0, p = cells.at; i < count; i++, p += stride) {
    values[row + i] = tag === tags.float32 ? view.getFloat32(p) : view.getFloat64(p)
  }
}

function decodeBits(
  { octets, at, stride, count, bits }: NumberCells,
  values: Float64Array,
  row: number,
): boolean {
  if (bits > 32) return false
  const length = octetsOfBits(bits)
  const spare = 2 ** (length * 8 - bits)
  for (let i = 0, p = at; i < count; i++, p += stride) {
    let value = 0
    for (let j = 0; j < length; j++) value = value * 256 + (octets[p + j] ?? 0)
    values[row + i] = Math.floor(value / spare)
  }
  return true
}
