import { apduTags } from '../apdu/tags.ts'
import { DlmsError } from '../dlms-error.ts'
import { type Envelope, envelopeLength, type Opened, openApdu, sealApdu } from '../security/envelope.ts'
import type { Correspondence } from '../security/keys/keyring.ts'
import { isCiphering, type Protection, satisfies } from '../security/security-control.ts'
import { SecurityError } from '../security/security-error.ts'
import type { ClientSecurity, ClientState, ServerFacts } from './state.ts'

/** The least protection of what the server sends. */
export function accepted({ accepts, protection }: ClientSecurity): Protection {
  return accepts ?? protection
}

function isProtecting(protection: Protection): boolean {
  return isCiphering(protection) || protection.signed === true
}

/** Whether APDUs of this association are protected: then the application context says so, too. */
export function isCiphered(security: ClientSecurity | undefined): security is ClientSecurity {
  return security !== undefined && (isProtecting(security.protection) || isProtecting(accepted(security)))
}

/** Takes the next own invocation counter. Throws `counter-exhausted`. */
export function takeCounter(state: ClientState): [ClientState, number] {
  const { next, end } = state.counters
  if (next >= end) throw new DlmsError('counter-exhausted')
  return [{ ...state, counters: { next: next + 1, end } }, next]
}

/** The keys and names of the two ends; `peerTitle` is not known before AARE. */
export function correspondence(
  state: ClientState,
  security: ClientSecurity,
  peerTitle: Uint8Array | undefined,
): Correspondence {
  return {
    ring: security,
    dedicated: state.dedicatedKeys,
    agreed: agreedList(state.agreedKeys),
    ownTitle: security.systemTitle,
    peerTitle,
  }
}

function agreedList({ peer, own }: ClientState['agreedKeys']) {
  return [peer, own].filter(keys => keys !== undefined)
}

/**
 * Ciphers the InitiateRequest with the global key, always in its service-specific form, as servers expect it. It is
 * never signed: the server need not have our certificate yet.
 */
export function protectGlobal(
  state: ClientState,
  security: ClientSecurity,
  plain: Uint8Array,
): [ClientState, Uint8Array] {
  const { authenticated, encrypted } = security.protection
  const protection = { authenticated, encrypted }
  if (!isCiphering(protection)) return [state, plain]
  return seal(state, security, undefined, { form: 'service', key: 'global', protection }, plain)
}

/** Which key ciphers the services of an association: the dedicated one, once the client has given one. */
export function serviceKey(state: ClientState): 'global' | 'dedicated' {
  return state.dedicatedKeys === undefined ? 'global' : 'dedicated'
}

/** Protects a service APDU as agreed; leaves it plain in a plain context. */
export function protect(
  state: ClientState,
  plain: Uint8Array,
  key: 'global' | 'dedicated',
): [ClientState, Uint8Array] {
  const { security } = state.settings
  if (!isCiphered(security)) return [state, plain]
  const form = security.ciphering ?? 'service'
  const peerTitle = 'server' in state.phase ? state.phase.server.systemTitle : undefined
  return seal(state, security, peerTitle, { form, key, protection: security.protection }, plain)
}

function seal(
  state: ClientState,
  security: ClientSecurity,
  peerTitle: Uint8Array | undefined,
  envelope: Omit<Envelope, 'transactionId'>,
  plain: Uint8Array,
): [ClientState, Uint8Array] {
  const [next, counter] = takeCounter(state)
  const between = correspondence(state, security, peerTitle)
  const isNamed = typeof envelope.form === 'object' || envelope.protection.signed === true
  const transactionId = isNamed ? counterOctets(counter) : nothing
  const { octets, agreed } = translated(() =>
    sealApdu(between, { ...envelope, transactionId }, counter, plain),
  )
  return [agreed === undefined ? next : { ...next, agreedKeys: { ...next.agreedKeys, own: agreed } }, octets]
}

const nothing = new Uint8Array()

/** A transaction id that never comes twice, as no counter does. */
function counterOctets(counter: number): Uint8Array {
  const octets = new Uint8Array(8)
  new DataView(octets.buffer).setUint32(4, counter)
  return octets
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
  if (!isCiphered(security) || apdu[0] === apduTags['exception-response']) return [state, apdu]
  const between = correspondence(state, security, server.systemTitle)
  const opened = translated(() => openApdu(between, apdu))
  return accept(state, opened, accepted(security), apdu)
}

/** Takes what was opened if it is protected as agreed and no counter of the server's comes again. */
export function accept(
  before: ClientState,
  { plain, envelope, counter, agreed }: Opened,
  wanted: Protection,
  apdu: Uint8Array,
): [ClientState, Uint8Array] {
  if (!satisfies(envelope.protection, wanted)) {
    const how =
      counter === undefined ? 'in plain within a ciphered association' : 'protected less than agreed'
    throw new DlmsError('protection', `APDU ${apdu[0]?.toString(16)} ${how}`)
  }
  const state =
    agreed === undefined ? before : { ...before, agreedKeys: { ...before.agreedKeys, peer: agreed } }
  if (counter === undefined) return [state, plain]
  const last = state.serverCounters[counter.key]
  if (counter.value <= last) {
    throw new DlmsError('protection', `invocation counter ${counter.value} after ${last}: replayed`)
  }
  return [{ ...state, serverCounters: { ...state.serverCounters, [counter.key]: counter.value } }, plain]
}

/** Security errors as errors of the association. */
export function translated<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof SecurityError)) throw error
    const code = error.code === 'counter-exhausted' ? 'counter-exhausted' : 'protection'
    throw new DlmsError(code, error.message, { cause: error })
  }
}

/** Octets that protecting adds to a request at most. */
export function protectionLength(security: ClientSecurity): number {
  return envelopeLength(security.ciphering ?? 'service', security.protection, security.keys)
}
