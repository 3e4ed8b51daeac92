import { describePlace, MeterUriError, parseMeterUri } from '@ferraris/transport'

/**
 * The serial line that a meter shares with others, so that only one session at a time may use it: a serial port, a port
 * server that carries HDLC for all meters on its line, or a gateway. Undefined for a meter with a connection of its own,
 * and for what is no meter URI. Lines are told apart by their text in URIs: write one line alike in all.
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
