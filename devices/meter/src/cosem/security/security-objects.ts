import { classes } from '@ferraris/cosem/classes'
import { everybody, management, method, object, read, value } from '../model/object.ts'
import type { ClientName, ObjectEntry, SecuredClient } from '../model/object-table.ts'

/** Security setup that the association names as its own; its keys are those of management. */
export const securitySetup = '0.0.43.0.0.255'
/** Security setup of the reader's keys. */
const readerSetup = '0.0.43.0.2.255'

/** Which class the security setups are of: version 0 knows suite 0 only. */
export type SecuritySetupVersion = 0 | 1

/** The security setups; management replaces keys, and in version 1 certificates. */
export function securityObjects(version: SecuritySetupVersion): readonly ObjectEntry[] {
  return version === 0
    ? [setupV0(securitySetup, everybody, 'management'), setupV0(readerSetup, management, 'reader')]
    : [setupV1(securitySetup, everybody, 'management'), setupV1(readerSetup, management, 'reader')]
}

/** The highest counter of all clients: for those that have no object of their own. */
export const commonCounter: ObjectEntry = value('0.0.43.1.0.255', 'counter.highest', everybody)

function common(seenBy: readonly ClientName[]) {
  return {
    securitySuite: read('security.suite', seenBy),
    clientSystemTitle: read('security.clientSystemTitle', seenBy),
    serverSystemTitle: read('identity.systemTitle', seenBy),
  }
}

function setupV0(name: string, seenBy: readonly ClientName[], client: SecuredClient) {
  return object(
    classes.securitySetupV0,
    name,
    { securityPolicy: read('security.policy', seenBy), ...common(seenBy) },
    {
      securityActivate: method(`security.activate.${client}`),
      keyTransfer: method(`keys.transfer.${client}`),
    },
  )
}

function setupV1(name: string, seenBy: readonly ClientName[], client: SecuredClient) {
  return object(
    classes.securitySetup,
    name,
    {
      securityPolicy: read('security.policyBits', seenBy),
      ...common(seenBy),
      certificates: read('security.certificates', seenBy),
    },
    {
      securityActivate: method(`security.activate.${client}`),
      keyTransfer: method(`keys.transfer.${client}`),
      keyAgreement: method(`keys.agree.${client}`),
      generateKeyPair: method('keyPair.generate'),
      generateCertificateRequest: method('certificate.request'),
      importCertificate: method('certificate.import'),
      exportCertificate: method('certificate.export'),
      removeCertificate: method('certificate.remove'),
    },
  )
}
