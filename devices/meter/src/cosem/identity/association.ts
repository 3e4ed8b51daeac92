import { type Data, encodeData } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import {
  access,
  applicationContextName,
  authenticationMechanismName,
  type ObjectListElement,
} from '@ferraris/cosem/values'
import { conformanceFor, conformanceOf, type EncodedData } from '@ferraris/dlms'
import type { Context } from '../model/context.ts'
import type { ClientName, ObjectEntry, ObjectTable } from '../model/object-table.ts'

/** The services the meter offers to every client; a client's rights narrow them down object by object. */
export const conformance = conformanceOf(
  'general-protection',
  'general-block-transfer',
  'read',
  'write',
  'unconfirmed-write',
  'priority-mgmt-supported',
  'block-transfer-with-get-or-read',
  'block-transfer-with-set-or-write',
  'block-transfer-with-action',
  'multiple-references',
  'access',
  'parameterized-access',
  'get',
  'set',
  'selective-access',
  'action',
)

/** The longest APDU the meter accepts. */
export const maxReceivePduSize = 2048

const { objectList: listType, xdlmsContextInfo } = classes.associationLnV1.attributes

/** A list of objects is the same for all meters with one table: it is encoded once a client. */
const encodedLists = new WeakMap<ObjectTable, Map<ClientName, EncodedData>>()

/** object_list (IEC 62056-6-2, class 15, attribute 2): what the client may see, and what it may do there. */
export function objectList({ objects, client }: Context): EncodedData {
  const lists = encodedLists.get(objects) ?? new Map<ClientName, EncodedData>()
  encodedLists.set(objects, lists)
  const known = lists.get(client)
  if (known !== undefined) return known
  const elements = objects.visibleTo(client).map(entry => listElement(entry, client))
  const list = encodeData(listType.type.encode(elements))
  lists.set(client, list)
  return list
}

function listElement(
  { classId, version, obis, attributes, methods }: ObjectEntry,
  client: ClientName,
): ObjectListElement {
  return {
    classId,
    version,
    obis,
    access: {
      attributes: [
        { attribute: 1, mode: access.read, selectors: undefined },
        ...Object.entries(attributes).map(([id, { get, set, selectors }]) => ({
          attribute: Number(id),
          mode: (get.includes(client) ? access.read : 0) + (set.includes(client) ? access.write : 0),
          selectors,
        })),
      ],
      methods: Object.entries(methods).flatMap(([id, entry]) =>
        // What is below zero is the meter's own business.
        Number(id) < 0
          ? []
          : [{ method: Number(id), mode: entry.access.includes(client) ? access.invoke : access.none }],
      ),
    },
  }
}

export function applicationContext(context: Context): Data {
  return applicationContextName.encode(context.requester.ciphered ? 'logical-name-ciphered' : 'logical-name')
}

export function mechanism({ requester }: Context): Data {
  return authenticationMechanismName.encode(requester.mechanism)
}

/** xDLMS_context_info: what the meter offers, which is the same to everybody. */
export function xdlmsContext(context: Context): Data {
  return xdlmsContextInfo.type.encode({
    conformance: conformanceFor('LN', conformance).toString(2).padStart(24, '0'),
    maxReceivePduSize: maxReceivePduSize,
    maxSendPduSize: 0xffff,
    dlmsVersion: 6,
    qualityOfService: 0,
    cipheringInfo: context.requester.ciphered ? context.identity.systemTitle : new Uint8Array(),
  })
}
