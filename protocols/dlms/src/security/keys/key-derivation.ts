import { createHash } from 'node:crypto'
import { concat } from '@ferraris/bytes'
import type { PublicKeySuite } from './elliptic-curve.ts'

/** What the derived key is for: the last octet of its identifier 2.16.756.5.8.3.n (IEC 62056-5-3, 5.3.4.6.5). */
export const keyAlgorithms = {
  'AES-GCM-128': 0,
  'AES-GCM-256': 1,
  'AES-WRAP-128': 2,
  'AES-WRAP-256': 3,
} as const
export type KeyAlgorithm = keyof typeof keyAlgorithms

/**
 * The concatenation KDF of NIST SP 800-56A with one round: hash(1 | Z | algorithm | party U | party V), cut to the
 * length of the key.
 */
export function deriveKey(
  suite: PublicKeySuite,
  z: Uint8Array,
  algorithm: KeyAlgorithm,
  partyU: Uint8Array,
  partyV: Uint8Array,
): Uint8Array {
  const identifier = Uint8Array.of(0x60, 0x85, 0x74, 0x05, 0x08, 0x03, keyAlgorithms[algorithm])
  const round = Uint8Array.of(0, 0, 0, 1)
  const digest = createHash(suite === 1 ? 'sha256' : 'sha384')
    .update(concat(round, z, identifier, partyU, partyV))
    .digest()
  return new Uint8Array(digest.subarray(0, algorithm.endsWith('128') ? 16 : 32))
}
