import { decodeData, obis, obisName } from '@ferraris/cosem'
import { attributeById, interfaceClassOf, methodById } from '@ferraris/cosem/classes'
import { accessText, decodeObjectList } from '@ferraris/cosem/values'
import { attributes } from '../collection/attributes.ts'
import { SessionError } from '../collection/failure.ts'
import type { MeterSession } from '../collection/meter-session.ts'
import type { StoredObject } from '../database/tables.ts'
import type { AssociationObject } from './schemas.ts'

/** What the meter shows to this client. */
export async function readObjectList(session: MeterSession): Promise<StoredObject[]> {
  const [result] = await session.get([attributes.objectList()])
  if (result?.kind !== 'data') {
    throw new SessionError('application', `the meter does not show its objects: ${result?.result}`)
  }
  return decodeObjectList(decodeData(result.data)).map(({ classId, version, obis, access }) => ({
    classId,
    version,
    obis,
    attributes: access.attributes.map(({ attribute, mode }) => ({ id: attribute, access: mode })),
    methods: access.methods.map(({ method, mode }) => ({ id: method, access: mode })),
  }))
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
