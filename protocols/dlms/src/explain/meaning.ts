import { decodeDateTime, formatDateTime, type Obis, obisFromOctets, obisName } from '@ferraris/cosem'
import { interfaceClassOf } from '@ferraris/cosem/classes'
import { conformanceServices } from '../apdu/conformance.ts'
import { securityControl } from '../security/security-control.ts'

/** What a field's value stands for, where the bare value does not say it; `undefined` for all others. */
export function meaningOf(name: string, value: unknown): string | undefined {
  if (typeof value === 'number') return numbers[name]?.(value)
  if (value instanceof Uint8Array) return octets[name]?.(value)
  if (typeof value === 'string') return texts[name]?.(value)
  const obis = isOctetString(value) ? logicalName(value.value) : undefined
  return obis === undefined ? undefined : obisName(obis)
}

const texts: Readonly<Record<string, (value: string) => string | undefined>> = {
  instanceId: name => obisName(name as Obis),
}

function isOctetString(value: unknown): value is { value: Uint8Array } {
  return typeof value === 'object' && value !== null && 'value' in value && value.value instanceof Uint8Array
}

/** Octets that can hardly be anything but a logical name. */
export function logicalName(octets: Uint8Array): Obis | undefined {
  return octets.length === 6 && octets[0]! < 16 && octets[5] === 0xff ? obisFromOctets(octets) : undefined
}

const numbers: Readonly<Record<string, (value: number) => string | undefined>> = {
  classId: classId => interfaceClassOf(classId)?.name,
  securityControl: controlText,
  proposedConformance: services,
  negotiatedConformance: services,
  longInvokeIdAndPriority: longInvokeIdText,
  vaaName: name => (name === 7 ? 'logical-name referencing' : undefined),
}

const octets: Readonly<Record<string, (value: Uint8Array) => string | undefined>> = {
  systemTitle: titleText,
  callingApTitle: titleText,
  respondingApTitle: titleText,
  originatorSystemTitle: titleText,
  recipientSystemTitle: titleText,
  dateTime: dateTimeText,
  time: dateTimeText,
}

function services(conformance: number): string {
  return conformanceServices(conformance).join(', ')
}

function controlText(control: number): string {
  const { authenticated, encrypted, broadcastKey, compressed, suite } = securityControl
  return [
    `suite ${control & suite}`,
    control & authenticated && 'authenticated',
    control & encrypted && 'encrypted',
    control & broadcastKey && 'broadcast key',
    control & compressed && 'compressed',
  ]
    .filter(Boolean)
    .join(', ')
}

/** Long-Invoke-Id-And-Priority (IEC 62056-5-3, 9.5): 24 bits of number, four flags at the top. */
function longInvokeIdText(word: number): string {
  const flags = [
    [0x10000000, 'self-descriptive'],
    [0x20000000, 'break on error'],
    [0x40000000, 'confirmed'],
    [0x80000000, 'high priority'],
  ] as const
  const set = flags.filter(([bit]) => (word & bit) !== 0).map(([, text]) => text)
  return [`id ${word & 0xffffff}`, ...set].join(', ')
}

/** A system title begins with the three letters of its maker (IEC 62056-5-3, 4.3.4). */
function titleText(title: Uint8Array): string | undefined {
  const letters = String.fromCharCode(...title.subarray(0, 3))
  return title.length === 8 && /^[A-Za-z]{3}$/.test(letters) ? `maker ${letters}` : undefined
}

function dateTimeText(value: Uint8Array): string | undefined {
  if (value.length === 0) return 'none'
  return value.length === 12 ? formatDateTime(decodeDateTime(value)) : undefined
}

/** 12 octets with a year of this or the last decades and members within their ranges. */
export function looksLikeDateTime(value: Uint8Array): boolean {
  return (
    value.length === 12 &&
    (value[0] === 0x07 || value[0] === 0x08) &&
    value[2]! >= 1 &&
    value[2]! <= 12 &&
    value[3]! >= 1 &&
    value[3]! <= 31 &&
    value[5]! <= 24
  )
}
