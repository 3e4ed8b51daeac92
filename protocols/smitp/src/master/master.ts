/*
 * The master of a section of the power line: one exchange at a time, begun by the caller, ended by an outcome.
 *
 *     current             input                            next
 *     none                exchange                         numbers it, 1 to 15; sends the request
 *     exchange            sent                             listens, and waits as long as route and class of the discipline need
 *                         tick while it listens            no carrier: sends the request again, at last outcome `silence`
 *                         heard: bears route and number    outcome `answers`; a request to all waits on for further slots
 *                         heard: damaged                   noted: the outcome tells that the line was not silent
 *                         heard: anything else             passed over
 *                         tick after the deadline          outcome `answers`, `sent` (class S), `garbled` or `silence`
 *
 * It takes part in the repetition per hop (`slave/state.ts`): the first station sends something soon after it has got a request. A station that
 * has answered sends its answer again where it hears nothing of the master; so the next request must follow at once, or a
 * confirmation must, a frame without LSDU.
 *
 * The master owns the line: nothing else begins to send on it, so no answer comes after a wait has ended. An answer is
 * known by bearing the whole route of the request and its number; a late one of an earlier exchange has another number until
 * 15 exchanges have passed. Retries, other routes and what a silence means for a node are the caller's matter.
 */

import { at, equal } from '@ferraris/bytes'
import { alongRoute, passageKey } from '../line/addressing.ts'
import type { LineAction, LineAnswer, LineExchange, LineInput, LineOutcome } from '../line/exchange.ts'
import type { Reception } from '../line/station.ts'
import { exchangeTime, isTaken, listeningTime, mostRepetitions } from '../line/timing.ts'
import { broadcast } from '../mac/address.ts'
import { disciplines } from '../mac/discipline.ts'
import { encodeFrame, type MacFrame, receivedFrame } from '../mac/frame.ts'
import { dsaps } from '../mac/lsap.ts'
import { airtime } from '../phy/airtime.ts'
import { SmitpError } from '../smitp-error.ts'

export type MasterInput = LineInput | { readonly kind: 'exchange'; readonly exchange: LineExchange }

export type MasterOutput = LineAction | MasterEnd

/** The exchange has ended. */
export interface MasterEnd {
  readonly kind: 'outcome'
  readonly outcome: LineOutcome
  /** How long it occupied the line, as far as the master can tell, milliseconds. */
  readonly airtime: number
  /** To be sent if nothing else is. */
  readonly confirmation: Uint8Array | undefined
}

type MasterStep = readonly [next: MasterState, outputs: readonly MasterOutput[]]

/** The A-node master of a section: at most one exchange at a time. */
export interface MasterState {
  /** Number of the last exchange, 1 to 15. */
  readonly number: number
  readonly current: CurrentExchange | undefined
}

interface CurrentExchange {
  readonly exchange: LineExchange
  readonly number: number
  readonly psdu: Uint8Array
  /** How often the request goes once more where the first station is not heard to take it, and when that shows. */
  readonly repetitions: number
  readonly listenUntil: number | undefined
  /** Addresses and number that an answer must bear. */
  readonly key: string
  /** From the end of our own frame on. */
  readonly patienceMs: number
  readonly deadline: number
  readonly answers: readonly LineAnswer[]
  readonly garbled: boolean
  /** The first station was heard to send something on. */
  readonly taken: boolean
  readonly airtime: number
}

/** Exchanges are numbered 1 to 15; a late answer must be 15 exchanges old to be taken for a new one. */
const numbers = 15

/** Answers kept of one exchange: one a slot. */
const maxAnswers = disciplines.RC4.slots

export function createMaster(): MasterState {
  return { number: 0, current: undefined }
}

/**
 * One step of the master. Retries are the caller's. Throws {@link SmitpError} `line-busy` for an exchange while another
 * one is under way, and EncodeError for one that no frame can carry; never for what is heard.
 */
export function stepMaster(state: MasterState, input: MasterInput, now: number): MasterStep {
  const { current } = state
  switch (input.kind) {
    case 'exchange':
      return begin(state, input.exchange, now)
    case 'heard':
      return current === undefined ? [state, []] : onHeard(state, current, input.psdu, input.reception)
    case 'sent':
      return current === undefined ? [state, []] : onSent(state, current, now)
    case 'tick':
      return current === undefined ? [state, []] : onTick(state, current, input.carrier, now)
  }
}

function begin(state: MasterState, exchange: LineExchange, now: number): MasterStep {
  if (state.current !== undefined) throw new SmitpError('line-busy')
  const { route, discipline, dsap, ecc, lsdu, poll, segmented = false } = exchange
  if (route.length === 0) throw new SmitpError('address-invalid', 'a route without destination')
  const number = (state.number % numbers) + 1
  const wanted = disciplines[discipline].maxResponse > 0
  const frame: MacFrame = {
    ...alongRoute(route),
    discipline,
    control: { poll: poll ?? wanted, response: false, segmented, bNode: false, number },
    dsap,
    ecc,
    lsdu,
  }
  const psdu = encodeFrame(frame)
  const requestTime = airtime(psdu.length)
  const whole = exchangeTime({
    psduLength: psdu.length,
    dsap,
    lsdu,
    discipline,
    repeaters: route.length - 1,
    toAll: route.at(-1) === broadcast,
  })
  const current: CurrentExchange = {
    exchange,
    number,
    psdu,
    repetitions: isFirstHeard(exchange) ? mostRepetitions : 0,
    listenUntil: undefined,
    key: passageKey(frame),
    patienceMs: whole - requestTime,
    deadline: now + whole,
    answers: [],
    garbled: false,
    taken: !isFirstHeard(exchange),
    airtime: route.length * requestTime,
  }
  return [
    { number, current },
    [
      { kind: 'transmit', psdu },
      { kind: 'wake', at: current.deadline },
    ],
  ]
}

function isFirstHeard({ route, discipline }: LineExchange): boolean {
  return isTaken(at(route, 0), route.length - 1, discipline)
}

/** A modem may have waited for the line: patience begins when the request has really left. */
function onSent(state: MasterState, current: CurrentExchange, now: number): MasterStep {
  const listenUntil = current.taken ? undefined : now + listeningTime
  return waiting(state, { ...current, listenUntil, deadline: now + current.patienceMs })
}

function onTick(state: MasterState, current: CurrentExchange, carrier: boolean, now: number): MasterStep {
  const { listenUntil, repetitions, psdu } = current
  if (listenUntil !== undefined && now >= listenUntil) {
    if (carrier) return waiting(state, { ...current, listenUntil: undefined, taken: true })
    if (repetitions === 0) return end(state, current)
    const airtimeUsed = current.airtime + airtime(psdu.length)
    const again = { ...current, listenUntil: undefined, repetitions: repetitions - 1, airtime: airtimeUsed }
    const [next, wake] = waiting(state, again)
    return [next, [{ kind: 'transmit', psdu }, ...wake]]
  }
  return now < current.deadline ? waiting(state, current) : end(state, current)
}

function onHeard(
  state: MasterState,
  current: CurrentExchange,
  psdu: Uint8Array,
  reception: Reception,
): MasterStep {
  const frame = receivedFrame(psdu)
  if (frame === undefined) return [{ ...state, current: { ...current, garbled: true } }, []]
  const { dsap, ecc, lsdu, control } = frame
  const { exchange } = current
  const { maxResponse } = disciplines[exchange.discipline]
  // Requests of other masters, repeated requests of ours, and answers that are late, crossed or not yet whole.
  if (!control.response || passageKey(frame) !== current.key) return [state, []]
  if (maxResponse === 0 || current.answers.length >= maxAnswers) return [state, []]
  // Meters name themselves in what they answer in slots: the same once more is a copy.
  if (current.answers.some(known => equal(known.lsdu, lsdu))) return [state, []]
  const answer = { lsdu, dsap, ecc, segmented: control.segmented, reception }
  const heard: CurrentExchange = {
    ...current,
    answers: [...current.answers, answer],
    airtime: current.airtime + exchange.route.length * airtime(psdu.length),
  }
  return exchange.route.at(-1) === broadcast ? [{ ...state, current: heard }, []] : end(state, heard)
}

function end(state: MasterState, current: CurrentExchange): MasterStep {
  return [
    { ...state, current: undefined },
    [
      {
        kind: 'outcome',
        outcome: outcomeOf(current),
        airtime: current.airtime,
        confirmation:
          current.answers.length > 0 && isFirstHeard(current.exchange) ? confirming(current) : undefined,
      },
    ],
  ]
}

/** A frame that says nothing, to the first station of the way. */
function confirming({ exchange, number }: CurrentExchange): Uint8Array {
  return encodeFrame({
    address: at(exchange.route, 0),
    route: [],
    discipline: 'S',
    control: { poll: false, response: false, segmented: false, bNode: false, number },
    dsap: dsaps.networkManagement,
    ecc: 'none',
    lsdu: new Uint8Array(),
  })
}

function outcomeOf({ exchange, answers, garbled, taken }: CurrentExchange): LineOutcome {
  if (disciplines[exchange.discipline].maxResponse === 0) return { kind: 'sent' }
  if (answers.length > 0) return { kind: 'answers', answers }
  return garbled ? { kind: 'garbled' } : { kind: 'silence', unheard: !taken }
}

function waiting(state: MasterState, current: CurrentExchange): MasterStep {
  const { deadline, listenUntil = deadline } = current
  return [{ ...state, current }, [{ kind: 'wake', at: Math.min(deadline, listenUntil) }]]
}
