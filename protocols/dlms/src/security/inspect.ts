import { concat, equal } from '@ferraris/bytes'
import type { ProtectedContent } from '../apdu/protection/protected-content.ts'
import type { CipherKey } from './keys/cipher-key.ts'
import { protectionOf } from './security-control.ts'

/** What a key makes of protected content. */
interface Inspected {
  readonly plaintext: Uint8Array
  /** Missing without authentication, and without the authentication key. */
  readonly tagValid?: boolean
}

/**
 * Opens protected content for the display of a telegram: the plain octets come out even if the tag does not
 * verify. Never for use in an association, where such octets must not be looked at. `associated` is authenticated
 * beyond security control and authentication key, as general-ciphering does.
 */
export function inspect(
  encryptionKey: CipherKey,
  authenticationKey: Uint8Array | undefined,
  systemTitle: Uint8Array,
  { control, invocationCounter, content, tag }: ProtectedContent,
  associated: Uint8Array = new Uint8Array(),
): Inspected {
  const counter = new Uint8Array(4)
  new DataView(counter.buffer).setUint32(0, invocationCounter)
  const nonce = concat(systemTitle, counter)
  const { encrypted } = protectionOf(control)
  const plaintext = encrypted ? encryptionKey.stream(nonce, content) : content
  if (tag === undefined || authenticationKey === undefined) return { plaintext }
  const aad = concat(Uint8Array.of(control), authenticationKey, associated)
  const expected = encrypted
    ? sealedTag(encryptionKey, nonce, aad, plaintext)
    : encryptionKey.gmac(nonce, concat(aad, plaintext))
  return { plaintext, tagValid: equal(expected, tag) }
}

function sealedTag(key: CipherKey, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(plaintext.length + 12)
  key.seal(nonce, aad, plaintext, sealed, 0)
  return sealed.subarray(plaintext.length)
}
