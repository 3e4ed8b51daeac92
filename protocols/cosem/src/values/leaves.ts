import type { Bits } from '@ferraris/bytes'
import { type Data, data } from '../data.ts'
import { type DateTime, decodeDateTime, encodeDateTime } from '../date-time.ts'
import { type Obis, obisFromOctets, obisToOctets } from '../obis.ts'
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
export function wholeNumber(value: Data): number | undefined {
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
export const longUnsigned = number('long-unsigned', 0, 0xffff)
export const doubleLongUnsigned = number('double-long-unsigned', 0, 0xffffffff)
export const enumCode = number('enum', 0, 0xff)

/** A named number. Numbers without a name here, such as a maker's own, stay numbers. */
export function enumeration<const V extends Readonly<Record<string, number>>>(
  values: V,
): ValueType<(keyof V & string) | number> {
  const names = new Map(Object.entries(values).map(([name, code]) => [code, name as keyof V & string]))
  return {
    text: 'enum',
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
