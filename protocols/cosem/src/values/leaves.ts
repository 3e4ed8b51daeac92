import type { Bits } from '@ferraris/bytes'
import { type Data, data } from '../data/data.ts'
import { type Obis, obisFromOctets, obisToOctets } from '../obis.ts'
import { type DateTime, decodeDateTime, encodeDateTime } from '../time/date-time.ts'
import { ValueError } from './value-error.ts'
import type { ValueType } from './value-type.ts'

/** Anything; its type follows from what is measured ("CHOICE" in the standard). */
export const anyData: ValueType<Data> = { text: 'CHOICE', encode: value => value, decode: value => value }

type SmallNumber =
  | 'integer'
  | 'long'
  | 'double-long'
  | 'unsigned'
  | 'long-unsigned'
  | 'double-long-unsigned'
  | 'enum'

/** The whole number in any integer type, or `undefined`. */
function wholeNumber(value: Data): number | undefined {
  switch (value.type) {
    case 'integer':
    case 'long':
    case 'double-long':
    case 'unsigned':
    case 'long-unsigned':
    case 'double-long-unsigned':
    case 'enum':
      return value.value
    case 'long64':
    case 'long64-unsigned':
      return Number(value.value)
    default:
      return undefined
  }
}

/** Written in its own type; read from any integer type that fits, since meters are careless here. */
function number(type: SmallNumber, min: number, max: number): ValueType<number> {
  const check = (value: number | undefined, path: string): number => {
    if (value !== undefined && Number.isInteger(value) && value >= min && value <= max) return value
    throw new ValueError(path, `${value} does not fit in ${type} (${min} to ${max})`)
  }
  return {
    text: type,
    encode: (value, path = '') => ({ type, value: check(value, path) }),
    decode(value, path = '') {
      const found = wholeNumber(value)
      if (found === undefined) throw new ValueError(path, `${type} expected, ${value.type} found`)
      return check(found, path)
    },
  }
}

export const integer = number('integer', -0x80, 0x7f)
export const long = number('long', -0x8000, 0x7fff)
export const unsigned = number('unsigned', 0, 0xff)
export const doubleLong = number('double-long', -0x80000000, 0x7fffffff)
export const longUnsigned = number('long-unsigned', 0, 0xffff)
export const doubleLongUnsigned = number('double-long-unsigned', 0, 0xffffffff)
export const enumCode = number('enum', 0, 0xff)

/** A named number. Numbers without a name here, such as a maker's own, stay numbers. */
export function enumeration<const V extends Readonly<Record<string, number>>>(
  values: V,
): ValueType<(keyof V & string) | number> {
  const names = new Map(Object.entries(values).map(([name, code]) => [code, name as keyof V & string]))
  return {
    text: `enum (${Object.entries(values)
      .map(([name, code]) => `${code} ${name}`)
      .join(', ')})`,
    encode(value, path = '') {
      const code = typeof value === 'number' ? value : values[value]
      if (code === undefined)
        throw new ValueError(path, `${JSON.stringify(value)} is none of ${Object.keys(values)}`)
      return enumCode.encode(code, path)
    },
    decode(value, path = '') {
      const code = enumCode.decode(value, path)
      return names.get(code) ?? code
    },
  }
}

/** A type that has one form of data only. */
function plain<V extends Data['value']>(type: Data['type']): ValueType<V> {
  return {
    text: type,
    encode: value => ({ type, value }) as Data,
    decode(value, path = '') {
      if (value.type !== type) throw new ValueError(path, `${type} expected, ${value.type} found`)
      return value.value as V
    },
  }
}

/** Written as long64-unsigned; read from any whole number that is not negative. */
export const long64Unsigned: ValueType<bigint> = {
  text: 'long64-unsigned',
  encode: value => ({ type: 'long64-unsigned', value }),
  decode(value, path = '') {
    const found = value.type === 'long64-unsigned' ? value.value : wholeNumber(value)
    if (found !== undefined && found >= 0) return BigInt(found)
    throw new ValueError(path, `long64-unsigned expected, ${value.type} found`)
  },
}

export const boolean: ValueType<boolean> = plain('boolean')
export const octetString: ValueType<Uint8Array> = plain('octet-string')
export const bitString: ValueType<Bits> = plain('bit-string')

/** Written as visible-string; read from any kind of string. */
export const text: ValueType<string> = {
  text: 'visible-string',
  encode: value => data.text(value),
  decode(value, path = '') {
    if (value.type === 'visible-string' || value.type === 'utf8-string') return value.value
    if (value.type === 'octet-string') return String.fromCharCode(...value.value)
    throw new ValueError(path, `text expected, ${value.type} found`)
  },
}

/** Written as utf8-string; read from any kind of string. */
export const utf8: ValueType<string> = {
  ...text,
  text: 'utf8-string',
  encode: value => ({ type: 'utf8-string', value }),
}

/** Octets of a fixed count, seen as something else. */
function packed<T>(
  length: number,
  toOctets: (value: T) => Uint8Array,
  fromOctets: (octets: Uint8Array) => T,
): ValueType<T> {
  return {
    text: `octet-string(${length})`,
    encode: value => data.octets(toOctets(value)),
    decode(value, path = '') {
      const octets = octetString.decode(value, path)
      if (octets.length === length) return fromOctets(octets)
      throw new ValueError(path, `${length} octets expected, ${octets.length} found`)
    },
  }
}

export const logicalName: ValueType<Obis> = packed(6, obisToOctets, obisFromOctets)

const dateTimeOctets: ValueType<DateTime> = packed(12, encodeDateTime, decodeDateTime)

/** Written as octet-string(12); read also from the date-time type, and from null-data as "nothing specified". */
export const dateTime: ValueType<DateTime> = {
  ...dateTimeOctets,
  decode(value, path = '') {
    if (value.type === 'null-data') return {}
    return dateTimeOctets.decode(value.type === 'date-time' ? data.octets(value.value) : value, path)
  },
}

export type CivilDate = Pick<DateTime, 'year' | 'month' | 'dayOfMonth' | 'dayOfWeek'>
export type TimeOfDay = Pick<DateTime, 'hour' | 'minute' | 'second' | 'hundredths'>

/** A part of the twelve octets of a date-time; what stands around it is "not specified". */
function partOfDateTime<T extends DateTime>(form: 'date' | 'time', from: number, to: number): ValueType<T> {
  const octets = packed<T>(
    to - from,
    value => encodeDateTime(value).subarray(from, to),
    part => {
      const whole = encodeDateTime({})
      whole.set(part, from)
      return decodeDateTime(whole) as T
    },
  )
  return {
    ...octets,
    decode: (value, path = '') => octets.decode(value.type === form ? data.octets(value.value) : value, path),
  }
}

/** Written as octet-string(5), with wildcards; read also from the date type. */
export const date: ValueType<CivilDate> = partOfDateTime('date', 0, 5)

/** Written as octet-string(4), with wildcards; read also from the time type. */
export const time: ValueType<TimeOfDay> = partOfDateTime('time', 5, 9)
