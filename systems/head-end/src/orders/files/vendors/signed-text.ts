import type { KeyObject } from 'node:crypto'
import type { FileKind } from '../file-kinds.ts'
import type { SignatureAlgorithm } from '../schemas.ts'

export { type FileKind, fileKinds } from '../file-kinds.ts'

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

/** The algorithm of a key; undefined for one that we do not take. */
export function algorithmOf(key: KeyObject): SignatureAlgorithm | undefined {
  if (key.asymmetricKeyType === 'ed25519') return 'ed25519'
  const isP256 = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
  return isP256 ? 'ecdsa-p256' : undefined
}
