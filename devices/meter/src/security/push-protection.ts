import { type KeyChoice, keyLength, PrivateKey, SecurityError, sealApdu } from '@ferraris/dlms/security'
import type { ServerSecurity } from '@ferraris/dlms/server'
import type { KeyStore } from './key-store.ts'

/** Whose key protects a message that names its addressee. */
export type PushKey = 'identified' | 'wrapped' | 'one-pass' | 'static-unified'

/** With the keys of which client a message is protected, and how. */
export interface PushProtection {
  readonly client: number
  readonly authenticated: boolean
  readonly encrypted: boolean
  readonly signed?: boolean
  /** In general-ciphering; without it in general-glo-ciphering, which any holder of the global keys opens. */
  readonly addressed?: {
    readonly key: PushKey
    /** System title of the addressee. */
    readonly recipient: Uint8Array
    readonly transactionId: Uint8Array
  }
}

/** Protects an APDU; undefined where the meter does not have the keys for it. */
export type Protect = (apdu: Uint8Array, protection: PushProtection) => Uint8Array | undefined

/** Protects pushes, which no association does, with the keys that a client and the meter share. */
export function protectPush(
  keys: KeyStore,
  systemTitle: Uint8Array,
  random: (length: number) => Uint8Array,
): Protect {
  return (apdu, { client, authenticated, encrypted, signed = false, addressed }) => {
    const security = keys.associations.known(client)?.security
    if (security === undefined) return undefined
    const between = {
      ring: security,
      dedicated: undefined,
      ownTitle: systemTitle,
      peerTitle: addressed?.recipient,
    }
    try {
      const envelope = {
        form: addressed === undefined ? ('general' as const) : choiceOf(addressed.key, security, random),
        key: 'global' as const,
        protection: { authenticated, encrypted, signed },
        transactionId: addressed?.transactionId ?? new Uint8Array(),
      }
      return sealApdu(between, envelope, security.counters.take(), apdu).octets
    } catch (error) {
      if (error instanceof SecurityError) return undefined
      throw error
    }
  }
}

function choiceOf(
  key: PushKey,
  { keys: { suite } }: ServerSecurity,
  random: (length: number) => Uint8Array,
): KeyChoice {
  if (key === 'wrapped') return { kind: 'wrapped', key: random(keyLength[suite]) }
  if (key !== 'one-pass') return { kind: key }
  if (suite === 0) throw new SecurityError('key-missing', 'suite 0 agrees on no keys')
  return { kind: 'one-pass', ephemeral: PrivateKey.generate(suite, random) }
}
