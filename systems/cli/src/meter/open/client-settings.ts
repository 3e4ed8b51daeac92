import { randomBytes } from 'node:crypto'
import { conformanceOf } from '@ferraris/dlms'
import type { ClientAuthentication, ClientSecurity } from '@ferraris/dlms/client'
import {
  type KeyChoice,
  type KeyPairs,
  keyLength,
  type SecuritySuite,
  SuiteKeys,
  strongestKeyChoice,
} from '@ferraris/dlms/security'
import type { MeterUri } from '@ferraris/transport'
import { InputError } from '../../errors.ts'
import type { PairEntry, Secret } from '../../keys/key-file.ts'

const conformance = conformanceOf(
  'general-protection',
  'block-transfer-with-get-or-read',
  'block-transfer-with-set-or-write',
  'block-transfer-with-action',
  'multiple-references',
  'get',
  'set',
  'selective-access',
  'action',
  'read',
  'write',
  'parameterized-access',
)

/** A month of quarter hours with eight columns has 150,000 octets. */
const maxResponseLength = 8_000_000

/** What we can do and take, and how the meter's objects are named. */
export function limitsOf({ referencing = 'ln' }: Pick<MeterUri, 'referencing'>) {
  return {
    ...(referencing === 'sn' && { referencing: 'SN' as const }),
    proposedConformance: conformance,
    maxReceivePduSize: 0xffff,
    maxResponseLength,
  }
}

/** How we prove who we are, as the URI says. Throws InputError where the key ring lacks what it takes. */
export function authenticationOf({ auth }: MeterUri, secret: Secret): ClientAuthentication {
  const password = secret.password ?? new Uint8Array()
  switch (auth) {
    case 'none':
      return { mechanism: 'none' }
    case 'low':
      return { mechanism: 'low', password }
    case 'gmac':
      return { mechanism: 'gmac', challenge: randomBytes(16) }
    case 'ecdsa':
      return { mechanism: 'ecdsa', challenge: randomBytes(32), signing: pairsOf(secret.signing, 'Signing') }
    default:
      return { mechanism: auth, challenge: randomBytes(16), secret: password }
  }
}

/** Keys and ciphering, as the URI says; undefined where the ring has no keys: then the association is in the clear. */
export function securityOf(
  uri: MeterUri,
  secret: Secret,
  systemTitle: Uint8Array,
): ClientSecurity | undefined {
  const { keys, kek, signing, agreement } = secret
  if (keys === undefined) return undefined
  const suite = suiteOf(uri, keys.guek)
  const ciphering = uri.ciphering ?? 'glo'
  return {
    systemTitle,
    keys: new SuiteKeys(keys.guek, keys.gak, suite),
    protection: { authenticated: true, encrypted: true },
    ...(kek && { masterKey: kek }),
    ...(signing && { signing: pairsOf(signing, 'Signing') }),
    ...(agreement && { agreement: pairsOf(agreement, 'Agreement') }),
    ...(ciphering.endsWith('ded') && { dedicatedKey: randomBytes(keyLength[suite]) }),
    ciphering:
      ciphering === 'general-ciphering'
        ? keyChoice(suite, secret)
        : ciphering.startsWith('general')
          ? 'general'
          : 'service',
  }
}

/** The suite of the URI; without one, that of the keys. */
function suiteOf({ suite }: MeterUri, guek: Uint8Array): SecuritySuite {
  const wanted = suite ?? (guek.length === 32 ? 2 : 0)
  if (keyLength[wanted] === guek.length) return wanted
  throw new InputError(
    '--keys',
    `has keys of ${guek.length} octets, and suite ${wanted} has keys of ${keyLength[wanted]}`,
    'say the suite in the URI with &suite=, or give its keys',
  )
}

function keyChoice(suite: SecuritySuite, { agreement, signing, kek }: Secret): KeyChoice {
  return strongestKeyChoice(
    suite,
    { agreement: agreement !== undefined, signing: signing !== undefined, masterKey: kek !== undefined },
    length => randomBytes(length),
  )
}

function pairsOf(pair: PairEntry | undefined, purpose: 'Signing' | 'Agreement'): KeyPairs {
  if (pair === undefined) {
    const members = `client${purpose}PrivateKey and server${purpose}PublicKey`
    throw new InputError('--keys', `has no ${members}`, 'add them to the entry of this meter')
  }
  return { own: pair.own, peer: () => pair.meter }
}
