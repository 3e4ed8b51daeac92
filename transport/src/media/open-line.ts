import type { LinkTerms } from '../apdu-link.ts'
import type { UriMedium } from '../meter-uri/meter-uri.ts'
import type { OctetLine } from './octet-line.ts'
import { openSerial } from './open-serial.ts'
import { connectTcp, placeText } from './tcp.ts'
import { TcpLine } from './tcp-line.ts'

/** Opens a line of octets for one user alone: a serial port, or a TCP connection to whatever passes on to one. Throws TransportError, or the reason of the signal. */
export async function openLine(place: UriMedium, terms: LinkTerms): Promise<OctetLine> {
  if (place.medium === 'serial') return await openSerial(place, terms)
  return new TcpLine(await connectTcp(place, terms), placeText(place))
}
