/** The modem's side: what a power-line modem does between its serial line and the mains. For emulated modems. */
import type { Reception } from '../line/station.ts'
import type { HostCode } from './frame.ts'
import { encodeHeardFrame } from './payloads.ts'
import {
  openSerialLink,
  type SerialLinkSettings,
  type SerialLinkState,
  serialLinkDefaults,
  stepSerialLink,
} from './serial-link.ts'

export interface ModemState {
  readonly link: SerialLinkState
  /** A frame of the host's is on the mains. */
  readonly sending: boolean
}

export type ModemInput =
  | { readonly kind: 'octets'; readonly octets: Uint8Array }
  | { readonly kind: 'heard'; readonly psdu: Uint8Array; readonly reception: Reception }
  /** The last bit of the frame has left. */
  | { readonly kind: 'sent' }
  /** The host has raised T_REQ. */
  | { readonly kind: 'requested' }
  | { readonly kind: 'tick' }

type ModemOutput =
  | { readonly kind: 'write'; readonly octets: Uint8Array }
  | { readonly kind: 'transmit'; readonly psdu: Uint8Array }
  | { readonly kind: 'wake'; readonly at: number }

/** Why a request was refused. Our choice. */
const modemRefusals = { busy: 1, unsupported: 2 } as const

/** A modem asks for no leave: it answers T_REQ, whatever the settings say. */
export function openModem(settings: SerialLinkSettings = serialLinkDefaults): ModemState {
  return {
    link: openSerialLink({ ...settings, requestLine: false }),
    sending: false,
  }
}

type Step = readonly [ModemState, readonly ModemOutput[]]

export function stepModem(state: ModemState, input: ModemInput, now: number): Step {
  switch (input.kind) {
    case 'heard':
      return say(state, 'phy-data.indication', encodeHeardFrame(input), now)
    case 'sent':
      return state.sending ? say({ ...state, sending: false }, 'phy-data.confirm', nothing, now) : [state, []]
    default:
      return follow(state, input, now)
  }
}

const nothing = new Uint8Array()

function say(state: ModemState, code: HostCode, payload: Uint8Array, now: number): Step {
  return follow(state, { kind: 'send', code, payload }, now)
}

function follow(state: ModemState, input: Parameters<typeof stepSerialLink>[1], now: number): Step {
  const [link, signs] = stepSerialLink(state.link, input, now)
  let next: ModemState = { ...state, link }
  const outputs: ModemOutput[] = []
  for (const sign of signs) {
    if (sign.kind === 'write' || sign.kind === 'wake') outputs.push(sign)
    if (sign.kind !== 'deliver') continue
    const [after, more] = obey(next, sign.code, sign.payload, now)
    next = after
    outputs.push(...more)
  }
  return [next, outputs]
}

function obey(state: ModemState, code: HostCode, payload: Uint8Array, now: number): Step {
  switch (code) {
    case 'phy-data.request':
      if (state.sending) return say(state, 'phy-data.negative', Uint8Array.of(modemRefusals.busy), now)
      return [{ ...state, sending: true }, [{ kind: 'transmit', psdu: payload }]]
    case 'ping.request':
      return say(state, 'ping.confirm', payload, now)
    case 'reset.request':
      return say({ ...state, sending: false }, 'reset.confirm', nothing, now)
    case 'mib-read.request':
      return say(state, 'mib-read.negative', Uint8Array.of(modemRefusals.unsupported), now)
    case 'mib-write.request':
      return say(state, 'mib-write.negative', Uint8Array.of(modemRefusals.unsupported), now)
    case 'master-data.request':
      return say(state, 'master-data.negative', Uint8Array.of(modemRefusals.unsupported), now)
    case 'slave-data.request':
      return say(state, 'slave-data.negative', Uint8Array.of(modemRefusals.unsupported), now)
    default:
      return [state, []]
  }
}
