import { type ConnectionPlan, connectionPlan, partyOf } from '@ferraris/client'
import { msPerMinute } from '@ferraris/metering'
import { maxCosemApdu } from '@ferraris/smitp/cosem'
import { type MeterUri, openTunnelLink, parseMeterUri, type TunnelGate } from '@ferraris/transport'
import { isLineUri, parseLineUri } from '../network/commissioning/line-uri.ts'
import { SessionError } from './failure.ts'

/**
 * An answer of two kilo-octets over eight repeaters, with all its segments asked for once more, takes most of a minute;
 * one behind two repeaters some seconds.
 */
const linePatienceMs = msPerMinute

/** How the meter of a URI is reached: directly, or through the concentrator that serves it. Throws MeterUriError. */
export function planOf(uri: string, gate: TunnelGate | undefined): ConnectionPlan {
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

/** What wraps APDUs in the frames of a session with the meter of a URI, for explaining them. */
export function framingOf(uri: string): MeterUri['framing'] {
  return isLineUri(uri) ? 'wrapper' : parseMeterUri(uri).framing
}
