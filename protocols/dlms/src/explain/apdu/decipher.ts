import { DecodeError } from '@ferraris/bytes'
import { decode } from '@ferraris/codec'
import { type Layer, offsetOf } from '@ferraris/codec/dissect'
import { looksLikeP1 } from '@ferraris/iec62056-21'
import { anyApdu } from '../../apdu/apdu.ts'
import type { ProtectedContent } from '../../apdu/protection/protected-content.ts'
import { DlmsError } from '../../dlms-error.ts'
import { inspect } from '../../security/inspect.ts'
import { protectionOf, securityControl } from '../../security/security-control.ts'
import type { Candidate, Context } from '../context.ts'

/** What decryption brought to light. */
export interface Deciphered {
  readonly plaintext?: Uint8Array
  readonly tagValid?: boolean
}

/** The keys that may have protected an APDU, in the order in which to try them. */
export function candidates(context: Context, kind: 'global' | 'dedicated', control: number): Candidate[] {
  const broadcast = (control & securityControl.broadcastKey) !== 0
  const sets = context.keySets.map(set => ({
    encryption: kind === 'dedicated' ? set.ded : broadcast ? (set.gbek ?? set.guek) : set.guek,
    authentication: set.gak,
  }))
  const learned = kind === 'dedicated' ? context.known.dedicated : undefined
  const withLearned =
    learned === undefined
      ? []
      : sets.map(set => ({ encryption: learned, authentication: set.authentication }))
  return [...withLearned, ...sets].filter((it): it is Candidate => it.encryption !== undefined)
}

/**
 * Tries keys until one fits. A tag that verifies settles it; where there is none, or no authentication key to check it,
 * or only that key is wrong, a plaintext that is a well-formed APDU tells that the encryption key is right.
 */
export function decipher(
  context: Context,
  layer: Layer,
  content: ProtectedContent,
  title: Uint8Array | undefined,
  keys: readonly Candidate[],
  associated?: Uint8Array,
): Deciphered {
  const { findings } = context
  const { authenticated, encrypted } = protectionOf(content.control)
  const fault = (message: string) =>
    findings.fault(layer, 'content', offsetOf(layer.fields, 'content') ?? layer.from, message)
  if (content.control & securityControl.compressed) {
    fault('the content is compressed (V.44), which cannot be undone here')
    return {}
  }
  if (!encrypted && keys.length === 0) return { plaintext: content.content }
  if (keys.length === 0) {
    layer.summary = 'encrypted; give its key to see the content'
    return {}
  }
  if (title?.length !== 8) {
    fault('the system title of the sender is not known; give it as systemTitle, clientSt or serverSt')
    return encrypted ? {} : { plaintext: content.content }
  }
  // Some peers (Gurux Java) authenticate no more in general-ciphering than elsewhere.
  const beyond = associated === undefined ? [undefined] : [associated, undefined]
  const tried = keys.flatMap(key =>
    beyond.map(octets => inspect(key.encryption, key.authentication, title, content, octets)),
  )
  const proven = tried.find(result => result.tagValid === true)
  if (proven !== undefined) return proven
  const wellFormed = tried.find(({ plaintext }) => isApdu(plaintext) || looksLikeP1(plaintext))
  if (wellFormed === undefined) {
    // Without the authentication key nothing tells a wrong encryption key from content that is no APDU.
    const isProvable = authenticated && keys.every(({ authentication }) => authentication !== undefined)
    fault(
      isProvable || !authenticated
        ? `${because('encryption-key-wrong')}, or the sender's system title is another`
        : 'the content is no APDU: the encryption key (GUEK) may be another, or the content may be of another kind; give the authentication key (GAK), which tells',
    )
    return authenticated && tried[0]?.tagValid === false ? { tagValid: false } : {}
  }
  if (wellFormed.tagValid === false) {
    fault(
      encrypted
        ? `${because('authentication-key-wrong')}; or the telegram has been altered`
        : 'the tag does not verify: the authentication key (GAK) or the encryption key (GUEK) is not the right one',
    )
  }
  return wellFormed
}

function because(code: 'encryption-key-wrong' | 'authentication-key-wrong'): string {
  const [, meaning, advice] = DlmsError.declarations[code]
  return `${meaning}; ${advice}`
}

function isApdu(octets: Uint8Array): boolean {
  try {
    decode(anyApdu, octets)
    return true
  } catch (error) {
    if (error instanceof DecodeError) return false
    throw error
  }
}
