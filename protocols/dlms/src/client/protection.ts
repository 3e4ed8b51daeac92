import { Reader, Writer } from '@ferraris/bytes'
import { axdr } from '@ferraris/codec'
import { apduTags, cipheredTag, serviceCiphering } from '../apdu/tags.ts'
import { DlmsError } from '../dlms-error.ts'
import { controlByte, protectionOf, satisfies } from '../security/security-control.ts'
import { SecurityError } from '../security/security-error.ts'
import type { SuiteKeys } from '../security/suite-keys.ts'
import type { ClientSecurity, ClientState, KeyKind, ServerFacts } from './state.ts'

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

/** Which key ciphers the services of an association: the dedicated one, once the client has given one. */
export const serviceKey = (state: ClientState): KeyKind =>
  state.dedicatedKeys === undefined ? 'global' : 'dedicated'

/** Ciphers a service APDU with a key; leaves it plain in a plain context. */
export function protect(state: ClientState, plain: Uint8Array, key: KeyKind): [ClientState, Uint8Array] {
  const { security } = state.settings
  if (!isCiphered(security)) return [state, plain]
  const [next, counter] = takeCounter(state)
  const { systemTitle, protection } = security
  const octets = keysFor(state, security, key).protect(controlByte(protection), systemTitle, counter, plain)
  if (security.ciphering === 'general') {
    return [
      next,
      wrap(
        apduTags[key === 'global' ? 'general-glo-ciphering' : 'general-ded-ciphering'],
        octets,
        systemTitle,
      ),
    ]
  }
  return [next, wrap(cipheredTag(plain[0]!, key)!, octets)]
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
  return unprotectContent(state, security, dedicated ? 'dedicated' : 'global', title, content)
}

function keysFor(state: ClientState, security: ClientSecurity, key: KeyKind): SuiteKeys {
  if (key === 'global') return security.keys
  if (state.dedicatedKeys === undefined)
    throw new DlmsError('protection', 'dedicated key in use that we never gave')
  return state.dedicatedKeys
}

/** Verifies tag, protection and counter of protected octets from the server. */
export function unprotectContent(
  state: ClientState,
  security: ClientSecurity,
  key: KeyKind,
  title: Uint8Array,
  content: Uint8Array,
): [ClientState, Uint8Array] {
  const keys = keysFor(state, security, key)
  try {
    const { control, invocationCounter, plaintext } = keys.unprotect(title, content)
    if (!satisfies(protectionOf(control), security.protection)) {
      throw new DlmsError('protection', `security control ${control.toString(16)} protects less than agreed`)
    }
    const last = state.serverCounters[key]
    if (invocationCounter <= last) {
      throw new DlmsError('protection', `invocation counter ${invocationCounter} after ${last}: replayed`)
    }
    return [{ ...state, serverCounters: { ...state.serverCounters, [key]: invocationCounter } }, plaintext]
  } catch (error) {
    if (error instanceof SecurityError) throw new DlmsError('protection', error.message, { cause: error })
    throw error
  }
}
