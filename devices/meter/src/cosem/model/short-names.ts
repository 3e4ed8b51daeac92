import { data, encodeData, obisToOctets } from '@ferraris/cosem'
import type { DataAccessResult, EncodedData } from '@ferraris/dlms'
import { assignShortNames, associationSn, ShortNames } from '@ferraris/dlms/server'
import type { ClientName } from '../../security/clients.ts'
import type { ObjectEntry } from './object.ts'
import type { ObjectTable } from './object-table.ts'

/** Meters with one table have the same names: they are given once. */
const assigned = new WeakMap<ObjectTable, ShortNames>()

/** The objects of a table by short names: those that clients by logical names see, in the same order. */
export function shortNamesOf(objects: ObjectTable): ShortNames {
  const known = assigned.get(objects)
  if (known !== undefined) return known
  const names = new ShortNames(assignShortNames(objects.entries.map(toName)))
  assigned.set(objects, names)
  return names
}

function toName({ classId, version, obis, attributes, methods }: ObjectEntry) {
  return {
    classId,
    version,
    obis,
    attributes: highest(attributes),
    methods: highest(methods),
  }
}

function highest(byNumber: ReadonlyMap<number, unknown>): number {
  return Math.max(0, ...byNumber.keys())
}

/** Attributes of Association SN (IEC 62056-6-2, class 12): the objects that the client may see, by their short names. */
export function readAssociationSn(
  objects: ObjectTable,
  client: ClientName,
  attribute: number,
): EncodedData | DataAccessResult {
  switch (attribute) {
    case 1:
      return encodeData(data.octets(obisToOctets(associationSn.obis)))
    case 2:
      return encodeData(shortNamesOf(objects).encode(({ obis }) => isVisible(objects, client, obis)))
    default:
      return 'object-unavailable'
  }
}

function isVisible(objects: ObjectTable, client: ClientName, obis: ObjectEntry['obis']): boolean {
  const object = objects.find(obis)
  return object !== undefined && objects.isVisible(object, client)
}
