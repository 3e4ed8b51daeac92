import { at } from '@ferraris/bytes'
import type { Reading } from '@ferraris/codec/dissect'
import {
  type Data,
  decodeDateTime,
  formatDateTime,
  type Obis,
  obisFromOctets,
  scaled,
  unitSymbol,
} from '@ferraris/cosem'

/**
 * Values in the list layouts that name their values themselves: a logical name, its value and, in most layouts, scaler
 * and unit, either in a structure of their own or one after the other in a flat one.
 */
export function readingsOf(body: Data, time: string | null): Reading[] {
  const found: Reading[] = []
  collect(body, time, found)
  return found
}

function collect(data: Data, time: string | null, found: Reading[]): void {
  if (data.type !== 'array' && data.type !== 'structure' && data.type !== 'compact-array') return
  const elements = data.value
  for (let i = 0; i < elements.length; i++) {
    const element = at(elements, i)
    const name = nameOf(element)
    const value = name === undefined ? undefined : plainValue(elements[i + 1])
    if (name === undefined || value === undefined) {
      collect(element, time, found)
      continue
    }
    const scale = scalerAndUnit(elements[i + 2])
    const number = typeof value === 'number' && scale !== undefined ? scaled(value, scale.scaler) : value
    found.push({ obis: name, value: number, unit: scale?.unit ?? null, time })
    i += scale === undefined ? 1 : 2
  }
}

function nameOf(data: Data): string | undefined {
  return data.type === 'octet-string' ? logicalName(data.value) : undefined
}

export function plainValue(data: Data | undefined): number | string | undefined {
  if (data === undefined) return undefined
  switch (data.type) {
    case 'array':
    case 'structure':
    case 'compact-array':
    case 'null-data':
    case 'dont-care':
      return undefined
    case 'boolean':
      return Number(data.value)
    case 'long64':
    case 'long64-unsigned':
      return Number.isSafeInteger(Number(data.value)) ? Number(data.value) : String(data.value)
    case 'octet-string':
    case 'date-time':
      return looksLikeDateTime(data.value)
        ? formatDateTime(decodeDateTime(data.value))
        : String.fromCharCode(...data.value)
    case 'date':
    case 'time':
      return data.value.join('.')
    default:
      return data.value
  }
}

/** Of a scal_unit_type (IEC 62056-6-2, class 3); `undefined` for anything else. */
export function scalerAndUnit(data: Data | undefined): { scaler: number; unit: string } | undefined {
  if (data?.type !== 'structure' || data.value.length !== 2) return undefined
  const [scaler, unit] = data.value as [Data, Data]
  if (scaler.type !== 'integer' || unit.type !== 'enum') return undefined
  return { scaler: scaler.value, unit: unitSymbol(unit.value) ?? String(unit.value) }
}

/** Octets that can hardly be anything but a logical name. */
export function logicalName(octets: Uint8Array): Obis | undefined {
  return octets.length === 6 && at(octets, 0) < 16 && octets[5] === 0xff ? obisFromOctets(octets) : undefined
}

/** 12 octets with a year of this or the last decades and members within their ranges. */
export function looksLikeDateTime(value: Uint8Array): boolean {
  const [century, , month = 0, day = 0, , hour = 0] = value
  return (
    value.length === 12 &&
    (century === 0x07 || century === 0x08) &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= 31 &&
    hour <= 24
  )
}
