import { at } from '@ferraris/bytes'
import type { Reading } from '@ferraris/codec/dissect'
import { type Data, obisFromOctets } from '@ferraris/cosem'
import type { Scale } from './layouts/push-layout.ts'
import { readingOf, scalerAndUnit } from './values.ts'

/** One entry of push_object_list (IEC 62056-6-2, class 40, attribute 2). */
export interface PushedAttribute {
  readonly classId: number
  readonly obis: string
  readonly attribute: number
}

/** The entries of a push object list: structures of class, logical name, attribute, and more. Undefined for all else. */
export function pushedAttributes(list: Data): PushedAttribute[] | undefined {
  if (list.type !== 'array' || list.value.length === 0) return undefined
  const found: PushedAttribute[] = []
  for (const object of list.value) {
    if (object.type !== 'structure') return undefined
    const [classId, name, attribute] = object.value
    if (classId?.type !== 'long-unsigned' || attribute?.type !== 'integer') return undefined
    if (name?.type !== 'octet-string' || name.value.length !== 6) return undefined
    found.push({ classId: classId.value, obis: obisFromOctets(name.value), attribute: attribute.value })
  }
  return found
}

/**
 * The readings of a body that brings the list of its objects along: entry i of the list is element i of the body, in which
 * the list itself may count or not. One reading an object. Undefined for a body without such a list.
 */
export function listedReadings(
  body: Data,
  scaleOf: (obis: string) => Scale | undefined,
): Reading[] | undefined {
  if (body.type !== 'structure') return undefined
  const lists = body.value.map(pushedAttributes)
  const place = lists.findIndex(list => list !== undefined)
  const attributes = lists[place]
  if (attributes === undefined) return undefined
  const values = attributes.length === body.value.length ? body.value : body.value.toSpliced(place, 1)
  return values.length === attributes.length ? readingsOfAttributes(attributes, values, scaleOf) : undefined
}

/** The readings of pushed attributes with their values: one an object, with its scaler and unit where they are pushed, too. */
export function readingsOfAttributes(
  attributes: readonly PushedAttribute[],
  values: readonly Data[],
  scaleOf: (obis: string) => Scale | undefined,
): Reading[] {
  const scalers = scalersAmong(attributes, values)
  const told = new Set<string>()
  return attributes.flatMap((pushed, i) => {
    const { obis } = pushed
    if (!isValue(pushed) || told.has(obis)) return []
    const readings = readingOf(obis, at(values, i), scalers.get(obis) ?? scaleOf(obis))
    if (readings.length > 0) told.add(obis)
    return readings
  })
}

/** Which attribute is what an object is about, where that is not attribute 2 alone (IEC 62056-6-2). */
const valueAttributes: Readonly<Record<number, readonly number[]>> = { 5: [2, 3], 40: [], 70: [2, 3] }

function isValue({ classId, attribute }: PushedAttribute): boolean {
  return (valueAttributes[classId] ?? [2]).includes(attribute)
}

/** The attribute scaler_unit by class (IEC 62056-6-2, classes 3 to 5). */
const scalerAttributes: Readonly<Record<number, number>> = { 3: 3, 4: 3, 5: 4 }

/** Scaler and unit of objects that push them as an attribute of their own. */
function scalersAmong(attributes: readonly PushedAttribute[], values: readonly Data[]): Map<string, Scale> {
  const found = new Map<string, Scale>()
  for (const [i, { classId, obis, attribute }] of attributes.entries()) {
    const scale = attribute === scalerAttributes[classId] ? scalerAndUnit(values[i]) : undefined
    if (scale !== undefined) found.set(obis, scale)
  }
  return found
}
