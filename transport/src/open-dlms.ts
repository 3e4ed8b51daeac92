import type { ApduLink, LinkTerms } from './apdu-link.ts'
import { DlmsSession, type DlmsSessionOptions } from './dlms-session.ts'
import { openWrapperTcp } from './links/wrapper-tcp.ts'
import type { MeterUri } from './meter-uri.ts'

/** Where a meter is and whom one speaks to there: a meter URI without its security. */
export type MeterPlace = Omit<MeterUri, 'auth' | 'device'>

/** Opens the link that a meter URI describes. Throws TransportError, or the reason of the signal. */
export const openLink = (place: MeterPlace, terms: LinkTerms): Promise<ApduLink> =>
  openWrapperTcp(place, terms)

/** Reaches a meter and associates with it. Throws TransportError or DlmsError; nothing stays open then. */
export async function openDlms(
  place: MeterPlace,
  options: DlmsSessionOptions & LinkTerms,
): Promise<DlmsSession> {
  return await DlmsSession.open(await openLink(place, options), options)
}
