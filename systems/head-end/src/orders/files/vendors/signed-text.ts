import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { FileKind, SignatureAlgorithm } from '../schemas.ts'

/** What a signature is about: not the octets alone, or a file could be passed off as one for other meters. */
export interface SignedFile {
  readonly kind: FileKind
  readonly version: string
  readonly models: readonly string[]
  readonly legal: boolean
  readonly sha256: string
}

/** The text that a vendor signs, in UTF-8, a line each. */
export function signedText({ kind, version, models, legal, sha256 }: SignedFile): string {
  const lines = [
    'ferraris file',
    `kind ${kind}`,
    `version ${version}`,
    `models ${modelsOf(models.join(',')).join(',')}`,
    `part ${legal ? 'legal' : 'other'}`,
    `sha256 ${sha256}`,
  ]
  return `${lines.join('\n')}\n`
}

/** Models of a list with commas, each once and in order. */
export function modelsOf(text: string): string[] {
  return [...new Set(text.split(',').map(model => model.trim()))].sort()
}

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

/** The algorithm of a key; undefined for one that we do not take. */
export function algorithmOf(key: KeyObject): SignatureAlgorithm | undefined {
  if (key.asymmetricKeyType === 'ed25519') return 'ed25519'
  const isP256 = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
  return isP256 ? 'ecdsa-p256' : undefined
}
