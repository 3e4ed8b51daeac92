import { type Data, data, encodeData, obisToOctets } from '@ferraris/cosem'
import { conformanceOf, type EncodedData } from '@ferraris/dlms'
import type { Context } from './context.ts'
import type { AttributeEntry, ClientName, MethodEntry, ObjectEntry, ObjectTable } from './object-table.ts'

/** The services the meter offers to every client; a client's rights narrow them down object by object. */
export const CONFORMANCE = conformanceOf(
  'priority-mgmt-supported',
  'block-transfer-with-get-or-read',
  'block-transfer-with-set-or-write',
  'block-transfer-with-action',
  'multiple-references',
  'get',
  'set',
  'selective-access',
  'action',
)

/** The longest APDU the meter accepts. */
export const MAX_RECEIVE_PDU_SIZE = 2048

/** A list of objects is the same for all meters with one table: it is encoded once a client. */
const encodedLists = new WeakMap<ObjectTable, Map<ClientName, EncodedData>>()

/** object_list (IEC 62056-6-2, class 15 version 1, attribute 2): what the client may see, and what it may do there. */
export const objectList = ({ objects, client }: Context): EncodedData => {
  const lists = encodedLists.get(objects) ?? new Map<ClientName, EncodedData>()
  encodedLists.set(objects, lists)
  const known = lists.get(client)
  if (known !== undefined) return known
  const list = encodeData(data.array(...objects.visibleTo(client).map(entry => listElement(entry, client))))
  lists.set(client, list)
  return list
}

const listElement = (
  { classId, version, obis, attributes, methods }: ObjectEntry,
  client: ClientName,
): Data =>
  data.structure(
    data.longUnsigned(classId),
    data.unsigned(version),
    data.octets(obisToOctets(obis)),
    data.structure(
      data.array(
        attributeRights(1, READABLE, client),
        ...Object.entries(attributes).map(([id, entry]) => attributeRights(Number(id), entry, client)),
      ),
      data.array(...Object.entries(methods).map(([id, entry]) => methodRights(Number(id), entry, client))),
    ),
  )

type Rights = Pick<AttributeEntry, 'get' | 'set' | 'selectors'>

const READABLE: Rights = { get: ['public', 'reader', 'management'], set: [] }

const attributeRights = (id: number, { get, set, selectors }: Rights, client: ClientName): Data =>
  data.structure(
    data.integer(id),
    // access_mode: 0 no access, 1 read only, 2 write only, 3 read and write
    data.enumeration((get.includes(client) ? 1 : 0) + (set.includes(client) ? 2 : 0)),
    selectors === undefined ? data.nothing() : data.array(...selectors.map(data.integer)),
  )

const methodRights = (id: number, { access }: MethodEntry, client: ClientName): Data =>
  data.structure(data.integer(id), data.enumeration(access.includes(client) ? 1 : 0))

/** Object identifiers 2.16.756.5.8.b.n of the DLMS UA (IEC 62056-5-3, 7.2.2.2). */
const dlmsName = (branch: number, number: number): Data =>
  data.octets(Uint8Array.of(0x60, 0x85, 0x74, 0x05, 0x08, branch, number))

const isCiphered = ({ requester }: Context): boolean =>
  requester.protection.authenticated || requester.protection.encrypted

/** application_context_name: logical name referencing, with ciphering in a secured association. */
export const applicationContext = (context: Context): Data => dlmsName(1, isCiphered(context) ? 3 : 1)

/** authentication_mechanism_name: none, or HLS 5. */
export const mechanism = ({ requester }: Context): Data =>
  dlmsName(2, requester.mechanism === 'high-gmac' ? 5 : 0)

/** xDLMS_context_info: what was agreed on in general, for this meter offers the same to everybody. */
export const xdlmsContext = (context: Context): Data =>
  data.structure(
    data.bits(CONFORMANCE.toString(2).padStart(24, '0')),
    data.longUnsigned(MAX_RECEIVE_PDU_SIZE),
    data.longUnsigned(0xffff),
    data.unsigned(6),
    data.integer(0),
    data.octets(isCiphered(context) ? context.identity.systemTitle : new Uint8Array()),
  )

/** security_policy (class 64 version 0): 3 is all messages authenticated and encrypted. */
export const securityPolicy = (context: Context): Data => data.enumeration(isCiphered(context) ? 3 : 0)
