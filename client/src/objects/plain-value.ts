import { toHex } from '@ferraris/bytes'
import { type Data, type DateTime, formatDateTime, instantOf } from '@ferraris/cosem'
import { attributeById, type InterfaceClass } from '@ferraris/cosem/classes'
import { ValueError, values } from '@ferraris/cosem/values'

/** A value as JSON has it: octets as hex, moments as ISO 8601. */
export type Plain =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Plain[]
  | { readonly [name: string]: Plain }

/** COSEM data without its types. Octet-strings that are text are text; all others are hex. */
export function plainData(data: Data): Plain {
  switch (data.type) {
    case 'array':
    case 'structure':
    case 'compact-array':
      return data.value.map(plainData)
    case 'octet-string':
      return isText(data.value) ? String.fromCharCode(...data.value) : toHex(data.value)
    case 'date-time':
    case 'date':
    case 'time':
      return toHex(data.value)
    default:
      return data.value
  }
}

/** An attribute as its interface class declares it: members by name, moments as such. */
export function plainAttribute(of: InterfaceClass | undefined, attribute: number, data: Data): Plain {
  const declared = of === undefined ? undefined : attributeById(of, attribute)?.[1]
  if (declared === undefined) return plainData(data)
  try {
    if (declared.type === values.dateTime) return isoTime(values.dateTime.decode(data))
    return plainTyped(declared.type.decode(data))
  } catch (error) {
    // Another maker's meter may encode an attribute in its own way: then it is shown as it came.
    if (error instanceof ValueError) return plainData(data)
    throw error
  }
}

/** ISO 8601 with the meter's own deviation; the standard's writing, with `*`, for what is not a moment. */
export function isoTime(value: DateTime): string {
  const text = formatDateTime(value)
  return instantOf(value) === undefined ? text : text.replace(' ', 'T').replace(' ', '')
}

function plainTyped(value: unknown): Plain {
  if (value === undefined || value === null) return null
  if (value instanceof Uint8Array) return toHex(value)
  if (Array.isArray(value)) return value.map(plainTyped)
  if (typeof value !== 'object') return value as Plain
  if (isData(value)) return plainData(value)
  if (isDateTime(value)) return isoTime(value)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plainTyped(member)]))
}

function isData(value: object): value is Data {
  return 'type' in value && 'value' in value
}
function isDateTime(value: object): value is DateTime {
  return 'dayOfMonth' in value || 'deviation' in value
}

function isText(octets: Uint8Array): boolean {
  return octets.length > 0 && octets.every(octet => octet >= 0x20 && octet < 0x7f)
}
