import { describePlace, MeterUriError, parseMeterUri } from '@ferraris/transport'

/**
 * The line that a meter shares with others, so that one session at a time may be on it: a serial port, a port server that
 * carries HDLC for whoever is on its line, or a gateway. Undefined for a meter with a connection of its own, and for what
 * is no meter URI. Lines are told apart by how URIs write them: write one line alike in all.
 */
export function sharedLineOf(uri: string): string | undefined {
  try {
    const place = parseMeterUri(uri)
    const isShared = place.medium === 'serial' || place.framing === 'hdlc' || place.gateway !== undefined
    return isShared ? describePlace(place) : undefined
  } catch (error) {
    if (error instanceof MeterUriError) return undefined
    throw error
  }
}
