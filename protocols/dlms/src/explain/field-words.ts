import type { Field } from '@ferraris/codec'
import { type FieldWords, isObject } from '@ferraris/codec/dissect'
import {
  type Data,
  dataTags,
  decodeDateTime,
  describeData,
  formatDateTime,
  type Obis,
  obisName,
} from '@ferraris/cosem'
import { interfaceClassOf } from '@ferraris/cosem/classes'
import { conformanceServices } from '../apdu/association/conformance.ts'
import { logicalName, scalerAndUnit } from '../push/values.ts'
import { securityControl } from '../security/security-control.ts'

/** How the fields of APDUs and frames read for people. */
export const fieldWords: FieldWords = {
  meaning: meaningOf,
  text: dataText,
  uncovered: dataItself,
}

/** A field that is nothing but one Data shows the Data itself. */
function dataItself(field: Field): Field {
  const [only, another] = field.fields ?? []
  const covers =
    only !== undefined &&
    another === undefined &&
    only.name === 'Data' &&
    only.from === field.from &&
    only.to === field.to
  return covers ? { ...only, name: field.name } : field
}

/** Data in one line; in front of elements, which are fields of their own, its type and their number. */
function dataText(value: object, elements: boolean): string | undefined {
  if (!isData(value)) return undefined
  if (!elements) return describeData(value)
  return Array.isArray(value.value) ? `${value.type} of ${value.value.length}` : value.type
}

function isData(value: unknown): value is Data {
  return isObject(value) && 'type' in value && (value.type as string) in dataTags && 'value' in value
}

/** What a field's value stands for, where the bare value does not say it; `undefined` for all others. */
function meaningOf(name: string, value: unknown, within: unknown): string | undefined {
  // Scaler and unit stand in a structure of their own: the unit's code gets its symbol.
  if (name === '[1]' && isData(within)) return scalerAndUnit(within)?.unit
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
  return isObject(value) && 'value' in value && value.value instanceof Uint8Array
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
