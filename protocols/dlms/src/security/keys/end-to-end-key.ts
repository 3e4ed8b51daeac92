import { concat } from '@ferraris/bytes'
import type { KeyInfo } from '../../apdu/protection/general.ts'
import type { ExchangeHeader } from '../exchange-header.ts'
import { SecurityError } from '../security-error.ts'
import { PrivateKey, PublicKey } from './elliptic-curve.ts'
import { agreedKey, agreementSchemes, type Parties } from './key-agreement.ts'
import { unwrapKey, wrapKey } from './key-wrap.ts'
import type { Correspondence, KeyPairs } from './keyring.ts'
import { keyLength, type SecuritySuite, type SuiteKeys } from './suite-keys.ts'

/** The key of general-ciphering, as its sender chooses it (IEC 62056-5-3, 5.3.4.6). */
export type KeyChoice =
  /** One of the global keys, by its name. */
  | { readonly kind: 'identified' }
  /** A fresh random key, wrapped with the master key. */
  | { readonly kind: 'wrapped'; readonly key: Uint8Array }
  /** Agreed on with C(1e, 1s): an ephemeral key pair that serves this association only. */
  | { readonly kind: 'one-pass'; readonly ephemeral: PrivateKey }
  /** Agreed on with C(0e, 2s). */
  | { readonly kind: 'static-unified' }
  /** Agreed on earlier in this association: nothing is said about it. */
  | { readonly kind: 'agreed'; readonly keys: SuiteKeys }

/**
 * The strongest choice that the keys at hand allow: agreed on anew, agreed on by static keys, wrapped, or the one that
 * both have by its name. `random` gives fresh octets.
 */
export function strongestKeyChoice(
  suite: SecuritySuite,
  atHand: { readonly agreement: boolean; readonly signing: boolean; readonly masterKey: boolean },
  random: (length: number) => Uint8Array,
): KeyChoice {
  const { agreement, signing, masterKey } = atHand
  if (suite !== 0 && agreement && signing)
    return { kind: 'one-pass', ephemeral: PrivateKey.generate(suite, random) }
  if (suite !== 0 && agreement) return { kind: 'static-unified' }
  return masterKey ? { kind: 'wrapped', key: random(keyLength[suite]) } : { kind: 'identified' }
}

/** A choice as its receiver has it: enough to answer in the same manner. */
export type ReceivedChoice = Exclude<KeyChoice, { readonly kind: 'one-pass' }> | { readonly kind: 'one-pass' }

const nothing = new Uint8Array()

/** The keys that protect, and what is said about them. Throws {@link SecurityError}. */
export function keysToSend(
  { ring }: Correspondence,
  choice: KeyChoice,
  header: ExchangeHeader,
): readonly [SuiteKeys, KeyInfo | undefined] {
  const { keys } = ring
  switch (choice.kind) {
    case 'identified':
      return [keys, { kind: 'identified-key', keyId: 'global-unicast-encryption-key' }]
    case 'wrapped': {
      const keyCipheredData = wrapKey(masterKey(ring.masterKey), choice.key)
      return [withKey(keys, choice.key), { kind: 'wrapped-key', kekId: 'master-key', keyCipheredData }]
    }
    case 'one-pass': {
      const { publicKey } = choice.ephemeral
      const signature = need(ring.signing, 'to sign').own.sign(publicKey.point)
      const other = peerOf(ring.agreement, header.recipientSystemTitle)
      const key = agreedKey('one-pass', choice.ephemeral, other, partiesOf(header))
      return [withKey(keys, key), agreed('one-pass', concat(publicKey.point, signature))]
    }
    case 'static-unified': {
      const other = peerOf(ring.agreement, header.recipientSystemTitle)
      const { own } = need(ring.agreement, 'to agree on keys')
      const key = agreedKey('static-unified', own, other, partiesOf(header))
      return [withKey(keys, key), agreed('static-unified', nothing)]
    }
    case 'agreed':
      return [choice.keys, undefined]
  }
}

/** Keys that may have protected what names no key: those agreed on before, else the global ones. */
export function keysUnnamed({ ring, agreed = [] }: Correspondence): readonly ReceivedKeys[] {
  return [
    ...agreed.map(keys => [keys, { kind: 'agreed', keys }, 'global'] as const),
    [ring.keys, { kind: 'identified' }, 'global'],
  ]
}

/** Keys, how to answer under the same, and by which name their counters count. */
export type ReceivedKeys = readonly [SuiteKeys, ReceivedChoice, 'global' | 'broadcast']

/** The keys that a message names. Throws {@link SecurityError}. */
export function keysReceived({ ring }: Correspondence, info: KeyInfo, header: ExchangeHeader): ReceivedKeys {
  const { keys, broadcastKeys } = ring
  switch (info.kind) {
    case 'identified-key':
      if (info.keyId === 'global-unicast-encryption-key') return [keys, { kind: 'identified' }, 'global']
      if (broadcastKeys === undefined) throw missing('no broadcast key is held')
      return [broadcastKeys, { kind: 'identified' }, 'broadcast']
    case 'wrapped-key': {
      const key = unwrapKey(masterKey(ring.masterKey), info.keyCipheredData)
      return [withKey(keys, key), { kind: 'wrapped', key }, 'global']
    }
    case 'agreed-key': {
      const [scheme] = info.keyParameters
      const { own } = need(ring.agreement, 'to agree on keys')
      if (info.keyParameters.length === 1 && scheme === agreementSchemes['one-pass']) {
        const other = signedEphemeral(ring.signing, info.keyCipheredData, header.originatorSystemTitle)
        const key = agreedKey('one-pass', own, other, partiesOf(header))
        return [withKey(keys, key), { kind: 'one-pass' }, 'global']
      }
      if (info.keyParameters.length === 1 && scheme === agreementSchemes['static-unified']) {
        const other = peerOf(ring.agreement, header.originatorSystemTitle)
        const key = agreedKey('static-unified', own, other, partiesOf(header))
        return [withKey(keys, key), { kind: 'static-unified' }, 'global']
      }
      throw new SecurityError('key-invalid', 'the parameters name no scheme of key agreement')
    }
  }
}

/** An ephemeral public key with the signature of its maker, against a man in the middle. */
function signedEphemeral(pairs: KeyPairs | undefined, octets: Uint8Array, title: Uint8Array): PublicKey {
  const signer = peerOf(pairs, title)
  const size = signer.point.length
  const point = octets.subarray(0, size)
  if (octets.length !== 2 * size || !signer.verify(point, octets.subarray(size)))
    throw new SecurityError('signature-mismatch', 'the ephemeral key is not signed by its sender')
  return new PublicKey(point)
}

function agreed(scheme: 'one-pass' | 'static-unified', keyCipheredData: Uint8Array): KeyInfo {
  return {
    kind: 'agreed-key',
    keyParameters: Uint8Array.of(agreementSchemes[scheme]),
    keyCipheredData,
  }
}

function partiesOf(header: ExchangeHeader): Parties {
  return {
    originator: header.originatorSystemTitle,
    recipient: header.recipientSystemTitle,
    transactionId: header.transactionId,
  }
}

function withKey(keys: SuiteKeys, key: Uint8Array): SuiteKeys {
  if (key.length !== keyLength[keys.suite])
    throw new SecurityError(
      'key-invalid',
      `the key has ${key.length} octets, not those of suite ${keys.suite}`,
    )
  return keys.withEncryptionKey(key)
}

function missing(detail: string) {
  return new SecurityError('key-missing', detail)
}

function masterKey(key: Uint8Array | undefined): Uint8Array {
  if (key === undefined) throw missing('no master key is held')
  return key
}

function need(pairs: KeyPairs | undefined, purpose: string): KeyPairs {
  if (pairs === undefined) throw missing(`no key pair is held ${purpose}`)
  return pairs
}

/** The public key of a peer for the purpose of the pairs. */
export function peerOf(pairs: KeyPairs | undefined, title: Uint8Array): PublicKey {
  const key = pairs?.peer(title)
  if (key === undefined) throw missing('no public key of the peer is held')
  return key
}
