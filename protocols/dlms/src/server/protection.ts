import { defined } from '@ferraris/bytes'
import {
  type Envelope,
  envelopeLength,
  type Opened,
  openApdu,
  type ReceivedEnvelope,
  sealApdu,
  type UsedCounter,
} from '../security/envelope.ts'
import { PrivateKey } from '../security/keys/elliptic-curve.ts'
import type { Correspondence } from '../security/keys/keyring.ts'
import { lastCounter } from '../security/keys/suite-keys.ts'
import { isCiphering, type Protection, satisfies, stronger } from '../security/security-control.ts'
import { SecurityError } from '../security/security-error.ts'
import type { ServerAssociation, ServerSecurity, ServerSettings } from './state.ts'

/** A client's counter that is not above the last one. */
export class ReplayError extends SecurityError {
  readonly expected: number
  constructor(counter: number, received: number) {
    super('counter-replayed', `invocation counter ${counter} after ${received}`)
    this.expected = Math.min(received + 1, lastCounter)
  }
}

/** The least protection of what we send. */
function responsePolicy({ policy, responses }: ServerSecurity): Protection {
  return responses ?? policy
}

/** Whether APDUs of an association with this security must be protected in one direction at least. */
export function demandsCiphering(security: ServerSecurity): boolean {
  return [security.policy, responsePolicy(security)].some(it => isCiphering(it) || it.signed === true)
}

/** Opens the user information of AARQ or RLRQ, which is never signed, and keeps its counter. */
export function openInformation(
  settings: ServerSettings,
  security: ServerSecurity,
  title: Uint8Array,
  information: Uint8Array,
  opensAssociation: boolean,
): Opened {
  const { authenticated, encrypted } = security.policy
  const opened = openApdu(between(settings, security, title, undefined), information)
  demand(opened, { authenticated, encrypted })
  if (opened.counter !== undefined) acceptGlobal(security, opened.counter, opensAssociation)
  return opened
}

/** The plain APDU of a request within a ciphered association, and how it came. Throws SecurityError, DecodeError. */
export function openRequest(
  settings: ServerSettings,
  before: ServerAssociation,
  security: ServerSecurity,
  apdu: Uint8Array,
): [ServerAssociation, Uint8Array, ReceivedEnvelope] {
  const { clientSystemTitle, dedicated } = before
  const correspondence = between(settings, security, clientSystemTitle, dedicated?.keys)
  const remembered = before.agreed === undefined ? [] : [before.agreed]
  const opened = openApdu({ ...correspondence, agreed: remembered }, apdu)
  demand(opened, security.policy)
  const { plain, envelope, counter, agreed } = opened
  const association = agreed === undefined ? before : { ...before, agreed }
  if (counter === undefined) return [association, plain, envelope]
  if (counter.key !== 'dedicated') {
    acceptGlobal(security, counter, false)
    return [association, plain, envelope]
  }
  const { keys, received } = defined(dedicated, 'the dedicated key')
  if (counter.value <= received) throw new ReplayError(counter.value, received)
  return [{ ...association, dedicated: { keys, received: counter.value } }, plain, envelope]
}

function demand({ envelope }: Opened, policy: Protection): void {
  if (!satisfies(envelope.protection, policy))
    throw new SecurityError('protection-too-weak', 'the APDU is protected less than the policy demands')
}

function acceptGlobal({ counters }: ServerSecurity, counter: UsedCounter, opensAssociation: boolean): void {
  const source = { systemTitle: counter.systemTitle, broadcast: counter.key === 'broadcast' }
  const received = counters.received(source)
  if (counter.value <= received) throw new ReplayError(counter.value, received)
  counters.accept(counter.value, opensAssociation, source)
}

function between(
  { systemTitle }: ServerSettings,
  ring: ServerSecurity,
  peerTitle: Uint8Array | undefined,
  dedicated: Correspondence['dedicated'],
): Correspondence {
  return { ring, dedicated, ownTitle: systemTitle, peerTitle }
}

/** Protects a response the way its request came, and as the policy demands. */
export function seal(
  settings: ServerSettings,
  { clientSystemTitle, dedicated }: ServerAssociation,
  security: ServerSecurity,
  plain: Uint8Array,
  received: ReceivedEnvelope,
): Uint8Array {
  const protection = answerProtection(security, received)
  if (!isCiphering(protection) && protection.signed !== true) return plain
  const counter = isCiphering(protection) ? security.counters.take() : 0
  const form = formOf(settings, security, received)
  const correspondence = between(settings, security, clientSystemTitle, dedicated?.keys)
  return sealApdu(correspondence, { ...received, form, protection }, counter, plain).octets
}

/** Protects user information of AARE or RLRE, which is never signed. */
export function sealInformation(
  settings: ServerSettings,
  security: ServerSecurity,
  plain: Uint8Array,
  received: ReceivedEnvelope | undefined,
): Uint8Array {
  const { authenticated, encrypted } = answerProtection(security, received)
  const protection = { authenticated, encrypted }
  if (!isCiphering(protection)) return plain
  const correspondence = between(settings, security, undefined, undefined)
  const form = received?.form === 'general' ? 'general' : 'service'
  const envelope: Envelope = { form, key: 'global', protection, transactionId: new Uint8Array() }
  return sealApdu(correspondence, envelope, security.counters.take(), plain).octets
}

function answerProtection(security: ServerSecurity, received: ReceivedEnvelope | undefined): Protection {
  return received === undefined
    ? responsePolicy(security)
    : stronger(responsePolicy(security), received.protection)
}

/** With the one-pass scheme each direction has an ephemeral key of its own. */
function formOf(
  { random }: ServerSettings,
  { keys }: ServerSecurity,
  { form }: ReceivedEnvelope,
): Envelope['form'] {
  if (typeof form === 'string') return form
  if (form.kind !== 'one-pass') return form
  if (keys.suite === 0) throw new SecurityError('suite-not-supported', 'suite 0 has no key agreement')
  return { kind: 'one-pass', ephemeral: PrivateKey.generate(keys.suite, random) }
}

/** Octets that protecting adds to a response at most. */
export function responseOverhead(security: ServerSecurity, received: ReceivedEnvelope): number {
  return envelopeLength(received.form, answerProtection(security, received), security.keys)
}
