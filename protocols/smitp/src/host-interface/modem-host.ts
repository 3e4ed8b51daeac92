/** The host's side of a power-line modem that sends and hears frames for it: takes the place of a port on the line. */
import { DecodeError } from '@ferraris/bytes'
import type { Reception } from '../line/station.ts'
import type { HostCode } from './frame.ts'
import { decodeHeardFrame } from './payloads.ts'
import {
  openSerialLink,
  type SerialLinkOutput,
  type SerialLinkSettings,
  type SerialLinkState,
  stepSerialLink,
} from './serial-link.ts'

interface ModemHostState {
  readonly link: SerialLinkState
  /** Until when the modem must have said that our frame has left; undefined while none is on its way. */
  readonly sendingUntil: number | undefined
}

export type ModemHostInput =
  | { readonly kind: 'transmit'; readonly psdu: Uint8Array }
  | { readonly kind: 'octets'; readonly octets: Uint8Array }
  | { readonly kind: 'tick' }

export type ModemHostOutput =
  | { readonly kind: 'write'; readonly octets: Uint8Array }
  | { readonly kind: 'request-line'; readonly raised: boolean }
  | { readonly kind: 'heard'; readonly psdu: Uint8Array; readonly reception: Reception }
  /** The last bit of our frame has left. */
  | { readonly kind: 'sent' }
  /** Our frame did not leave: the modem is silent, busy, or has been reset. */
  | { readonly kind: 'unsent' }
  | { readonly kind: 'wake'; readonly at: number }

/** Longest time from the order to a frame's last bit: two longest frames on air, and some. Milliseconds. */
const longestSending = 1_500

export function openModemHost(settings?: SerialLinkSettings): ModemHostState {
  return {
    link: openSerialLink(settings),
    sendingUntil: undefined,
  }
}

type Step = readonly [ModemHostState, readonly ModemHostOutput[]]

export function stepModemHost(state: ModemHostState, input: ModemHostInput, now: number): Step {
  const order =
    input.kind === 'transmit'
      ? ({ kind: 'send', code: 'phy-data.request', payload: input.psdu } as const)
      : input
  const [link, signs] = stepSerialLink(state.link, order, now)
  const sendingUntil = input.kind === 'transmit' ? now + longestSending : state.sendingUntil
  let next: ModemHostState = { link, sendingUntil }
  const outputs: ModemHostOutput[] = []
  for (const sign of signs) {
    const [after, more] = heed(next, sign)
    next = after
    outputs.push(...more)
  }
  if (next.sendingUntil !== undefined && now >= next.sendingUntil) {
    next = { ...next, sendingUntil: undefined }
    outputs.push({ kind: 'unsent' })
  }
  return [next, awake(outputs, next)]
}

/** The earlier of the two times to wake at. */
function awake(outputs: readonly ModemHostOutput[], { sendingUntil }: ModemHostState): ModemHostOutput[] {
  const at = outputs.reduce(
    (earliest, one) => (one.kind === 'wake' ? Math.min(earliest, one.at) : earliest),
    sendingUntil ?? Infinity,
  )
  const others = outputs.filter(({ kind }) => kind !== 'wake')
  return at === Infinity ? others : [...others, { kind: 'wake', at }]
}

function heed(state: ModemHostState, sign: SerialLinkOutput): Step {
  switch (sign.kind) {
    case 'deliver':
      return deliver(state, sign.code, sign.payload)
    case 'failed':
      return ended(state, 'unsent')
    default:
      return [state, [sign]]
  }
}

function deliver(state: ModemHostState, code: HostCode, payload: Uint8Array): Step {
  switch (code) {
    case 'phy-data.indication':
      return [state, heard(payload)]
    case 'phy-data.confirm':
      return ended(state, 'sent')
    case 'phy-data.negative':
    case 'reset.indication':
    case 'error.indication':
      return ended(state, 'unsent')
    default:
      return [state, []]
  }
}

function ended(state: ModemHostState, kind: 'sent' | 'unsent'): Step {
  return state.sendingUntil === undefined ? [state, []] : [{ ...state, sendingUntil: undefined }, [{ kind }]]
}

function heard(payload: Uint8Array): ModemHostOutput[] {
  try {
    return [{ kind: 'heard', ...decodeHeardFrame(payload) }]
  } catch (error) {
    // A modem that garbles what it heard has heard nothing of use.
    if (error instanceof DecodeError) return []
    throw error
  }
}
