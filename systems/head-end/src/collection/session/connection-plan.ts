import { type ConnectionPlan, connectionPlan, partyOf } from '@ferraris/client'
import type { Notification } from '@ferraris/dlms/push'
import { msPerMinute } from '@ferraris/metering'
import { maxCosemApdu } from '@ferraris/smitp/cosem'
import {
  type ApduLink,
  type LinkTerms,
  type MeterUri,
  openTunnelLink,
  parseMeterUri,
  type TunnelGate,
} from '@ferraris/transport'
import { isLineUri, parseLineUri } from '../../network/commissioning/line-uri.ts'
import { isCallInUri, parseCallInUri } from '../../push/call-in/call-in-uri.ts'
import { SessionError } from './failure.ts'

/**
 * An answer of two kilo-octets over eight repeaters, with all its segments asked for once more, takes most of a minute;
 * one behind two repeaters some seconds.
 */
const linePatienceMs = msPerMinute

/** The ways that others open to this head-end. */
export interface OpenWays {
  /** Where concentrators have called, for meters on power lines. */
  readonly gate?: TunnelGate | undefined
  /** Connections that meters hold open themselves, by the meter. */
  readonly roads?:
    | {
        open(
          endDeviceId: number,
          ports: { client: number; server: number },
          terms: LinkTerms,
        ): ApduLink | undefined
        /** Takes what the meter sends unasked in a session. */
        heard?(endDeviceId: number, notification: Notification): void
      }
    | undefined
}

/**
 * How the meter of a URI is reached: directly, through the concentrator that serves it, or over the connection that it has opened
 * itself. Throws MeterUriError.
 */
export function planOf(uri: string, endDeviceId: number, { gate, roads }: OpenWays): ConnectionPlan {
  if (isCallInUri(uri)) return planOfCaller(uri, endDeviceId, roads)
  if (!isLineUri(uri)) return connectionPlan(parseMeterUri(uri))
  const place = parseLineUri(uri)
  const { concentrator, aca, server } = place
  return {
    ...partyOf(place),
    maxApdu: maxCosemApdu,
    patienceMs: linePatienceMs,
    async open(as, terms) {
      if (concentrator === undefined)
        throw new SessionError('inventory', `no concentrator serves ${aca} at present`)
      if (gate === undefined)
        throw new SessionError('inventory', 'this head-end has no tunnel for concentrators')
      if (!gate.has(concentrator)) throw new SessionError('concentrator', `${concentrator} has not called`)
      return await openTunnelLink(gate, { concentrator, aca, client: as, server }, terms)
    },
  }
}

/** A meter that calls in is reached as long as its connection stands. */
function planOfCaller(uri: string, endDeviceId: number, roads: OpenWays['roads']): ConnectionPlan {
  const place = parseCallInUri(uri)
  return {
    ...partyOf(place),
    maxApdu: longestApdu,
    patienceMs: 0,
    async open(client, terms) {
      const link = roads?.open(endDeviceId, { client, server: place.server }, terms)
      if (link !== undefined) return link
      throw new SessionError('call-in', `${place.systemTitle} has not called in; it is read when it does`)
    },
  }
}

/** Longest APDU that the wrapper carries. */
const longestApdu = 0xffff

/** What wraps APDUs in the frames of a session with the meter of a URI, for explaining them. */
export function framingOf(uri: string): MeterUri['framing'] {
  return isLineUri(uri) || isCallInUri(uri) ? 'wrapper' : parseMeterUri(uri).framing
}
