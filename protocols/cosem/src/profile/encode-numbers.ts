import { octetsOfBits } from '@ferraris/bytes'
import { EncodeError } from '@ferraris/codec'
import type { NumberColumnType } from './column.ts'

/** Where to write: the content of the first cell at `at`, the next ones `stride` octets further each. */
export interface TargetCells {
  readonly octets: Uint8Array
  readonly at: number
  readonly stride: number
}

const ranges: Readonly<
  Record<Exclude<NumberColumnType, 'bit-string' | 'float32' | 'float64'>, readonly [number, number]>
> = {
  boolean: [0, 1],
  integer: [-0x80, 0x7f],
  unsigned: [0, 0xff],
  enum: [0, 0xff],
  long: [-0x8000, 0x7fff],
  'long-unsigned': [0, 0xffff],
  'double-long': [-0x80000000, 0x7fffffff],
  'double-long-unsigned': [0, 0xffffffff],
  long64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  'long64-unsigned': [0, Number.MAX_SAFE_INTEGER],
}

function rangeOf(type: NumberColumnType, bits: number): readonly [number, number] {
  if (type === 'bit-string') return [0, 2 ** bits - 1]
  return type === 'float32' || type === 'float64' ? [-Infinity, Infinity] : ranges[type]
}

/** Whether a type can hold a number. */
export function fitsNumber(type: NumberColumnType, value: number, bits: number): boolean {
  if (type === 'float32' || type === 'float64') return true
  const [min, max] = rangeOf(type, bits)
  return Number.isInteger(value) && value >= min && value <= max
}

/** Writes the contents of a column of numbers. Throws EncodeError for one that does not fit. */
export function encodeNumbers(
  type: NumberColumnType,
  values: ArrayLike<number>,
  bits: number,
  { octets, at, stride }: TargetCells,
): void {
  if (type === 'float32' || type === 'float64') {
    encodeFloats(type, values, { octets, at, stride })
    return
  }
  const [min, max] = rangeOf(type, bits)
  const size = type === 'bit-string' ? octetsOfBits(bits) : octetsOf[type]
  const spare = type === 'bit-string' ? 2 ** (size * 8 - bits) : 1
  for (let i = 0, p = at; i < values.length; i++, p += stride) {
    const value = values[i] ?? 0
    // Written so that NaN does not fit either.
    if (!(value >= min && value <= max) || Math.floor(value) !== value) {
      throw new EncodeError(`row ${i}: ${value} does not fit in ${type}`)
    }
    const aligned = value * spare
    if (size === 4) {
      octets[p] = aligned >>> 24
      octets[p + 1] = aligned >>> 16
      octets[p + 2] = aligned >>> 8
      octets[p + 3] = aligned
    } else writeBigEndian(octets, p, aligned, size)
  }
}

const octetsOf = {
  boolean: 1,
  integer: 1,
  unsigned: 1,
  enum: 1,
  long: 2,
  'long-unsigned': 2,
  'double-long': 4,
  'double-long-unsigned': 4,
  long64: 8,
  'long64-unsigned': 8,
} as const

function writeBigEndian(octets: Uint8Array, at: number, value: number, size: number): void {
  let left = value
  for (let p = at + size - 1; p >= at; p--) {
    octets[p] = left
    left = Math.floor(left / 256)
  }
}

function encodeFloats(
  type: 'float32' | 'float64',
  values: ArrayLike<number>,
  { octets, at, stride }: TargetCells,
): void {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  for (let i = 0, p = at; i < values.length; i++, p += stride) {
    if (type === 'float32') view.setFloat32(p, values[i] ?? 0)
    else view.setFloat64(p, values[i] ?? 0)
  }
}
