import { randomBytes } from 'node:crypto'
import { type Conformance, type ConformanceService, conformanceOf } from '@ferraris/dlms'
import type { ClientAuthentication, ClientSecurity, ClientSettings } from '@ferraris/dlms/client'
import {
  type KeyChoice,
  type KeyPairs,
  keyLength,
  type SecuritySuite,
  SuiteKeys,
  strongestKeyChoice,
} from '@ferraris/dlms/security'
import type { MeterUri } from '@ferraris/transport'
import {
  type DeviceKeys,
  type OpenedSecrets,
  openSecrets,
  type PeerKeys,
} from '../inventory/client-secrets.ts'
import { SessionError } from './failure.ts'

/** How a meter wants to be associated with, as its URI says. */
export type AssociationTerms = Pick<MeterUri, 'auth' | 'suite' | 'ciphering' | 'referencing'>

const logicalNames: readonly ConformanceService[] = [
  'block-transfer-with-get-or-read',
  'multiple-references',
  'get',
  'selective-access',
  'action',
]
const ordinary = conformanceOf(...logicalNames)
const generallyProtected = conformanceOf(...logicalNames, 'general-protection')
const shortNames = conformanceOf(
  'block-transfer-with-get-or-read',
  'multiple-references',
  'read',
  'parameterized-access',
)

function proposedBy({ referencing, ciphering = 'glo' }: AssociationTerms): Conformance {
  if (referencing === 'sn') return shortNames
  return ciphering.startsWith('general') ? generallyProtected : ordinary
}

/** What we can do and take, and how the meter's objects are named. */
export function limitsOf(terms: AssociationTerms, maxApdu: number) {
  return {
    ...(terms.referencing === 'sn' && { referencing: 'SN' as const }),
    proposedConformance: proposedBy(terms),
    maxReceivePduSize: maxApdu,
    /** A year of quarter-hours with eight columns has 2 MB. */
    maxResponseLength: 4_000_000,
  }
}

/**
 * Settings of one association, with fresh challenges and keys of its own. `systemTitle` is our own name, unless the meter
 * knows us by another. Throws SessionError where the secrets are not enough.
 */
export function associationSettings(
  terms: AssociationTerms,
  secrets: DeviceKeys,
  { systemTitle: own, maxApdu }: { systemTitle: Uint8Array; maxApdu: number },
): ClientSettings {
  const opened = openSecrets(secrets)
  const systemTitle = opened.clientTitle ?? own
  const security = securityOf(terms, opened, systemTitle)
  return {
    authentication: authenticationOf(terms, opened),
    systemTitle,
    ...(security && { security }),
    ...limitsOf(terms, maxApdu),
  }
}

function authenticationOf({ auth }: AssociationTerms, secrets: OpenedSecrets): ClientAuthentication {
  switch (auth) {
    case 'none':
      return { mechanism: 'none' }
    case 'low':
      return { mechanism: 'low', password: needed(secrets.password, 'password', auth) }
    case 'gmac':
      needed(secrets.keys, 'guek and gak', auth)
      return { mechanism: 'gmac', challenge: randomBytes(16) }
    case 'ecdsa': {
      const signing = needed(secrets.signing, 'clientSigningPrivateKey and serverSigningPublicKey', auth)
      return { mechanism: 'ecdsa', challenge: randomBytes(32), signing: pairsOf(signing) }
    }
    default:
      return {
        mechanism: auth,
        challenge: randomBytes(16),
        secret: needed(secrets.password, 'password', auth),
      }
  }
}

function needed<T>(secret: T | undefined, members: string, auth: string): T {
  if (secret !== undefined) return secret
  throw new SessionError('inventory', `auth=${auth} needs ${members}; enrol the meter again with it`)
}

/** Keys and ciphering; undefined where there are no keys: then the association is in the clear. */
function securityOf(
  terms: AssociationTerms,
  secrets: OpenedSecrets,
  systemTitle: Uint8Array,
): ClientSecurity | undefined {
  const { keys, kek, signing, agreement } = secrets
  if (keys === undefined) return undefined
  const suite = suiteOf(terms, keys.guek)
  const ciphering = terms.ciphering ?? 'glo'
  return {
    systemTitle,
    keys: new SuiteKeys(keys.guek, keys.gak, suite),
    protection: { authenticated: true, encrypted: true },
    ...(kek && { masterKey: kek }),
    ...(signing && { signing: pairsOf(signing) }),
    ...(agreement && { agreement: pairsOf(agreement) }),
    ...(ciphering.endsWith('ded') && { dedicatedKey: randomBytes(keyLength[suite]) }),
    ...(ciphering.startsWith('general') && {
      ciphering: ciphering === 'general-ciphering' ? keyChoice(suite, secrets) : 'general',
    }),
  }
}

/** The suite of the URI; without one, that of the keys. */
function suiteOf({ suite }: AssociationTerms, guek: Uint8Array): SecuritySuite {
  const wanted = suite ?? (guek.length === keyLength[2] ? 2 : 0)
  if (keyLength[wanted] === guek.length) return wanted
  throw new SessionError(
    'inventory',
    `the URI says suite ${wanted}, whose keys have ${keyLength[wanted]} octets, and the meter's keys have ${guek.length}`,
  )
}

function keyChoice(suite: SecuritySuite, { agreement, signing, kek }: OpenedSecrets): KeyChoice {
  return strongestKeyChoice(
    suite,
    { agreement: agreement !== undefined, signing: signing !== undefined, masterKey: kek !== undefined },
    length => randomBytes(length),
  )
}

function pairsOf({ own, meter }: PeerKeys): KeyPairs {
  return { own, peer: () => meter }
}
