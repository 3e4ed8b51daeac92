import {
  accessText,
  attributeById,
  decodeData,
  decodeObjectList,
  interfaceClassOf,
  methodById,
  obis,
} from '@ferraris/cosem'
import type { DlmsSession } from '@ferraris/transport'
import type { StoredObject } from '../database/tables.ts'
import { SessionFailure } from './reader.ts'
import type { AssociationObject } from './schemas.ts'

/** The association that is asking (IEC 62056-6-2, class 15), and its object_list. */
const currentAssociation = { classId: 15, obis: obis('0.0.40.0.0.255'), attribute: 2 }

/** What the meter shows to this client. */
export async function readObjectList(session: DlmsSession): Promise<StoredObject[]> {
  const [result] = await session.get(currentAssociation)
  if (result!.kind !== 'data')
    throw new SessionFailure('refused', 'application', `object list: ${result!.result}`)
  return decodeObjectList(decodeData(result!.data)).map(({ classId, version, obis, access }) => ({
    classId,
    version,
    obis,
    attributes: access.attributes.map(({ attribute, mode }) => ({ id: attribute, access: mode })),
    methods: access.methods.map(({ method, mode }) => ({ id: method, access: mode })),
  }))
}

/** A stored object with the names that people know its parts by. `name` tells what its OBIS stands for. */
export function describeObject(object: StoredObject, name: string): AssociationObject {
  const known = interfaceClassOf(object.classId, object.version) ?? interfaceClassOf(object.classId)
  return {
    classId: object.classId,
    className: known?.name ?? `Class ${object.classId}`,
    version: object.version,
    obis: object.obis,
    name,
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
