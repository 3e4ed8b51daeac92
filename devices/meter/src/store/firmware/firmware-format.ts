import { createHash } from 'node:crypto'
import { concat, equal } from '@ferraris/bytes'
import type { PrivateKey, PublicKey } from '@ferraris/dlms/security'

/** Begins every image of a meter of ours. */
const magic = new TextEncoder().encode('FERRARIS')
const digestOctets = 32
/** Printable ASCII, at most 32 letters. */
const currentVersion = /^[!-~][ -~]{0,31}$/

/** What an image says of itself. */
export interface FirmwareImage {
  readonly version: string
  readonly code: Uint8Array
  /** r and s, one after the other; 64 octets on P-256, 96 on P-384. */
  readonly signature: Uint8Array | undefined
}

/**
 * An image of our own format: `FERRARIS`, length and text of the version, length of the signature, the code, SHA-256
 * over all before, then an ECDSA signature over all before, if there is a signer.
 */
export function firmwareImage(version: string, code: Uint8Array, signer?: PrivateKey): Uint8Array {
  if (!currentVersion.test(version))
    throw new RangeError(`"${version}" is no version: 1 to 32 printable letters`)
  const text = new TextEncoder().encode(version)
  const signatureLength = signer === undefined ? 0 : signer.publicKey.point.length
  const content = concat(magic, Uint8Array.of(text.length), text, Uint8Array.of(signatureLength), code)
  const digested = concat(content, createHash('sha256').update(content).digest())
  return signer === undefined ? digested : concat(digested, signer.sign(digested))
}

/** Reads an image; undefined for one that is broken, or that the signer asked for has not signed. */
export function readFirmwareImage(octets: Uint8Array, signer?: PublicKey): FirmwareImage | undefined {
  const textAt = magic.length + 1
  const textLength = octets[magic.length] ?? 0
  const signatureLength = octets[textAt + textLength] ?? 0
  const codeAt = textAt + textLength + 1
  const digestAt = octets.length - signatureLength - digestOctets
  if (!equal(octets.subarray(0, magic.length), magic) || digestAt < codeAt) return undefined
  const version = String.fromCharCode(...octets.subarray(textAt, textAt + textLength))
  const digest = createHash('sha256').update(octets.subarray(0, digestAt)).digest()
  if (!currentVersion.test(version) || !equal(digest, octets.subarray(digestAt, digestAt + digestOctets)))
    return undefined
  const signature = signatureLength === 0 ? undefined : octets.slice(digestAt + digestOctets)
  if (signer !== undefined) {
    if (signature === undefined || !signer.verify(octets.subarray(0, digestAt + digestOctets), signature))
      return undefined
  }
  return { version, code: octets.slice(codeAt, digestAt), signature }
}
