import { Reader, Writer } from '@ferraris/bytes'
import { axdr } from '@ferraris/codec'
import { apduTags, cipheredTag, serviceCiphering } from '../apdu/tags.ts'
import { DlmsError } from '../dlms-error.ts'
import { controlByte, protectionOf, satisfies } from '../security/security-control.ts'
import { SecurityError } from '../security/security-error.ts'
import type { Suite0 } from '../security/suite0.ts'
import type { ClientSecurity, ClientState, ServerFacts } from './state.ts'

/** Whether APDUs of this association are ciphered: then the application context says so, too. */
export function isCiphered(security: ClientSecurity | undefined): security is ClientSecurity {
  return security !== undefined && (security.protection.authenticated || security.protection.encrypted)
}

/** Takes the next own invocation counter. Throws `counter-exhausted`. */
export function takeCounter(state: ClientState): [ClientState, number] {
  const { next, end } = state.counters
  if (next >= end) throw new DlmsError('counter-exhausted')
  return [{ ...state, counters: { next: next + 1, end } }, next]
}

/** Ciphers with the global key under the tag that belongs to the plain APDU's. */
export function protectGlobal(
  state: ClientState,
  security: ClientSecurity,
  plain: Uint8Array,
): [ClientState, Uint8Array] {
  const [next, counter] = takeCounter(state)
  const octets = security.keys.protect(controlByte(security.protection), security.systemTitle, counter, plain)
  return [next, wrap(cipheredTag(plain[0]!, 'global')!, octets)]
}

/** Ciphers a service APDU as the settings say; leaves it plain in a plain context. */
export function protect(state: ClientState, plain: Uint8Array): [ClientState, Uint8Array] {
  const { security } = state.settings
  if (!isCiphered(security)) return [state, plain]
  const [next, counter] = takeCounter(state)
  const { keys, dedicatedKey, systemTitle, protection } = security
  const kind = dedicatedKey === undefined ? 'global' : 'dedicated'
  const active = dedicatedKey === undefined ? keys : keys.withEncryptionKey(dedicatedKey)
  const octets = active.protect(controlByte(protection), systemTitle, counter, plain)
  if (security.ciphering === 'general') {
    const tag = kind === 'global' ? apduTags['general-glo-ciphering'] : apduTags['general-ded-ciphering']
    return [next, wrap(tag, octets, systemTitle)]
  }
  return [next, wrap(cipheredTag(plain[0]!, kind)!, octets)]
}

function wrap(tag: number, octets: Uint8Array, systemTitle?: Uint8Array): Uint8Array {
  const writer = new Writer(octets.length + 16).u8(tag)
  if (systemTitle !== undefined) axdr.octetString.encode(writer, systemTitle)
  axdr.octetString.encode(writer, octets)
  return writer.finish()
}

/**
 * The plain APDU inside what the server sent. In a ciphered context only an exception-response may come in plain.
 * Throws DlmsError `protection` for whatever is not protected as agreed, DecodeError for broken octets.
 */
export function unprotect(
  state: ClientState,
  server: ServerFacts,
  apdu: Uint8Array,
): [ClientState, Uint8Array] {
  const { security } = state.settings
  const tag = apdu[0]
  if (!isCiphered(security) || tag === apduTags['exception-response'] || server.systemTitle === undefined) {
    return [state, apdu]
  }
  const general = tag === apduTags['general-glo-ciphering'] || tag === apduTags['general-ded-ciphering']
  const dedicated = tag === apduTags['general-ded-ciphering'] || serviceCiphering(tag!)?.key === 'dedicated'
  if (!general && serviceCiphering(tag!) === undefined) {
    throw new DlmsError('protection', `APDU ${tag?.toString(16)} in plain within a ciphered association`)
  }
  const reader = new Reader(apdu)
  reader.u8()
  const title = general ? axdr.octetString.decode(reader) : server.systemTitle
  const content = axdr.octetString.decode(reader)
  reader.finish()
  return unprotectContent(state, security, keysFor(security, dedicated), title, content)
}

function keysFor(security: ClientSecurity, dedicated: boolean): Suite0 {
  if (!dedicated) return security.keys
  if (security.dedicatedKey === undefined)
    throw new DlmsError('protection', 'dedicated key in use that we never gave')
  return security.keys.withEncryptionKey(security.dedicatedKey)
}

/** Verifies tag, protection and counter of protected octets from the server. */
export function unprotectContent(
  state: ClientState,
  security: ClientSecurity,
  keys: Suite0,
  title: Uint8Array,
  content: Uint8Array,
): [ClientState, Uint8Array] {
  try {
    const { control, invocationCounter, plaintext } = keys.unprotect(title, content)
    if (!satisfies(protectionOf(control), security.protection)) {
      throw new DlmsError('protection', `security control ${control.toString(16)} protects less than agreed`)
    }
    if (invocationCounter <= state.serverCounter) {
      throw new DlmsError(
        'protection',
        `invocation counter ${invocationCounter} after ${state.serverCounter}: replayed`,
      )
    }
    return [{ ...state, serverCounter: invocationCounter }, plaintext]
  } catch (error) {
    if (error instanceof SecurityError) throw new DlmsError('protection', error.message, { cause: error })
    throw error
  }
}
