import type { ClientAuthentication, ClientSecurity, ClientSettings } from '@ferraris/dlms/client'
import {
  type KeyChoice,
  type KeyPairs,
  keyLength,
  type PrivateKey,
  type PublicKey,
  type SecuritySuite,
  SuiteKeys,
  strongestKeyChoice,
} from '@ferraris/dlms/security'
import { ClientError } from '../client-error.ts'
import { type AssociationForm, limitsOf } from './association-form.ts'

/** A key pair of the client with the public key of the meter. */
export interface PeerKeys {
  readonly own: PrivateKey
  readonly meter: PublicKey
}

/** The secrets of a client towards a meter, ready for use. */
export interface AssociationSecrets {
  readonly keys: { readonly guek: Uint8Array; readonly gak: Uint8Array } | undefined
  readonly kek: Uint8Array | undefined
  /** Password of LLS, secret of HLS 3, 4 and 6. */
  readonly password: Uint8Array | undefined
  readonly signing: PeerKeys | undefined
  readonly agreement: PeerKeys | undefined
}

interface OwnTerms {
  /** The client's system title, 8 octets; without it none is sent. */
  readonly systemTitle: Uint8Array | undefined
  /** Longest APDU that the way carries. */
  readonly maxApdu: number
  /** Fresh random octets. */
  random(length: number): Uint8Array
  /**
   * Whether requests go as general-signing, so that others can see later that they were ours. Of effect in suites 1 and 2, where
   * there is a key to sign with; the meter's answers need not be signed.
   */
  readonly signed?: boolean
}

/** Settings of an association without secrets. */
export function plainSettings(form: AssociationForm, maxApdu: number): ClientSettings {
  return { authentication: { mechanism: 'none' }, ...limitsOf(form, maxApdu) }
}

/** Settings of one association, with fresh challenges and keys of its own. Throws ClientError `secret-missing`. */
export function associationSettings(
  form: AssociationForm,
  secrets: AssociationSecrets,
  terms: OwnTerms,
): ClientSettings {
  const { systemTitle, maxApdu } = terms
  const security = systemTitle && securityOf(form, secrets, systemTitle, terms)
  return {
    authentication: authenticationOf(form, secrets, terms),
    ...(systemTitle && { systemTitle }),
    ...(security && { security }),
    ...limitsOf(form, maxApdu, security?.protection.signed),
  }
}

function authenticationOf(
  { auth }: AssociationForm,
  secrets: AssociationSecrets,
  { random }: OwnTerms,
): ClientAuthentication {
  switch (auth) {
    case 'none':
      return { mechanism: 'none' }
    case 'low':
      return { mechanism: 'low', password: needed(secrets.password, 'password', auth) }
    case 'gmac':
      needed(secrets.keys, 'guek and gak', auth)
      return { mechanism: 'gmac', challenge: random(16) }
    case 'ecdsa': {
      const signing = needed(secrets.signing, 'clientSigningPrivateKey and serverSigningPublicKey', auth)
      return { mechanism: 'ecdsa', challenge: random(32), signing: pairsOf(signing) }
    }
    default:
      return { mechanism: auth, challenge: random(16), secret: needed(secrets.password, 'password', auth) }
  }
}

function needed<T>(secret: T | undefined, members: string, auth: string): T {
  if (secret !== undefined) return secret
  throw new ClientError('secret-missing', `auth=${auth}`, `needs ${members}`)
}

/** Keys and ciphering; undefined where there are no keys: then the association is in the clear. */
function securityOf(
  form: AssociationForm,
  secrets: AssociationSecrets,
  systemTitle: Uint8Array,
  { random, signed = false }: OwnTerms,
): ClientSecurity | undefined {
  const { keys, kek, signing, agreement } = secrets
  if (keys === undefined) return undefined
  const suite = suiteOf(form, keys.guek)
  const ciphered = { authenticated: true, encrypted: true }
  const isSigned = signed && suite !== 0 && signing !== undefined
  const ciphering = form.ciphering ?? 'glo'
  return {
    systemTitle,
    keys: new SuiteKeys(keys.guek, keys.gak, suite),
    protection: isSigned ? { ...ciphered, signed: true } : ciphered,
    accepts: ciphered,
    ...(kek && { masterKey: kek }),
    ...(signing && { signing: pairsOf(signing) }),
    ...(agreement && { agreement: pairsOf(agreement) }),
    ...(ciphering.endsWith('ded') && { dedicatedKey: random(keyLength[suite]) }),
    ...(ciphering.startsWith('general') && {
      ciphering: ciphering === 'general-ciphering' ? keyChoice(suite, secrets, random) : 'general',
    }),
  }
}

/** The suite of the URI; without one, that of the keys. */
function suiteOf({ suite }: AssociationForm, guek: Uint8Array): SecuritySuite {
  const wanted = suite ?? (guek.length === keyLength[2] ? 2 : 0)
  if (keyLength[wanted] === guek.length) return wanted
  const detail = `its keys have ${keyLength[wanted]} octets, and those given have ${guek.length}`
  throw new ClientError('secret-missing', `suite=${wanted}`, detail)
}

function keyChoice(
  suite: SecuritySuite,
  { agreement, signing, kek }: AssociationSecrets,
  random: OwnTerms['random'],
): KeyChoice {
  return strongestKeyChoice(
    suite,
    { agreement: agreement !== undefined, signing: signing !== undefined, masterKey: kek !== undefined },
    random,
  )
}

function pairsOf({ own, meter }: PeerKeys): KeyPairs {
  return { own, peer: () => meter }
}
