import { createHash } from 'node:crypto'
import { concat } from '@ferraris/bytes'

/** What a party brings into an HLS exchange by a shared secret. */
export interface HlsProof {
  readonly secret: Uint8Array
  /** Of the party that proves itself, and of the one that verifies. */
  readonly proverTitle: Uint8Array
  readonly verifierTitle: Uint8Array
  /** The challenge that the prover answers, and the one it sent itself. */
  readonly received: Uint8Array
  readonly sent: Uint8Array
}

function digest(name: string, ...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(
    createHash(name)
      .update(concat(...parts))
      .digest(),
  )
}

/** HLS 3: MD5 over challenge and secret (IEC 62056-5-3, 5.3.7.2.3). */
export function hlsMd5({ received, secret }: HlsProof): Uint8Array {
  return digest('md5', received, secret)
}

/** HLS 4: SHA-1 over challenge and secret (IEC 62056-5-3, 5.3.7.2.4). */
export function hlsSha1({ received, secret }: HlsProof): Uint8Array {
  return digest('sha1', received, secret)
}

/** HLS 6: SHA-256 over secret, both titles and both challenges (IEC 62056-5-3, 5.3.7.2.6). */
export function hlsSha256({ secret, proverTitle, verifierTitle, received, sent }: HlsProof): Uint8Array {
  return digest('sha256', secret, proverTitle, verifierTitle, received, sent)
}
