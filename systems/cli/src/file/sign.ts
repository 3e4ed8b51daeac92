import { createHash, createPrivateKey, type KeyObject, sign as signOctets } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  algorithmOf,
  type FileKind,
  modelsOf,
  type SignedFile,
  signedText,
} from '@ferraris/head-end/signed-file'
import { InputError } from '../errors.ts'
import { show } from '../terminal/say.ts'

/** What the options say of a file. */
export interface Described {
  readonly kind: FileKind
  readonly forVersion: string
  readonly models: string
  readonly legal?: boolean
}

/** `file sign`. */
export function sign(
  path: string,
  options: Described & { readonly signWith: string; readonly json?: boolean },
): void {
  const file = signedFile(contentOf(path), options)
  const signature = signatureOf(file, options.signWith)
  show(options.json, { sha256: file.sha256, signature, text: signedText(file) }, () => signature)
}

/** The content of a file. Throws InputError. */
export function contentOf(path: string): Buffer<ArrayBuffer> {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new InputError('file', `${path} cannot be read`, 'name a file that is there', { cause })
  }
}

/** What is signed of a file. */
export function signedFile(
  content: Buffer,
  { kind, forVersion, models, legal = false }: Described,
): SignedFile {
  const sha256 = createHash('sha256').update(content).digest('hex')
  return { kind, version: forVersion, models: modelsOf(models), legal, sha256 }
}

/** The signature of a secret key in PEM, base64url. Throws InputError. */
export function signatureOf(file: SignedFile, keyFile: string): string {
  const key = secretKeyOf(keyFile)
  const algorithm = algorithmOf(key) === 'ed25519' ? null : 'sha256'
  return signOctets(algorithm, Buffer.from(signedText(file)), key).toString('base64url')
}

function secretKeyOf(path: string): KeyObject {
  const remedy = 'make one with `openssl genpkey -algorithm ed25519`'
  let key: KeyObject
  try {
    key = createPrivateKey(readFileSync(path))
  } catch (cause) {
    throw new InputError('--sign-with', `${path} is no secret key in PEM`, remedy, { cause })
  }
  if (algorithmOf(key) !== undefined) return key
  throw new InputError('--sign-with', `${path} is neither Ed25519 nor ECDSA on P-256`, remedy)
}
