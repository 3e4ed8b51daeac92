import { concat } from '@ferraris/bytes'
import type { PrivateKey, PublicKey } from './elliptic-curve.ts'
import { deriveKey, type KeyAlgorithm } from './key-derivation.ts'

/** Key-parameters of an agreed key: by which scheme of NIST SP 800-56A (IEC 62056-5-3, 5.3.4.6). */
export const agreementSchemes = {
  /** C(1e, 1s): an ephemeral key of the originator, the static key of the recipient. */
  'one-pass': 1,
  /** C(0e, 2s): the static keys of both. */
  'static-unified': 2,
} as const
type AgreementScheme = keyof typeof agreementSchemes

/** The parties of a key agreement: the originator is party U, the recipient party V. */
export interface Parties {
  readonly originator: Uint8Array
  readonly recipient: Uint8Array
  readonly transactionId: Uint8Array
}

/**
 * The block cipher key of one direction. With the one-pass scheme the ephemeral key makes each key another; with static
 * unified the transaction id does, as nonce of party U (IEC 62056-5-3, annex I). Throws SecurityError `key-invalid`.
 */
export function agreedKey(
  scheme: AgreementScheme,
  own: PrivateKey,
  other: PublicKey,
  { originator, recipient, transactionId }: Parties,
): Uint8Array {
  const algorithm = own.suite === 1 ? 'AES-GCM-128' : 'AES-GCM-256'
  const partyU = scheme === 'one-pass' ? originator : concat(originator, transactionId)
  return deriveKey(own.suite, own.agree(other), algorithm, partyU, recipient)
}

/** Keys that the method key_agreement replaces, by their identifier in class 64. */
const agreeableKeys = {
  'global-unicast-encryption': 0,
  'global-broadcast-encryption': 1,
  authentication: 2,
  master: 3,
} as const
export type AgreeableKey = keyof typeof agreeableKeys

/** The ephemeral unified scheme C(2e, 0s) of key_agreement (IEC 62056-6-2, class 64): a new global key. */
export function agreedGlobalKey(
  keyId: AgreeableKey,
  own: PrivateKey,
  other: PublicKey,
  { client, server }: { client: Uint8Array; server: Uint8Array },
): Uint8Array {
  const purpose = keyId === 'master' ? 'AES-WRAP' : 'AES-GCM'
  const algorithm: KeyAlgorithm = `${purpose}-${own.suite === 1 ? 128 : 256}`
  return deriveKey(own.suite, own.agree(other), algorithm, client, server)
}

/** What each side gives in key_agreement: its ephemeral public key, signed together with the key's identifier. */
export function offerKey(keyId: AgreeableKey, ephemeral: PublicKey, signing: PrivateKey): Uint8Array {
  return concat(ephemeral.point, signing.sign(concat(Uint8Array.of(agreeableKeys[keyId]), ephemeral.point)))
}

/** Takes apart what {@link offerKey} made; undefined where the signature is not the owner's of the key. */
export function takeOffer(keyId: AgreeableKey, offer: Uint8Array, signer: PublicKey): Uint8Array | undefined {
  const size = signer.point.length
  if (offer.length !== 2 * size) return undefined
  const point = offer.subarray(0, size)
  const message = concat(Uint8Array.of(agreeableKeys[keyId]), point)
  return signer.verify(message, offer.subarray(size)) ? point : undefined
}
