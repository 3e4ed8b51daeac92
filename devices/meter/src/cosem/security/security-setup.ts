import { type Obis, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { ValueTypeOf } from '@ferraris/cosem/values'
import { bitsOfPolicy, type SecurityPolicy, version0OfPolicy } from '@ferraris/dlms/security'
import { obisCodes } from '@ferraris/metering'
import { type ClientName, clients, type SecuredClient } from '../../security/clients.ts'
import { everyClient, management, read } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import {
  certificateInfos,
  exportCertificate,
  generateCertificateRequest,
  generateKeyPair,
  importCertificate,
  removeCertificate,
} from './certificates.ts'
import { activatePolicy, activatePolicyV0, agreeKeys, transferKeys } from './keys.ts'

/** Which class the security setups are of: version 0 knows suite 0 only. */
type SecuritySetupVersion = 0 | 1

/** The setup that each association names as its own; and those of management's keys and of the reader's. */
export function securitySetups(version: SecuritySetupVersion): readonly ObjectEntry[] {
  const setup = version === 0 ? setupV0 : setupV1
  return [
    setup(obisCodes.securitySetup, everyClient, 'management'),
    setup(obis('0.0.43.0.1.255'), management, 'management'),
    setup(obis('0.0.43.0.2.255'), management, 'reader'),
  ]
}

/**
 * The protection that every message needs: in the setup that each association names as its own that of this association, where a
 * plain one needs none; in the others that of their client.
 */
function policyIn(name: Obis, client: SecuredClient) {
  return ({ keys, requester }: Context): SecurityPolicy | undefined => {
    if (name !== obisCodes.securitySetup) return keys.policyOf(clients[client])
    return requester.ciphered ? keys.policyOf(requester.client) : undefined
  }
}

function common(seenBy: readonly ClientName[]) {
  return {
    securitySuite: read(({ keys }: Context) => keys.suite, seenBy),
    clientSystemTitle: read(({ requester }: Context) => requester.systemTitle ?? new Uint8Array(), seenBy),
    serverSystemTitle: read(({ identity }: Context) => identity.systemTitle, seenBy),
  }
}

function setupV0(name: ObjectEntry['obis'], seenBy: readonly ClientName[], client: SecuredClient) {
  return object(
    classes.securitySetupV0,
    name,
    {
      securityPolicy: read<ValueTypeOf<typeof classes.securityPolicy>>(context => {
        const policy = policyIn(name, client)(context)
        return policy === undefined ? 'none' : version0OfPolicy(policy)
      }, seenBy),
      ...common(seenBy),
    },
    {
      securityActivate: { does: activatePolicyV0(client), isExact: true },
      keyTransfer: transferKeys(client),
    },
  )
}

function setupV1(name: ObjectEntry['obis'], seenBy: readonly ClientName[], client: SecuredClient) {
  return object(
    classes.securitySetup,
    name,
    {
      // A bit for each protection of requests and responses.
      securityPolicy: read(context => {
        const policy = policyIn(name, client)(context)
        return policy === undefined ? 0 : bitsOfPolicy(policy)
      }, seenBy),
      ...common(seenBy),
      certificates: read(certificateInfos, seenBy),
    },
    {
      securityActivate: { does: activatePolicy(client), isExact: true },
      keyTransfer: transferKeys(client),
      keyAgreement: agreeKeys(client),
      generateKeyPair,
      generateCertificateRequest,
      importCertificate,
      exportCertificate,
      removeCertificate,
    },
  )
}
