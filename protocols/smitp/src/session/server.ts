/*
 * The server of a meter's tables: one request in, its answer out, no state beside what must survive a power cut (`ServerMemory`).
 *
 *     request                                              answer
 *     in clear: challenge of the mode in use               LMON, with a proof of it; remembers the number that it announces
 *     in clear: anything else                              what tables show without proof, or a NACK in clear
 *     protected, the same octets as the last one           the same answer, without a second effect
 *     protected under a number that is taken               carried out; LMON becomes that number
 *     protected otherwise                                  an authenticated NACK with code 10 and LMON
 *
 * The number of a request is not in it: `open` tries the numbers that the mode allows until the proof fits (`numbersTaken`). One that fits is
 * used up, whether tables accept the request or not: a refusal is proven and numbered like an answer.
 *
 * Memory is given out as `persist` before the answer. A store that commits it together with the effect has each effect exactly once:
 * after a power cut in between, the repetition finds either neither or both.
 */

import { DecodeError, equal } from '@ferraris/bytes'
import { plainTwin } from '../application/attribute.ts'
import { decodeMessage, encodeMessage } from '../application/messages.ts'
import { type Refusal, refusals } from '../application/refusals.ts'
import type { Ecc } from '../mac/lsap.ts'
import { announcedBy, answerChallenge } from '../security/challenge.ts'
import { protect, tryUnprotect, type Unprotected } from '../security/protect.ts'
import { refuse } from '../security/refusal.ts'
import { type Ciphering, challengeTypes, type SmitpKeys, type SmitpSecurity } from '../security/security.ts'
import { SmitpError } from '../smitp-error.ts'
import { numbersTaken } from './counter.ts'
import { nack, roomFor, serve } from './serve.ts'
import type { Right, TableStore } from './table-store.ts'

/** The keys of a meter. They may be others at the next request. */
export interface ServerKeys {
  /** K1 and K2; missing before commissioning, when only the factory's key opens anything. */
  readonly operational?: SmitpKeys
  /** The factory's key in both places; missing where the meter has none. */
  readonly factory?: SmitpKeys
}

export interface SmitpServerSettings extends Omit<SmitpSecurity, 'keys'> {
  keys(): ServerKeys
  readonly tables: TableStore
}

/** A request of DSAP 0, from whatever carries LSDUs. */
interface ServerRequest {
  readonly ecc: Ecc
  readonly lsdu: Uint8Array
  /** Longest LSDU of an answer. */
  readonly maxAnswer: number
}

/** The state that a server must never lose. */
export interface ServerMemory {
  /** The counter, LMON. */
  readonly lmon: bigint
  /** The last authenticated request that was taken, and what it was answered: it is answered so again. */
  readonly last?: { readonly ecc: Ecc; readonly request: Uint8Array; readonly answer: Uint8Array } | undefined
  /** The number that the last challenge announced. It may be lost: the master then sends another challenge. */
  readonly announced?: bigint | undefined
}

export type ServerOccurrence =
  /** A message that does not prove its sender: a wrong key, a lost counter, or an attack. */
  'not-authentic' | 'access-denied'

type SmitpServerOutput =
  /** To be kept for good before the answer leaves, at best together with the effect. */
  | { readonly kind: 'persist'; readonly memory: ServerMemory }
  | { readonly kind: 'send'; readonly ecc: Ecc; readonly lsdu: Uint8Array }
  | { readonly kind: 'event'; readonly event: ServerOccurrence }

type SmitpServerStep = readonly [next: ServerMemory, outputs: readonly SmitpServerOutput[]]

/** The server of a meter's tables. @param lmon where its counter begins: no number it has ever taken lies above */
export function createSmitpServer(lmon = 0n): ServerMemory {
  return { lmon }
}

/** One request in, its answer out. Never throws for what the peer sent. */
export function stepSmitpServer(
  settings: SmitpServerSettings,
  memory: ServerMemory,
  request: ServerRequest,
): SmitpServerStep {
  const { ecc } = request
  return ecc === 'none' ? onClear(settings, memory, request) : onProtected(settings, memory, request, ecc)
}

/** In clear a meter gives its counter to holders of a key, takes blocks of firmware, and shows what tables allow. */
function onClear(
  settings: SmitpServerSettings,
  memory: ServerMemory,
  { lsdu, maxAnswer }: ServerRequest,
): SmitpServerStep {
  let { announced } = memory
  const answer = guarded(() => {
    const message = decodeMessage(lsdu)
    if (message.kind !== 'challenge.request')
      return serve(settings.tables, lsdu, 'clear', roomFor(false, maxAnswer))
    const { operational, factory } = settings.keys()
    const keys = operational ?? factory
    if (keys === undefined || message.type !== challengeTypes[settings.mode]) return 'access-denied'
    announced = announcedBy(settings, message)
    return answerChallenge({ ...settings, keys }, message, memory.lmon)
  })
  const message = typeof answer === 'string' ? nack(answer, lsdu[0] ?? 0) : answer
  const send: SmitpServerOutput = { kind: 'send', ecc: 'none', lsdu: encodeMessage(message) }
  const next = announced === memory.announced ? memory : { ...memory, announced }
  return [next, answer === 'access-denied' ? [{ kind: 'event', event: answer }, send] : [send]]
}

function onProtected(
  settings: SmitpServerSettings,
  memory: ServerMemory,
  { lsdu, maxAnswer }: ServerRequest,
  ecc: Ciphering,
): SmitpServerStep {
  const { last } = memory
  if (last !== undefined && last.ecc === ecc && equal(last.request, lsdu)) {
    return [memory, [{ kind: 'send', ecc, lsdu: last.answer }]]
  }
  const [keys, right] = rightOf(settings.keys(), ecc, lsdu)
  if (keys === undefined) {
    const refused = encodeMessage(nack('access-denied', lsdu[0] ?? 0))
    return [
      memory,
      [
        { kind: 'event', event: 'access-denied' },
        { kind: 'send', ecc: 'none', lsdu: refused },
      ],
    ]
  }
  const security: SmitpSecurity = { ...settings, keys }
  const opened = open(security, memory, ecc, lsdu)
  if (opened === undefined) {
    const refused = { code: refusals['not-authentic'], lmon: memory.lmon }
    return [
      memory,
      [
        { kind: 'event', event: 'not-authentic' },
        { kind: 'send', ecc, lsdu: refuse(security, ecc, lsdu, refused) },
      ],
    ]
  }
  const { mon, plain } = opened
  const answer = guarded(() => serve(settings.tables, plain.lsdu, right, roomFor(true, maxAnswer)))
  const sealed =
    typeof answer === 'string'
      ? refuse(security, ecc, lsdu, { code: refusals[answer], lmon: mon })
      : protect(security, { direction: 'answer', ecc, mon }, encodeMessage(answer))
  const next: ServerMemory = { ...memory, lmon: mon, last: { ecc, request: lsdu, answer: sealed } }
  const events: SmitpServerOutput[] = answer === 'access-denied' ? [{ kind: 'event', event: answer }] : []
  return [next, [{ kind: 'persist', memory: next }, ...events, { kind: 'send', ecc, lsdu: sealed }]]
}

/** The right that the key of a message gives, and that key's pair. Initial configuration is the factory key's matter. */
function rightOf(
  { operational, factory }: ServerKeys,
  ecc: Ciphering,
  lsdu: Uint8Array,
): readonly [SmitpKeys | undefined, Right] {
  const attribute = plainTwin(lsdu[0] ?? 0)
  if (attribute === setInitial || attribute === writeTableInitial) return [factory, 'factory']
  return [operational, ecc === 'ctr-write' || ecc === 'ecb-write' ? 'write' : 'read']
}

/** ATTR of SETIC and WRITETABIC. */
const setInitial = 40
const writeTableInitial = 42

/** Finds the number under which a message proves itself. */
function open(
  security: SmitpSecurity,
  { lmon, announced }: ServerMemory,
  ecc: Ciphering,
  lsdu: Uint8Array,
): { readonly mon: bigint; readonly plain: Unprotected } | undefined {
  try {
    for (const mon of numbersTaken(security.mode, lmon, announced)) {
      const plain = tryUnprotect(security, { direction: 'request', ecc, mon }, lsdu)
      if (plain !== undefined) return { mon, plain }
    }
  } catch (error) {
    if (!(error instanceof DecodeError || error instanceof SmitpError)) throw error
  }
  return undefined
}

/** What cannot be read is refused; whatever else goes wrong is not the peer's doing. */
function guarded<T>(action: () => T): T | Refusal {
  try {
    return action()
  } catch (error) {
    if (error instanceof DecodeError) return error.code === 'unexpected' ? 'message-unknown' : 'length-wrong'
    throw error
  }
}
