import { at } from '@ferraris/bytes'
import type { Reading } from '@ferraris/codec/dissect'
import {
  type Data,
  decodeDateTime,
  formatDateTime,
  looksLikeDateTime,
  type Obis,
  obisFromOctets,
  scaled,
  unitSymbol,
} from '@ferraris/cosem'
import type { Scale } from './layouts/push-layout.ts'

/** A number or a text of what is one, nothing of all else; 12 octets that can hardly be anything else are a moment. */
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
      return data.value.length === 12 && looksLikeDateTime(data.value, 0)
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

/** A value, alone or with scaler and unit of its own; none of what is no plain value. */
export function readingOf(obis: string, data: Data, given: Scale | undefined): Reading[] {
  const parts = data.type === 'structure' && data.value.length === 2 ? data.value : undefined
  const scale = scalerAndUnit(parts?.[1]) ?? given
  const value = plainValue(parts?.[0] ?? data)
  if (value === undefined) return []
  if (typeof value === 'string' || scale === undefined) return [{ obis, value, unit: null, time: null }]
  return [{ obis, value: scaled(value, scale.scaler), unit: scale.unit || null, time: null }]
}
