import { encodeData } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { conformanceFor, conformanceOf, type EncodedData } from '@ferraris/dlms'
import { obisCodes } from '@ferraris/metering'
import type { ClientName } from '../../security/clients.ts'
import { everyClient, noClient, read, readEncoded, secured } from '../model/attribute.ts'
import type { Context, ObjectDirectory } from '../model/context.ts'
import { answer } from '../model/method.ts'
import { object } from '../model/object.ts'

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

const { associationLnV1 } = classes

/** A list of objects is the same for all meters with one table: it is encoded once a client. */
const encodedLists = new WeakMap<ObjectDirectory, Map<ClientName, EncodedData>>()

/** object_list (IEC 62056-6-2, class 15, attribute 2): what the client may see, and what it may do there. */
function objectList({ objects, client }: Context): EncodedData {
  const lists = encodedLists.get(objects) ?? new Map<ClientName, EncodedData>()
  encodedLists.set(objects, lists)
  const known = lists.get(client)
  if (known !== undefined) return known
  const list = encodeData(associationLnV1.attributes.objectList.type.encode(objects.listFor(client)))
  lists.set(client, list)
  return list
}

/** The association that asks; one object stands for each of them. */
export const association = object(
  associationLnV1,
  obisCodes.currentAssociation,
  {
    objectList: readEncoded(objectList, { get: everyClient }),
    associatedPartnersId: read(
      ({ requester }) => ({ clientSap: requester.client, serverSap: 1 }),
      everyClient,
    ),
    applicationContextName: read(
      ({ requester }) => (requester.ciphered ? 'logical-name-ciphered' : 'logical-name'),
      everyClient,
    ),
    // What the meter offers, which is the same to every client.
    xdlmsContextInfo: read(
      ({ requester, identity }) => ({
        conformance: conformanceFor('LN', conformance).toString(2).padStart(24, '0'),
        maxReceivePduSize,
        maxSendPduSize: 0xffff,
        dlmsVersion: 6,
        qualityOfService: 0,
        cipheringInfo: requester.ciphered ? identity.systemTitle : new Uint8Array(),
      }),
      everyClient,
    ),
    authenticationMechanismName: read(({ requester }) => requester.mechanism, everyClient),
    secret: read(new Uint8Array(), noClient),
    associationStatus: read('associated', everyClient),
    securitySetupReference: read(obisCodes.securitySetup, everyClient),
  },
  {
    // The machine answers the challenge while the association is established; later there is nothing to authenticate.
    replyToHlsAuthentication: {
      does: () => ({ ...answer({ type: 'null-data', value: null }), result: 'other-reason' }),
      access: secured,
    },
  },
)
