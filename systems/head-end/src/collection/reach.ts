import { maxCosemApdu } from '@ferraris/smitp/cosem'
import {
  type ApduLink,
  type LinkTerms,
  type MeterUri,
  openLink,
  openTunnelLink,
  parseMeterUri,
  type TunnelGate,
} from '@ferraris/transport'
import { isLineUri, parseLineUri } from '../network/commissioning/line-uri.ts'
import type { AssociationTerms } from './association-settings.ts'
import { SessionError } from './failure.ts'

/** The way to a meter, and as whom one speaks to it. */
export interface Reach extends Pick<MeterUri, 'client'>, AssociationTerms {
  /** Longest APDU that the way carries. */
  readonly maxApdu: number
  /** How long an answer may take at least, milliseconds. */
  readonly patience: number
  /** Opens a link as some client of ours. Throws TransportError, or the reason of the signal. */
  open(client: number, terms: LinkTerms): Promise<ApduLink>
}

/**
 * An answer of two kilo-octets over eight repeaters, with all its segments asked for once more, takes most of a minute;
 * one behind two repeaters some seconds.
 */
const linePatience = 60_000

/** How the meter of a URI is reached: directly, or through the concentrator that serves it. Throws MeterUriError. */
export function reachOf(uri: string, gate: TunnelGate | undefined): Reach {
  if (!isLineUri(uri)) {
    const place = parseMeterUri(uri)
    return {
      ...partyOf(place),
      maxApdu: place.framing === 'smitp' ? maxCosemApdu : 0xffff,
      patience: 0,
      open: (as, terms) => openLink({ ...place, client: as }, terms),
    }
  }
  const place = parseLineUri(uri)
  const { concentrator, aca, server } = place
  return {
    ...partyOf(place),
    maxApdu: maxCosemApdu,
    patience: linePatience,
    async open(as, terms) {
      if (concentrator === undefined)
        throw new SessionError('inventory', `no concentrator serves ${aca} at present`)
      if (gate === undefined)
        throw new SessionError('inventory', 'this head-end has no tunnel for concentrators')
      return await openTunnelLink(gate, { concentrator, aca, client: as, server }, terms)
    },
  }
}

/** What wraps APDUs in the frames of a session with the meter of a URI, for explaining them. */
export function framingOf(uri: string): MeterUri['framing'] {
  return isLineUri(uri) ? 'wrapper' : parseMeterUri(uri).framing
}

function partyOf({
  client,
  auth,
  suite,
  ciphering,
  referencing,
}: AssociationTerms & Pick<MeterUri, 'client'>) {
  return {
    client,
    auth,
    ...(suite !== undefined && { suite }),
    ...(ciphering !== undefined && { ciphering }),
    ...(referencing !== undefined && { referencing }),
  }
}
