/** The client's side of the opening of an optical port (IEC 62056-21, 6.4): sign-on, identification, choice, switch. */
import { concat, DecodeError, defined, equal } from '@ferraris/bytes'
import {
  acknowledgementLength,
  decodeAcknowledgement,
  encodeAcknowledgement,
  protocolCharacters,
} from '../acknowledgement.ts'
import { baudCharacter as characterOf, openingBaud, speedOf } from '../baud.ts'
import { ack, etx, nak, stx } from '../characters.ts'
import { decodeIdentification, type Identification, maxIdentificationLength } from '../identification.ts'
import { type Readout, readReadout } from '../readout.ts'
import { encodeSignOn } from '../sign-on.ts'
import {
  type BinaryProtocol,
  characterTimeout,
  type LineOutput,
  lineFrom,
  reactionTimeout,
  smitpBaud,
} from './line.ts'

interface OpeningClientSettings {
  /** What to go on with: a binary protocol, or the meter's data block. */
  readonly wanted: BinaryProtocol | 'readout'
  /** Of the meter; empty for the only one there is. */
  readonly address: string
  /** How often, in all, the opening begins again after silence, or a garbled data block is asked for again. */
  readonly retries: number
  /** Longest data block, octets. */
  readonly maxReadout: number
  /** The highest speed that line and head carry; without it, what the meter offers. */
  readonly maxBaud?: number
}

const openingClientDefaults = { address: '', retries: 2, maxReadout: 65_536 } as const

interface OpeningClientState {
  readonly settings: OpeningClientSettings
  readonly phase: 'idle' | 'awaiting-identification' | 'awaiting-confirmation' | 'reading' | 'done'
  readonly attempts: number
  readonly pending: Uint8Array
  readonly identification: Identification | undefined
  /** The optical head reflects what we send: our own choice comes back before the meter's confirmation. */
  readonly echoes: boolean
  /** When the peer has been silent for too long. */
  readonly deadline: number | undefined
}

export type OpeningClientInput =
  | { readonly kind: 'open' | 'tick' }
  | { readonly kind: 'octets'; readonly octets: Uint8Array }

type OpeningFault =
  | 'no-answer' // no meter answers the request, or each data block breaks off
  | 'not-offered' // the meter does not offer the wanted protocol
  | 'readout-too-long'
  | 'readout-garbled' // the block check is wrong however often it is asked for

export type OpeningClientOutput =
  | LineOutput
  /** The port is at its new speed; `octets` have already come. */
  | {
      readonly kind: 'opened'
      readonly identification: Identification
      readonly baud: number
      readonly octets: Uint8Array
    }
  | { readonly kind: 'readout'; readonly identification: Identification; readonly readout: Readout }
  | { readonly kind: 'failed'; readonly fault: OpeningFault }

type Step = readonly [OpeningClientState, readonly OpeningClientOutput[]]

export function createOpeningClient(
  settings: Pick<OpeningClientSettings, 'wanted'> & Partial<OpeningClientSettings>,
): OpeningClientState {
  return {
    settings: { ...openingClientDefaults, ...settings },
    phase: 'idle',
    attempts: 0,
    pending: new Uint8Array(),
    identification: undefined,
    echoes: false,
    deadline: undefined,
  }
}

export function stepOpeningClient(state: OpeningClientState, input: OpeningClientInput, now: number): Step {
  switch (input.kind) {
    case 'open':
      return signOn({ ...state, attempts: 0 }, now)
    case 'octets':
      return take(state, input.octets, now)
    case 'tick':
      return state.deadline !== undefined && now >= state.deadline ? silence(state, now) : [state, []]
  }
}

function signOn(state: OpeningClientState, now: number): Step {
  const octets = encodeSignOn(state.settings.address)
  const [next, wake] = awaiting(
    { ...state, phase: 'awaiting-identification', pending: new Uint8Array(), identification: undefined },
    now + timeOf(octets, openingBaud) + reactionTimeout,
  )
  return [next, [{ kind: 'line', baud: openingBaud, format: '7E1' }, { kind: 'write', octets }, ...wake]]
}

/** At 300 baud a request takes as long as a meter's reaction: ten bits a character. */
function timeOf(octets: Uint8Array, baud: number): number {
  return (octets.length * 10_000) / baud
}

function awaiting(state: OpeningClientState, deadline: number): Step {
  return [{ ...state, deadline }, [{ kind: 'wake', at: deadline }]]
}

function take(state: OpeningClientState, octets: Uint8Array, now: number): Step {
  const pending = concat(state.pending, octets)
  switch (state.phase) {
    case 'awaiting-identification':
      return identified({ ...state, pending }, now)
    case 'awaiting-confirmation':
      return confirmed({ ...state, pending }, now)
    case 'reading':
      return read({ ...state, pending }, now)
    default:
      return [state, []]
  }
}

function identified(state: OpeningClientState, now: number): Step {
  const { line, rest } = lineFrom(state.pending, slash, maxIdentificationLength)
  if (line === undefined) return awaiting({ ...state, pending: rest }, now + characterTimeout)
  let identification: Identification
  try {
    identification = decodeIdentification(line)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    // Our own request reflected, or noise: the identification may still come.
    const echoes = equal(line, encodeSignOn(state.settings.address))
    return identified({ ...state, pending: rest, echoes: state.echoes || echoes }, now)
  }
  return choose({ ...state, identification, pending: rest }, identification, now)
}

const slash = 0x2f

function choose(state: OpeningClientState, identification: Identification, now: number): Step {
  const { wanted } = state.settings
  const { mode } = speedOf(identification.baudCharacter)
  if (wanted === 'readout') return startReading(state, identification, now)
  // Mode E is tried though a meter does not list it: many do not.
  const isListed = wanted === 'hdlc' || identification.capabilities.includes(protocolCharacters[wanted])
  if (mode !== 'C' || !isListed) return failed(state, 'not-offered')
  const octets = encodeAcknowledgement({
    protocol: wanted,
    baudCharacter: chosenSpeed(state, identification),
    control: 'binary',
  })
  const [next, wake] = awaiting(
    { ...state, phase: 'awaiting-confirmation', pending: new Uint8Array() },
    now + timeOf(octets, openingBaud) + reactionTimeout,
  )
  return [next, [{ kind: 'write', octets }, ...wake]]
}

/** The character of the speed to go on with in mode C: what the meter offers, or less where we take no more. */
function chosenSpeed({ settings }: OpeningClientState, { baudCharacter }: Identification): string {
  const { maxBaud } = settings
  const { mode, baud } = speedOf(baudCharacter)
  return mode !== 'C' || maxBaud === undefined || baud <= maxBaud ? baudCharacter : characterOf(maxBaud)
}

function startReading(state: OpeningClientState, identification: Identification, now: number): Step {
  const baudCharacter = chosenSpeed(state, identification)
  const { mode, baud } = speedOf(baudCharacter)
  const choice = encodeAcknowledgement({ protocol: 'normal', baudCharacter, control: 'readout' })
  const outputs: OpeningClientOutput[] = []
  if (mode === 'C') outputs.push({ kind: 'write', octets: choice })
  if (mode !== 'A') outputs.push({ kind: 'line', baud, format: '7E1' })
  const deadline = now + timeOf(choice, openingBaud) + reactionTimeout
  const [next, more] = read({ ...state, phase: 'reading', deadline }, now)
  return [next, [...outputs, { kind: 'wake', at: deadline }, ...more]]
}

/** The meter sends our choice back and switches. One that only switches is found out when we do the same. */
function confirmed(state: OpeningClientState, now: number): Step {
  const start = state.pending.indexOf(ack)
  const octets = start < 0 ? new Uint8Array() : state.pending.subarray(start)
  if (octets.length < acknowledgementLength)
    return awaiting({ ...state, pending: octets }, now + characterTimeout)
  try {
    decodeAcknowledgement(octets.subarray(0, acknowledgementLength))
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return confirmed({ ...state, pending: octets.subarray(1) }, now)
  }
  const rest = octets.slice(acknowledgementLength)
  return state.echoes ? confirmed({ ...state, pending: rest, echoes: false }, now) : opened(state, rest)
}

function opened(state: OpeningClientState, octets: Uint8Array): Step {
  const identification = defined(state.identification, 'the identification of an opened port')
  const baud =
    state.settings.wanted === 'smitp' ? smitpBaud : speedOf(chosenSpeed(state, identification)).baud
  return [
    { ...state, phase: 'done', pending: new Uint8Array(), deadline: undefined },
    [
      { kind: 'line', baud, format: '8N1' },
      { kind: 'opened', identification, baud, octets },
    ],
  ]
}

function read(state: OpeningClientState, now: number): Step {
  const start = state.pending.indexOf(stx)
  const block = start < 0 ? new Uint8Array() : state.pending.subarray(start)
  if (block.length > state.settings.maxReadout) return failed(state, 'readout-too-long')
  const end = block.indexOf(etx)
  if (end < 0 || end + 1 >= block.length) {
    const going = { ...state, pending: block }
    return block.length === 0 ? [going, []] : awaiting(going, now + characterTimeout)
  }
  const readout = readReadout(block.slice(0, end + 2))
  if (readout.faults.some(({ code }) => code === 'checksum')) return askAgain(state, now)
  const identification = defined(state.identification, 'the identification of what is read out')
  const done = { ...state, phase: 'done', pending: new Uint8Array(), deadline: undefined } as const
  return [done, [{ kind: 'readout', identification, readout }]]
}

function askAgain(state: OpeningClientState, now: number): Step {
  if (state.attempts >= state.settings.retries) return failed(state, 'readout-garbled')
  const again = { ...state, attempts: state.attempts + 1, pending: new Uint8Array() }
  const [next, wake] = awaiting(again, now + reactionTimeout)
  return [next, [{ kind: 'write', octets: Uint8Array.of(nak) }, ...wake]]
}

function silence(state: OpeningClientState, now: number): Step {
  if (state.phase === 'awaiting-confirmation') return opened(state, state.pending)
  // A meter that missed the choice, or whose data block broke off, goes back to where the next request finds it.
  if (state.attempts < state.settings.retries) return signOn({ ...state, attempts: state.attempts + 1 }, now)
  return failed(state, 'no-answer')
}

function failed(state: OpeningClientState, fault: OpeningFault): Step {
  return [
    { ...state, phase: 'done', pending: new Uint8Array(), deadline: undefined },
    [{ kind: 'failed', fault }],
  ]
}
