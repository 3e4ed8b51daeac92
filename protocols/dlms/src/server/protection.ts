import { Reader, Writer } from '@ferraris/bytes'
import { axdr } from '@ferraris/codec'
import { apduTags, cipheredTag, serviceCiphering } from '../apdu/tags.ts'
import { controlByte, protectionOf, satisfies } from '../security/security-control.ts'
import { SecurityError } from '../security/security-error.ts'
import { type ProtectedOctets, SuiteKeys } from '../security/suite-keys.ts'
import type { ServerAssociation, ServerSecurity } from './state.ts'

/** How a request came, so that its response goes back the same way. */
export interface Envelope {
  readonly key: 'global' | 'dedicated'
  readonly general: boolean
}

/** A client's counter that is not above the last one. */
export class ReplayError extends SecurityError {
  readonly expected: number
  constructor(counter: number, received: number) {
    super('counter-replayed', `invocation counter ${counter} after ${received}`)
    this.expected = received + 1
  }
}

/** Verifies octets under the global keys and remembers their counter. Throws SecurityError, DecodeError. */
export function openGlobal(
  security: ServerSecurity,
  title: Uint8Array,
  octets: ProtectedOctets,
  opensAssociation: boolean,
): Uint8Array {
  const { control, invocationCounter, plaintext } = security.keys.unprotect(title, octets)
  demand(control, security)
  const received = security.counters.received()
  if (invocationCounter <= received) throw new ReplayError(invocationCounter, received)
  security.counters.accept(invocationCounter, opensAssociation)
  return plaintext
}

function demand(control: number, security: ServerSecurity): void {
  if (!satisfies(protectionOf(control), security.policy)) {
    throw new SecurityError(
      'protection-too-weak',
      `security control ${control.toString(16)} is below the policy`,
    )
  }
}

/** The plain APDU of a request within a ciphered association, and how it came. */
export function openRequest(
  association: ServerAssociation,
  security: ServerSecurity,
  apdu: Uint8Array,
): [ServerAssociation, Uint8Array, Envelope] {
  const tag = apdu[0]!
  const general = tag === apduTags['general-glo-ciphering'] || tag === apduTags['general-ded-ciphering']
  const service = serviceCiphering(tag)
  if (!general && service === undefined) {
    throw new SecurityError(
      'protection-too-weak',
      `APDU ${tag.toString(16)} in plain within a ciphered association`,
    )
  }
  const key = tag === apduTags['general-ded-ciphering'] ? 'dedicated' : (service?.key ?? 'global')
  const reader = new Reader(apdu, { start: 1 })
  const title = general ? axdr.octetString.decode(reader) : association.clientSystemTitle
  const octets = axdr.octetString.decode(reader)
  reader.finish()
  if (title?.length !== 8) throw new SecurityError('key-missing', 'no system title of 8 octets')
  if (key === 'global') return [association, openGlobal(security, title, octets, false), { key, general }]
  if (association.dedicated === undefined)
    throw new SecurityError('key-missing', 'no dedicated key was given')
  const { keys, received } = association.dedicated
  const { control, invocationCounter, plaintext } = keys.unprotect(title, octets)
  demand(control, security)
  if (invocationCounter <= received) throw new ReplayError(invocationCounter, received)
  return [{ ...association, dedicated: { keys, received: invocationCounter } }, plaintext, { key, general }]
}

/** Protects a response the way its request came. */
export function seal(
  association: ServerAssociation,
  security: ServerSecurity,
  systemTitle: Uint8Array,
  plain: Uint8Array,
  { key, general }: Envelope,
): Uint8Array {
  const keys = key === 'dedicated' ? association.dedicated!.keys : security.keys
  const octets = keys.protect(controlByte(security.policy), systemTitle, security.counters.take(), plain)
  const writer = new Writer(octets.length + 16)
  if (general) {
    writer.u8(apduTags[key === 'global' ? 'general-glo-ciphering' : 'general-ded-ciphering'])
    axdr.octetString.encode(writer, systemTitle)
  } else writer.u8(cipheredTag(plain[0]!, key)!)
  axdr.octetString.encode(writer, octets)
  return writer.finish()
}

/** Octets that protecting adds to a response. */
export const envelopeLength = (security: ServerSecurity | undefined): number =>
  security === undefined ? 0 : SuiteKeys.protectedLength(controlByte(security.policy), 0) + 13
