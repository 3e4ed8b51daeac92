import type { LinkTerms } from '../apdu-link.ts'
import { TransportError } from '../transport-error.ts'
import { openIpChannel } from './ip-channel.ts'
import type { LsduChannel } from './lsdu-channel.ts'
import { openOpticalChannel } from './optical-channel.ts'
import type { SmitpPlace } from './smitp-place.ts'

/** What goes over a channel beside the link's own protection. */
export interface Contents {
  /** It is secret and authentic by itself: it may leave this machine without TLS. */
  readonly protectsItself: boolean
}

/** Reaches a meter. Throws TransportError, or the reason of the signal. */
export async function openChannel(
  place: SmitpPlace,
  terms: LinkTerms,
  contents: Contents = { protectsItself: false },
): Promise<LsduChannel> {
  switch (place.medium) {
    case 'serial':
      return await openOpticalChannel(place, terms)
    case 'tcp':
      return await openIpChannel(place, undefined, terms, contents)
    case 'tls':
      if (terms.tls === undefined)
        throw new TransportError('tls-required', `connecting to ${place.host}:${place.port}`)
      return await openIpChannel(place, terms.tls, terms, contents)
  }
}
