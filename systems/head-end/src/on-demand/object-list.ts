import { obis, obisName } from '@ferraris/cosem'
import { attributeById, interfaceClassOf, methodById } from '@ferraris/cosem/classes'
import { accessText, type ObjectListElement } from '@ferraris/cosem/values'
import type { StoredObject } from '../inventory/tables.ts'
import type { AssociationObject } from './schemas.ts'

/** An object as the store keeps it. */
export function storedObject({ classId, version, obis, access }: ObjectListElement): StoredObject {
  return {
    classId,
    version,
    obis,
    attributes: access.attributes.map(({ attribute, mode }) => ({ id: attribute, access: mode })),
    methods: access.methods.map(({ method, mode }) => ({ id: method, access: mode })),
  }
}

/** A stored object with the names that people know it and its parts by. */
export function describeObject(object: StoredObject): AssociationObject {
  const known = interfaceClassOf(object.classId, object.version) ?? interfaceClassOf(object.classId)
  return {
    classId: object.classId,
    className: known?.name ?? `Class ${object.classId}`,
    version: object.version,
    obis: object.obis,
    name: obisName(obis(object.obis)),
    attributes: object.attributes.map(({ id, access }) => ({
      id,
      name: (known && attributeById(known, id)?.[0]) ?? `attribute ${id}`,
      access: accessText(access),
    })),
    methods: object.methods.map(({ id, access }) => ({
      id,
      name: (known && methodById(known, id)?.[0]) ?? `method ${id}`,
      access: accessText(access, 'method'),
    })),
  }
}
