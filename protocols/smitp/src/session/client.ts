/*
 * The client of one meter in SMITP's application: one request at a time, whatever carries the LSDUs.
 *
 *     state                      input or answer                next
 *     at rest                    request in clear               sends it; awaits the plain answer
 *                                request, counter known         persists the number, sends it protected
 *                                request, counter unknown       sends a challenge first
 *                                request, 32 numbers unproven   sends a challenge first, which announces the numbers used
 *                                request, counter doubted       the same: another master may have spoken with the meter since
 *     awaiting the challenge     its answer, proof right        learns the counter, then as above
 *     awaiting an answer         authentic answer               persists what it proves; `answered`
 *                                authentic refusal              persists its counter; `refused`, or once more (below)
 *                                anything else                  `ignored`: the wait goes on
 *     any wait                   repeat                         the identical octets again
 *                                abandon                        at rest; the effect stays unknown
 *
 * A message does not carry its number (MON): the meter tries the numbers above the last one that it took (LMON). So both sides must agree on
 * the counter, and a number must never protect two different requests. The client persists a number as used before it sends with it, and
 * what the meter has proved to have reached when an answer comes.
 *
 * Repeating the identical octets is safe: a meter gives the same answer to the same request and does not act twice. Only a new
 * number is a new request.
 *
 * A meter that does not answer uses up a number with each request that is given up. It takes the next 32; behind those the
 * challenge is the way back: it costs no number, so that no silence, however long, drives the counter away.
 *
 * "Not authentic" (code 10), itself proven, means that the numbers have parted: the refusal carries LMON, the client takes it over and
 * asks again under a new number, at most twice. After a repetition that is not safe for a command: the meter's counter may have passed
 * ours because the first copy took effect and its answer was lost. The client then fails with `effect-unknown` and leaves the
 * question to its caller.
 */

import { DecodeError, defined } from '@ferraris/bytes'
import { encode } from '@ferraris/codec'
import { authenticatedNack } from '../application/attribute.ts'
import { dateTimeOf, unknownDateTime } from '../application/date-time.ts'
import { decodeMessage, encodeMessage, type Message } from '../application/messages.ts'
import { type Refusal, refusalOf, refusals } from '../application/refusals.ts'
import type { Discipline } from '../mac/discipline.ts'
import { dsaps, type Ecc } from '../mac/lsap.ts'
import { type ChallengeRequest, challenge, openChallenge } from '../security/challenge.ts'
import { protect, unprotect } from '../security/protect.ts'
import { openRefusal } from '../security/refusal.ts'
import type { Ciphering, SmitpSecurity } from '../security/security.ts'
import { SmitpError } from '../smitp-error.ts'
import { type ClientCounter, learned, nextNumber, proved } from './counter.ts'
import { type ClientRequest, cipheringOf, disciplineFor, isClear, isReading } from './requests.ts'

export interface SmitpClientSettings {
  readonly security: SmitpSecurity
  /** Fresh random octets for challenges. */
  random(length: number): Uint8Array
}

export type SmitpClientInput =
  | {
      readonly kind: 'request'
      readonly request: ClientRequest
      /** In clear: for what a meter shows without proof, like its status word. */
      readonly clear?: boolean
      /** Octets of data that are expected back, so that the line is not kept waiting for more; default: any. */
      readonly expected?: number
      /** Epoch milliseconds that the request carries as its DATE-TIME; default: unknown. */
      readonly time?: number
    }
  /** An LSDU of DSAP 0 that came from this meter. */
  | { readonly kind: 'answer'; readonly lsdu: Uint8Array; readonly ecc: Ecc }
  /** Nothing came, or nothing of use: sends the identical octets again, which has no second effect. */
  | { readonly kind: 'repeat' }
  /** Gives the request up; whether it had its effect remains unknown. */
  | { readonly kind: 'abandon' }

export type SmitpClientOutput =
  /** To be kept for good before what follows is sent. */
  | { readonly kind: 'persist'; readonly counter: ClientCounter }
  | {
      readonly kind: 'send'
      readonly dsap: number
      readonly ecc: Ecc
      readonly lsdu: Uint8Array
      readonly discipline: Discipline
    }
  | { readonly kind: 'answered'; readonly message: Message }
  /** The meter refuses: `refusal` is undefined for unknown codes. Proven, unless the request went in clear. */
  | { readonly kind: 'refused'; readonly code: number; readonly refusal: Refusal | undefined }
  /** That was no answer to our request. We go on waiting: repeat, or abandon. */
  | { readonly kind: 'ignored'; readonly reason: SmitpError | DecodeError }
  | { readonly kind: 'failed'; readonly error: SmitpError }

type SmitpClientStep = readonly [next: SmitpClientState, outputs: readonly SmitpClientOutput[]]

/** The client of one meter: at most one request at a time. */
export interface SmitpClientState {
  /** Undefined until it was learned from the meter. */
  readonly counter: ClientCounter | undefined
  /** The numbers used as the meter was told of them last: it takes those after. */
  readonly announced?: bigint | undefined
  /** The counter may be behind the meter's: a challenge comes before its next number. */
  readonly isDoubted: boolean
  readonly pending: Pending | undefined
}

/** What awaits an answer. */
type Pending = {
  readonly request: ClientRequest
  readonly expected: number | undefined
  readonly dateTime: Uint8Array
  /** Times we have taken the meter's counter over. */
  readonly recoveries: number
  readonly sent: Extract<SmitpClientOutput, { readonly kind: 'send' }>
  readonly repeated: boolean
} & (
  | { readonly phase: 'clear' }
  | { readonly phase: 'challenge'; readonly challenge: ChallengeRequest }
  | { readonly phase: 'protected'; readonly ecc: Ciphering; readonly mon: bigint }
)

/** A second counter in a row that does not fit is no matter of counters. */
const maxRecoveries = 2

/**
 * @param counter as last persisted; without it the client begins with a challenge
 * @param isDoubted begins with a challenge all the same, since another master may have spoken with the meter: a number that
 *   it has passed would be an attack to it
 */
export function createSmitpClient(counter?: ClientCounter, isDoubted = false): SmitpClientState {
  return {
    counter,
    isDoubted,
    pending: undefined,
  }
}

/**
 * One step, independent of what carries LSDUs: the power line, TCP or light. Throws {@link SmitpError}
 * `session-busy` for a request while one is pending, and EncodeError for one that no message can carry.
 */
export function stepSmitpClient(
  settings: SmitpClientSettings,
  state: SmitpClientState,
  input: SmitpClientInput,
): SmitpClientStep {
  const { pending } = state
  switch (input.kind) {
    case 'request':
      if (pending !== undefined) throw new SmitpError('session-busy')
      return onRequest(settings, state, input)
    case 'repeat':
      if (pending === undefined) return [state, []]
      return [{ ...state, pending: { ...pending, repeated: true } }, [pending.sent]]
    case 'abandon':
      return [{ ...state, pending: undefined }, []]
    case 'answer':
      return pending === undefined ? [state, []] : onAnswer(settings, state, pending, input)
  }
}

function onRequest(
  settings: SmitpClientSettings,
  state: SmitpClientState,
  { request, clear = false, expected, time }: Extract<SmitpClientInput, { kind: 'request' }>,
): SmitpClientStep {
  const dateTime = time === undefined ? unknownDateTime : encode(dateTimeOf, time)
  const asked = { request, expected, dateTime, recoveries: 0, repeated: false }
  if (!clear && !isClear(request)) return ask(settings, state, asked)
  const sent = sending(encodeMessage(request), 'none', disciplineFor(request, expected))
  return [{ ...state, pending: { ...asked, phase: 'clear', sent } }, [sent]]
}

type Asked = Pick<Pending, 'request' | 'expected' | 'dateTime' | 'recoveries' | 'repeated'>

/** Sends a request under the next number, which is kept as used before; with a challenge first where the meter knows none. */
function ask(settings: SmitpClientSettings, state: SmitpClientState, asked: Asked): SmitpClientStep {
  const { security } = settings
  const mon = state.counter && nextNumber(security.mode, state.counter, state.announced)
  if (state.counter === undefined || mon === undefined || state.isDoubted) {
    const request = challenge(security, settings.random, state.counter?.used)
    const sent = sending(encodeMessage(request), 'none', 'RA1')
    return [{ ...state, pending: { ...asked, phase: 'challenge', challenge: request, sent } }, [sent]]
  }
  const { request, expected, dateTime } = asked
  const ecc = cipheringOf(request)
  const lsdu = protect(security, { direction: 'request', ecc, mon }, encodeMessage(request), dateTime)
  const sent = sending(lsdu, ecc, disciplineFor(request, expected))
  const counter = { ...state.counter, used: mon }
  return [
    { ...state, counter, pending: { ...asked, phase: 'protected', ecc, mon, sent } },
    [{ kind: 'persist', counter }, sent],
  ]
}

function onAnswer(
  settings: SmitpClientSettings,
  state: SmitpClientState,
  pending: Pending,
  { lsdu, ecc }: Extract<SmitpClientInput, { kind: 'answer' }>,
): SmitpClientStep {
  try {
    switch (pending.phase) {
      case 'clear':
        return finish(state, pending.request, decodeMessage(lsdu))
      case 'challenge':
        return onChallengeAnswer(settings, state, pending, decodeMessage(lsdu))
      case 'protected':
        if (lsdu[0] === authenticatedNack) return onRefusal(settings, state, pending, lsdu)
        return onProtectedAnswer(settings, state, pending, lsdu, ecc)
    }
  } catch (error) {
    if (error instanceof SmitpError || error instanceof DecodeError) {
      return [state, [{ kind: 'ignored', reason: error }]]
    }
    throw error
  }
}

function onChallengeAnswer(
  { security, ...rest }: SmitpClientSettings,
  state: SmitpClientState,
  pending: Extract<Pending, { phase: 'challenge' }>,
  message: Message,
): SmitpClientStep {
  if (message.kind === 'nack') return ended(state, refused(message.error))
  if (message.kind !== 'challenge.response') return ignored(state, message.kind)
  const lmon = openChallenge(security, pending.challenge, message)
  const { mode } = security
  const { counter: known } = state
  const counter = known === undefined ? learned(mode, lmon) : proved(mode, known, lmon)
  return ask(
    { security, ...rest },
    { ...state, counter, announced: known?.used, isDoubted: false },
    { ...pending, repeated: false },
  )
}

function onProtectedAnswer(
  { security }: SmitpClientSettings,
  state: SmitpClientState,
  { request, ecc, mon }: Extract<Pending, { phase: 'protected' }>,
  lsdu: Uint8Array,
  answerEcc: Ecc,
): SmitpClientStep {
  if (answerEcc !== ecc) return ignored(state, `ECC ${answerEcc}`)
  const { lsdu: plain } = unprotect(security, { direction: 'answer', ecc, mon }, lsdu)
  const counter = proved(security.mode, defined(state.counter, 'the counter of a protected request'), mon)
  const [next, outputs] = finish({ ...state, counter }, request, decodeMessage(plain))
  return [next, [{ kind: 'persist', counter }, ...outputs]]
}

/** A proven refusal gives the meter's counter. Code 10 is a request that did not verify: it is sent once more. */
function onRefusal(
  settings: SmitpClientSettings,
  state: SmitpClientState,
  pending: Extract<Pending, { phase: 'protected' }>,
  lsdu: Uint8Array,
): SmitpClientStep {
  const { security } = settings
  const { code, lmon } = openRefusal(security, pending.ecc, pending.sent.lsdu, lsdu)
  const counter = proved(security.mode, defined(state.counter, 'the counter of a protected request'), lmon)
  // Not authentic may mean that it has forgotten what was announced.
  const taken = { ...state, counter, announced: undefined }
  const persist: SmitpClientOutput = { kind: 'persist', counter }
  if (code !== refusals['not-authentic']) {
    const [next, outputs] = ended(taken, refused(code))
    return [next, [persist, ...outputs]]
  }
  // Its counter has passed our number since we began to repeat: the effect may have been ours, the answer lost.
  if (pending.repeated && !isReading(pending.request) && lmon >= pending.mon) {
    return [{ ...taken, pending: undefined }, [persist, failed('effect-unknown')]]
  }
  if (pending.recoveries >= maxRecoveries) {
    return [{ ...taken, pending: undefined }, [persist, failed('not-authentic')]]
  }
  return ask(settings, taken, { ...pending, recoveries: pending.recoveries + 1, repeated: false })
}

/** Whether a message answers this kind of request, and how. */
function finish(state: SmitpClientState, request: ClientRequest, message: Message): SmitpClientStep {
  if (message.kind === 'nack') return ended(state, refused(message.error))
  const wanted = isReading(request) ? request.kind.replace('.request', '.response') : 'ack'
  return message.kind === wanted ? ended(state, { kind: 'answered', message }) : ignored(state, message.kind)
}

function ended(state: SmitpClientState, output: SmitpClientOutput): SmitpClientStep {
  return [{ ...state, pending: undefined }, [output]]
}

function ignored(state: SmitpClientState, what: string): SmitpClientStep {
  return [state, [{ kind: 'ignored', reason: new SmitpError('answer-unexpected', what) }]]
}

function failed(code: 'effect-unknown' | 'not-authentic'): SmitpClientOutput {
  return {
    kind: 'failed',
    error: new SmitpError(code),
  }
}

function refused(code: number): SmitpClientOutput {
  return { kind: 'refused', code, refusal: refusalOf(code) }
}

function sending(lsdu: Uint8Array, ecc: Ecc, discipline: Discipline): Pending['sent'] {
  return {
    kind: 'send',
    dsap: dsaps.application,
    ecc,
    lsdu,
    discipline,
  }
}
