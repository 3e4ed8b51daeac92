/** The meter's side of the opening of an optical port (IEC 62056-21, 6.4). */
import { concat, DecodeError } from '@ferraris/bytes'
import {
  type Acknowledgement,
  acknowledgementLength,
  decodeAcknowledgement,
  encodeAcknowledgement,
} from '../acknowledgement.ts'
import { openingBaud, speedOf } from '../baud.ts'
import { ack, nak } from '../characters.ts'
import { encodeIdentification, type Identification } from '../identification.ts'
import { decodeSignOn, isCalled } from '../sign-on.ts'
import { type BinaryProtocol, type LineOutput, lineFrom, reactionTimeout, smitpBaud } from './line.ts'

export interface OpeningServerSettings {
  readonly identification: Identification
  readonly address: string
  /** The protocols of the meter behind an opening. */
  readonly protocols: readonly BinaryProtocol[]
  /** The data block as it stands now, from `encodeReadout`. */
  readonly readout: () => Uint8Array
}

interface OpeningServerState {
  /** `chosen`: the port belongs to a binary protocol until `close`. */
  readonly phase: 'idle' | 'awaiting-choice' | 'read-out' | 'chosen'
  readonly pending: Uint8Array
  readonly deadline: number | undefined
}

export type OpeningServerInput =
  | { readonly kind: 'octets'; readonly octets: Uint8Array }
  /** `close`: the session that the opening led to has ended. */
  | { readonly kind: 'close' | 'tick' }

export type OpeningServerOutput =
  | LineOutput
  /** The port is at its new speed; `octets` have already come. */
  | { readonly kind: 'opened'; readonly protocol: BinaryProtocol; readonly octets: Uint8Array }

type Step = readonly [OpeningServerState, readonly OpeningServerOutput[]]

/** Longest request: slash, question mark, 32 characters, exclamation mark, CR LF. */
const maxSignOnLength = 37

export function createOpeningServer(): OpeningServerState {
  return {
    phase: 'idle',
    pending: new Uint8Array(),
    deadline: undefined,
  }
}

export function stepOpeningServer(
  settings: OpeningServerSettings,
  state: OpeningServerState,
  input: OpeningServerInput,
  now: number,
): Step {
  switch (input.kind) {
    case 'octets': {
      const pending = concat(state.pending, input.octets)
      if (state.phase === 'awaiting-choice') return choose(settings, { ...state, pending }, now)
      if (state.phase === 'read-out') return repeat(settings, { ...state, pending }, now)
      return state.phase === 'idle' ? called(settings, { ...state, pending }, now) : [state, []]
    }
    case 'close':
      return idle()
    case 'tick':
      if (state.deadline === undefined || now < state.deadline) return [state, []]
      // Without a choice the data block follows at 300 baud (6.4.3.2).
      return state.phase === 'awaiting-choice' ? readOut(settings, openingBaud, now) : idle()
  }
}

function called(settings: OpeningServerSettings, state: OpeningServerState, now: number): Step {
  const { line, rest } = lineFrom(state.pending, slash, maxSignOnLength)
  if (line === undefined) return [{ ...state, pending: rest }, []]
  if (!isRequestFor(settings.address, line)) return called(settings, { ...state, pending: rest }, now)
  const identification = { kind: 'write', octets: encodeIdentification(settings.identification) } as const
  const { mode, baud } = speedOf(settings.identification.baudCharacter)
  if (mode !== 'C') {
    const [next, outputs] = readOut(settings, baud, now)
    return [next, [identification, ...outputs]]
  }
  const deadline = now + (identification.octets.length * 10_000) / openingBaud + 2 * reactionTimeout
  return [
    { phase: 'awaiting-choice', pending: new Uint8Array(), deadline },
    [identification, { kind: 'wake', at: deadline }],
  ]
}

const slash = 0x2f

function isRequestFor(address: string, line: Uint8Array): boolean {
  try {
    return isCalled(decodeSignOn(line), address)
  } catch (error) {
    if (error instanceof DecodeError) return false
    throw error
  }
}

function choose(settings: OpeningServerSettings, state: OpeningServerState, now: number): Step {
  const start = state.pending.indexOf(ack)
  if (start < 0) {
    // A client that has not understood us begins again.
    if (state.pending.includes(slash)) return called(settings, state, now)
    return [{ ...state, pending: new Uint8Array() }, []]
  }
  const octets = state.pending.subarray(start)
  if (octets.length < acknowledgementLength) return [{ ...state, pending: octets }, []]
  const choice = choiceIn(octets.subarray(0, acknowledgementLength))
  if (choice === undefined) return choose(settings, { ...state, pending: octets.subarray(1) }, now)
  return follow(settings, choice, octets.slice(acknowledgementLength), now)
}

function choiceIn(octets: Uint8Array): Acknowledgement | undefined {
  try {
    return decodeAcknowledgement(octets)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

function follow(
  settings: OpeningServerSettings,
  choice: Acknowledgement,
  octets: Uint8Array,
  now: number,
): Step {
  const speed = speedOf(choice.baudCharacter)
  if (choice.control === 'readout') return readOut(settings, speed.baud, now)
  const protocol = settings.protocols.find(one => one === choice.protocol)
  // Nothing that we do: programming, or a protocol we have not offered.
  if (protocol === undefined || choice.control !== 'binary') return idle()
  const baud = protocol === 'smitp' ? smitpBaud : speed.baud
  return [
    { phase: 'chosen', pending: new Uint8Array(), deadline: undefined },
    [
      { kind: 'write', octets: encodeAcknowledgement(choice) },
      { kind: 'line', baud, format: '8N1' },
      { kind: 'opened', protocol, octets },
    ],
  ]
}

function readOut(settings: OpeningServerSettings, baud: number, now: number): Step {
  const octets = settings.readout()
  const deadline = now + (octets.length * 10_000) / baud + 2 * reactionTimeout
  return [
    { phase: 'read-out', pending: new Uint8Array(), deadline },
    [
      { kind: 'line', baud, format: '7E1' },
      { kind: 'write', octets },
      { kind: 'wake', at: deadline },
    ],
  ]
}

/** A client that found the block check wrong asks again with NAK. */
function repeat(settings: OpeningServerSettings, state: OpeningServerState, now: number): Step {
  if (!state.pending.includes(nak)) return [{ ...state, pending: new Uint8Array() }, []]
  const octets = settings.readout()
  const deadline = now + (octets.length * 10_000) / openingBaud + 2 * reactionTimeout
  return [
    { phase: 'read-out', pending: new Uint8Array(), deadline },
    [
      { kind: 'write', octets },
      { kind: 'wake', at: deadline },
    ],
  ]
}

function idle(): Step {
  return [createOpeningServer(), [{ kind: 'line', baud: openingBaud, format: '7E1' }]]
}
