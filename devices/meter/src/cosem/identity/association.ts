import { at } from '@ferraris/bytes'
import { encodeData, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { type Conformance, conformanceFor, type EncodedData } from '@ferraris/dlms'
import { obisCodes } from '@ferraris/metering'
import { type ClientName, clients } from '../../security/clients.ts'
import type { MeterAssociation } from '../../security/key-store.ts'
import {
  type Attribute,
  everyClient,
  management,
  noClient,
  read,
  readEncoded,
  secured,
} from '../model/attribute.ts'
import type { Context, ObjectDirectory } from '../model/context.ts'
import { answer, type Method, outcome } from '../model/method.ts'
import { type ObjectEntry, object } from '../model/object.ts'

/** The longest APDU the meter accepts. */
export const maxReceivePduSize = 2048

const { associationLnV1 } = classes

/** A list of objects is the same for all meters with one table: it is encoded once a client. */
const encodedLists = new WeakMap<ObjectDirectory, Map<ClientName, EncodedData>>()

/** object_list (IEC 62056-6-2, class 15, attribute 2): what the client may see, and what it may do there. */
function objectList({ objects }: Context, client: ClientName): EncodedData {
  const lists = encodedLists.get(objects) ?? new Map<ClientName, EncodedData>()
  encodedLists.set(objects, lists)
  const known = lists.get(client)
  if (known !== undefined) return known
  const list = encodeData(associationLnV1.attributes.objectList.type.encode(objects.listFor(client)))
  lists.set(client, list)
  return list
}

/** What the meter offers, which is the same to every client; with the dedicated key where the client gave one. */
function contextInfo(conformance: Conformance, dedicatedKey: Uint8Array | undefined) {
  return {
    conformance: conformanceFor('LN', conformance).toString(2).padStart(24, '0'),
    maxReceivePduSize,
    maxSendPduSize: 0xffff,
    dlmsVersion: 6,
    qualityOfService: 0,
    cipheringInfo: dedicatedKey ?? new Uint8Array(),
  }
}

function contextName(isCiphered: boolean | undefined) {
  return isCiphered ? 'logical-name-ciphered' : 'logical-name'
}

type AddressOf = (context: Context) => number | undefined

/** The password of LLS: written, never read. HLS has change_HLS_secret instead. */
function password(addressOf: AddressOf, set: readonly ClientName[]): Attribute<Uint8Array> {
  return {
    get: noClient,
    set,
    source: { kind: 'function', value: () => new Uint8Array() },
    write: (context, secret) => {
      const { keys, store, now } = context
      const address = addressOf(context)
      if (address === undefined || !keys.changeSecret(address, 'low', secret)) return 'other-reason'
      store.events.record('keysChanged', now)
      return 'success'
    },
  }
}

/**
 * change_HLS_secret (IEC 62056-6-2, class 15, method 2): the new secret in an encrypted request, or wrapped with the
 * master key. HLS with GMAC and ECDSA has none of its own: its keys are changed in the security setup.
 */
function secretChange(addressOf: AddressOf, access: readonly ClientName[]): Method<Uint8Array> {
  return {
    does: (context, sent) => {
      const { keys, store, now, requester } = context
      const address = addressOf(context)
      const secret = requester.protection.encrypted ? sent : keys.unwrapped(sent)
      const isDone =
        address !== undefined && secret !== undefined && keys.changeSecret(address, 'high', secret)
      if (isDone) store.events.record('keysChanged', now)
      return outcome(isDone)
    },
    access,
    isExact: true,
  }
}

function current({ requester }: Context): number {
  return requester.client
}

/** The association that asks; one object stands for each of them. */
export const association = object(
  associationLnV1,
  obisCodes.currentAssociation,
  {
    objectList: readEncoded(context => objectList(context, context.client), { get: everyClient }),
    associatedPartnersId: read(
      ({ requester }) => ({ clientSap: requester.client, serverSap: 1 }),
      everyClient,
    ),
    applicationContextName: read(({ requester }) => contextName(requester.ciphered), everyClient),
    xdlmsContextInfo: read(
      ({ requester, objects }) => contextInfo(objects.conformance, requester.dedicatedKey),
      everyClient,
    ),
    authenticationMechanismName: read(({ requester }) => requester.mechanism, everyClient),
    secret: password(current, secured),
    associationStatus: read('associated', everyClient),
    securitySetupReference: read(obisCodes.securitySetup, everyClient),
  },
  {
    // The machine answers the challenge while the association is established; later there is nothing to authenticate.
    replyToHlsAuthentication: {
      does: () => ({ ...answer({ type: 'null-data', value: null }), result: 'other-reason' }),
      access: secured,
    },
    changeHlsSecret: secretChange(current, secured),
  },
)

/** The associations of the usual clients: management, reader, public; in value group E from 1 on. */
const usualAssociations = 3

/**
 * Every association that the meter knows, in value group E from 1 on: every client learns which clients it may associate as,
 * and under which security setup; management sees and changes the rest.
 */
export function associations(further: number): readonly ObjectEntry[] {
  return Array.from({ length: usualAssociations + further }, (_, i) => associationOf(i + 1))
}

function associationOf(number: number): ObjectEntry {
  const found = ({ keys }: Context): MeterAssociation => at(keys.all(), number - 1)
  const addressOf = (context: Context): number => found(context).address
  return object(
    associationLnV1,
    `0.0.40.0.${number}.255`,
    {
      objectList: readEncoded(context => objectList(context, found(context).rights), { get: management }),
      associatedPartnersId: read(context => ({ clientSap: addressOf(context), serverSap: 1 }), everyClient),
      applicationContextName: read(context => contextName(found(context).isCiphered), everyClient),
      xdlmsContextInfo: read(
        context =>
          contextInfo(
            context.objects.conformance,
            addressOf(context) === context.requester.client ? context.requester.dedicatedKey : undefined,
          ),
        management,
      ),
      authenticationMechanismName: read(context => found(context).mechanism, everyClient),
      secret: password(addressOf, management),
      associationStatus: read(
        context =>
          addressOf(context) === context.requester.client
            ? ('associated' as const)
            : ('non-associated' as const),
        management,
      ),
      securitySetupReference: read(context => securitySetupOf(found(context).usual), everyClient),
    },
    { changeHlsSecret: secretChange(addressOf, management) },
  )
}

/** Value group E is that of the client's invocation counter, too. */
function securitySetupOf(usual: ClientName | undefined) {
  if (usual === undefined || usual === 'public') return obisCodes.securitySetup
  return obis(`0.0.43.0.${clients[usual]}.255`)
}
