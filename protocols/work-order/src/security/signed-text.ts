import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { WorkOrderError } from '../work-order-error.ts'

/** A document with a signature over its very octets (Ed25519, RFC 8032): any change is found out. */
interface Signed {
  readonly kind: string
  /** The document in JSON, base64url. */
  readonly content: string
  readonly signature: string
}

/** What is signed says which kind of document it is, so that none passes for another. */
function signedOctets(kind: string, content: string): Buffer {
  return Buffer.from(`ferraris ${kind}\n${content}`)
}

/** Signs a document. */
export function signDocument(kind: string, document: unknown, key: KeyObject): string {
  const content = Buffer.from(JSON.stringify(document)).toString('base64url')
  const signature = sign(null, signedOctets(kind, content), key).toString('base64url')
  return `${JSON.stringify({ kind, content, signature } satisfies Signed, undefined, 1)}\n`
}

/** The document of a text, if it was signed with this key. Throws {@link WorkOrderError} `malformed` or `altered`. */
export function openSigned(kind: string, text: string, key: KeyObject): unknown {
  const signed = parse(kind, text)
  const signature = Buffer.from(signed.signature, 'base64url')
  if (!verify(null, signedOctets(kind, signed.content), key, signature))
    throw new WorkOrderError('altered', `the signature of this ${kind} is wrong`)
  return JSON.parse(Buffer.from(signed.content, 'base64url').toString())
}

/** The document of a text before anything is known of its signer: to find the key to verify with. */
export function peekSigned(kind: string, text: string): unknown {
  try {
    return JSON.parse(Buffer.from(parse(kind, text).content, 'base64url').toString())
  } catch (cause) {
    if (cause instanceof WorkOrderError) throw cause
    throw new WorkOrderError('malformed', `this is no ${kind}`, { cause })
  }
}

function parse(kind: string, text: string): Signed {
  let found: Partial<Signed> | null
  try {
    found = JSON.parse(text)
  } catch (cause) {
    throw new WorkOrderError('malformed', `this is no ${kind}`, { cause })
  }
  const isSound =
    found?.kind === kind && typeof found.content === 'string' && typeof found.signature === 'string'
  if (!isSound) throw new WorkOrderError('malformed', `this is no ${kind}`)
  return found as Signed
}

/** A signature over a text, base64url; the text says itself what it states. */
export function signStatement(text: string, key: KeyObject): string {
  return sign(null, Buffer.from(text), key).toString('base64url')
}

/** A new pair for signatures or for sealing; the secret one in PEM (PKCS 8). */
export function newKeyPair(type: 'ed25519' | 'x25519'): string {
  return (type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519')).privateKey
    .export({ type: 'pkcs8', format: 'pem' })
    .toString()
}

/** Reads a secret key in PEM. Throws Node's error for what is none. */
export function privateKeyOf(pem: string): KeyObject {
  return createPrivateKey(pem)
}

/** The public half of a secret key, 32 octets in base64url. */
export function publicHalf(secret: KeyObject): string {
  return (createPublicKey(secret).export({ format: 'jwk' }) as { x: string }).x
}

/** A public key from its 32 octets in base64url. Throws {@link WorkOrderError} `malformed`. */
export function publicKeyOf(type: 'Ed25519' | 'X25519', text: string): KeyObject {
  try {
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: type, x: text }, format: 'jwk' })
    // With a point of small order there is nothing to agree on (RFC 7748, 6.1).
    if (type === 'X25519') diffieHellman({ privateKey: generateKeyPairSync('x25519').privateKey, publicKey })
    return publicKey
  } catch (cause) {
    throw new WorkOrderError('malformed', `this is no public key (${type})`, { cause })
  }
}
