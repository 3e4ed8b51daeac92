import type { LinkTerms } from '../apdu-link.ts'
import { TransportError } from '../transport-error.ts'
import { openIpChannel } from './ip-channel.ts'
import type { LsduChannel } from './lsdu-channel.ts'
import { openOpticalChannel } from './optical-channel.ts'
import type { SmitpPlace } from './smitp-place.ts'

/** Reaches a meter. Throws TransportError, or the reason of the signal. */
export async function openChannel(place: SmitpPlace, terms: LinkTerms): Promise<LsduChannel> {
  switch (place.medium) {
    case 'serial':
      return await openOpticalChannel(place, terms)
    case 'tcp':
      return await openIpChannel(place, undefined, terms)
    case 'tls':
      if (terms.tls === undefined)
        throw new TransportError('tls-required', `connecting to ${place.host}:${place.port}`)
      return await openIpChannel(place, terms.tls, terms)
  }
}
