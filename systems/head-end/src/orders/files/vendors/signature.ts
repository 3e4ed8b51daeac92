import { createPublicKey, verify } from 'node:crypto'
import { algorithmOf, type SignedFile, signedText } from './signed-text.ts'

/** r and s on P-256, one after the other; in DER they are longer. */
const rawEcdsa = 64

/** Whether a signature is that of a key over a file. */
export function isSignedBy(publicKey: string, signature: Buffer, file: SignedFile): boolean {
  const key = createPublicKey(publicKey)
  const text = Buffer.from(signedText(file))
  if (algorithmOf(key) === 'ed25519') return verify(null, text, key, signature)
  const dsaEncoding = signature.length === rawEcdsa ? 'ieee-p1363' : 'der'
  return verify('sha256', text, { key, dsaEncoding }, signature)
}
