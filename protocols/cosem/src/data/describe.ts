import { at, toHex } from '@ferraris/bytes'
import { obisFromOctets } from '../obis.ts'
import { looksLikeDateTime } from '../profile/times.ts'
import { decodeDateTime, formatDateTime } from '../time/date-time.ts'
import type { Data } from './data.ts'

/** Elements of an array, members of a structure and octets shown before the rest is counted only. */
const shown = { array: 3, structure: 12, octets: 24, text: 60 }

/**
 * Data in one line for people: `structure { octet-string 1.0.1.8.0.255, double-long-unsigned 1234 }`. Octets that can
 * only be an OBIS code, a date-time or ASCII text are shown as such; what is long is cut and counted.
 */
export function describeData(value: Data): string {
  switch (value.type) {
    case 'null-data':
    case 'dont-care':
      return value.type
    case 'array':
    case 'compact-array':
      return `${value.type} of ${value.value.length}${list(value.value, shown.array, '[', ']')}`
    case 'structure':
      return `structure${list(value.value, shown.structure, '{', '}')}`
    case 'octet-string':
    case 'date-time':
      return `${value.type} ${describeOctets(value.value)}`
    case 'date':
      return `date ${describeDate(value.value)}`
    case 'time':
      return `time ${describeTime(value.value)}`
    case 'visible-string':
    case 'utf8-string':
      return `${value.type} ${quoted(value.value)}`
    case 'bit-string':
      return `bit-string '${clip(value.value)}'`
    case 'bcd':
      return `bcd ${bcdText(value.value)}`
    default:
      return `${value.type} ${value.value}`
  }
}

/** Octets as what they can only be, else as hex. */
export function describeOctets(octets: Uint8Array): string {
  if (octets.length === 0) return '(empty)'
  if (octets.length >= 3 && octets.every(octet => octet >= 0x20 && octet < 0x7f)) {
    return quoted(String.fromCharCode(...octets.subarray(0, shown.text + 1)))
  }
  // Group A names the medium, of which there are 16; group F of a name in use is hardly ever another than 255.
  if (octets.length === 6 && at(octets, 0) < 16 && octets[5] === 0xff) return obisFromOctets(octets)
  if (octets.length === 12 && looksLikeDateTime(octets, 0)) return formatDateTime(decodeDateTime(octets))
  const hex = toHex(octets.subarray(0, shown.octets))
  return octets.length > shown.octets ? `${hex}… (${octets.length} octets)` : hex
}

function list(elements: readonly Data[], most: number, open: string, close: string): string {
  if (elements.length === 0) return ` ${open}${close}`
  const parts = elements.slice(0, most).map(describeData)
  if (elements.length > most) parts.push(`… ${elements.length - most} more`)
  return ` ${open} ${parts.join(', ')} ${close}`
}

function describeDate(octets: Uint8Array): string {
  return formatDateTime(decodeDateTime(padded(octets, 0))).slice(0, -' *:*:*'.length)
}

function describeTime(octets: Uint8Array): string {
  const text = formatDateTime(decodeDateTime(padded(octets, 5)))
  return text.slice(text.indexOf(' ') + 1)
}

/** A date or time as the part of a date-time that it is, everything else not specified. */
function padded(part: Uint8Array, at: number): Uint8Array {
  const whole = new Uint8Array(12).fill(0xff)
  whole.set(part, at)
  whole.set([0x80, 0x00], 9)
  return whole
}

function quoted(text: string): string {
  return JSON.stringify(clip(text))
}
function clip(text: string): string {
  return text.length > shown.text ? `${text.slice(0, shown.text)}…` : text
}

/** The octet of a bcd as its two digits. */
export function bcdText(octet: number): string {
  return octet.toString(16).padStart(2, '0')
}
