import { fromHex, HexError } from '@ferraris/bytes'
import { ValueError } from '../values/value-error.ts'
import type { Data } from './data.ts'

/** Deepest nesting, and elements of one list, that are taken. */
const deepest = 16
const mostElements = 4096

function unsigned(bits: number): readonly [number, number] {
  return [0, 2 ** bits - 1]
}
function signed(bits: number): readonly [number, number] {
  return [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1]
}
const ranges = {
  integer: signed(8),
  long: signed(16),
  'double-long': signed(32),
  unsigned: unsigned(8),
  'long-unsigned': unsigned(16),
  'double-long-unsigned': unsigned(32),
  enum: unsigned(8),
} as const satisfies Partial<Record<Data['type'], readonly [number, number]>>

/**
 * Data from JSON as `toVectorForm` writes it: `{ "t": "double-long-unsigned", "v": 3300 }`, octets as hex. Compact arrays and
 * numbers coded by digits or differences are left out. Throws ValueError with the path of what does not fit.
 */
export function fromVectorForm(form: unknown, path = '', depth = 0): Data {
  if (depth > deepest) throw new ValueError(path, `is nested deeper than ${deepest}`)
  if (typeof form !== 'object' || form === null || !('t' in form) || !('v' in form))
    throw new ValueError(path, 'is no value: write { "t": type, "v": value }')
  const { t: type, v: value } = form
  const wrong = (what: string) => new ValueError(`${path}.v`, `a ${String(type)} is ${what}`)
  switch (type) {
    case 'null-data':
    case 'dont-care':
      return { type, value: null }
    case 'boolean':
      if (typeof value === 'boolean') return { type, value }
      throw wrong('true or false')
    case 'array':
    case 'structure':
      if (!Array.isArray(value)) throw wrong('a list')
      if (value.length > mostElements) throw wrong(`a list of ${mostElements} at most`)
      return { type, value: value.map((one, i) => fromVectorForm(one, `${path}.v[${i}]`, depth + 1)) }
    case 'octet-string':
    case 'date-time':
    case 'date':
    case 'time':
      if (typeof value === 'string') return { type, value: octets(value, wrong) }
      throw wrong('hex digits')
    case 'visible-string':
    case 'utf8-string':
      if (typeof value === 'string') return { type, value }
      throw wrong('a text')
    case 'bit-string':
      if (typeof value === 'string' && /^[01]*$/.test(value)) return { type, value }
      throw wrong('a text of zeros and ones')
    case 'long64':
    case 'long64-unsigned':
      return { type, value: large(value, type === 'long64', wrong) }
    case 'float32':
    case 'float64':
      if (typeof value === 'number') return { type, value }
      throw wrong('a number')
    default:
      return wholeNumber(type, value, path, wrong)
  }
}

function isWholeType(type: unknown): type is keyof typeof ranges {
  return typeof type === 'string' && Object.hasOwn(ranges, type)
}

function wholeNumber(type: unknown, value: unknown, path: string, wrong: (what: string) => ValueError): Data {
  if (!isWholeType(type))
    throw new ValueError(`${path}.t`, `${JSON.stringify(type)} is no type that can be written`)
  const [least, most] = ranges[type]
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most)
    return { type, value }
  throw wrong(`a whole number ${least} to ${most}`)
}

function large(value: unknown, isSigned: boolean, wrong: (what: string) => ValueError): bigint {
  const number =
    (typeof value === 'number' && Number.isSafeInteger(value)) ||
    (typeof value === 'string' && /^-?\d{1,20}$/.test(value))
      ? BigInt(value)
      : undefined
  const fits =
    number !== undefined && (isSigned ? BigInt.asIntN(64, number) : BigInt.asUintN(64, number)) === number
  if (fits) return number
  throw wrong('a whole number of 64 bits, beyond 2^53 as text')
}

function octets(value: string, wrong: (what: string) => ValueError): Uint8Array {
  try {
    return fromHex(value)
  } catch (error) {
    if (error instanceof HexError) throw wrong('hex digits')
    throw error
  }
}
