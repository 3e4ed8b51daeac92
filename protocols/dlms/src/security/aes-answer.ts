import { createCipheriv } from 'node:crypto'
import type { HlsExchange } from './hls/hls.ts'

const block = 16

/** Zeros up to a whole number of blocks. */
function padded(octets: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.max(1, Math.ceil(octets.length / block)) * block)
  whole.set(octets)
  return whole
}

/**
 * HLS 2 in its most widespread form: the challenge enciphered block by block with the secret, both filled up with zeros.
 * A secret of more than 16 octets is cut. It proves no more than that: where the meter can do HLS 5, use that.
 */
export function aesAnswer(secret: Uint8Array) {
  return ({ received }: HlsExchange): Uint8Array => {
    const cipher = createCipheriv('aes-128-ecb', padded(secret).subarray(0, block), null).setAutoPadding(
      false,
    )
    return new Uint8Array(cipher.update(padded(received)))
  }
}
