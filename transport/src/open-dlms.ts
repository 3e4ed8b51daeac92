import { maxCosemApdu } from '@ferraris/smitp/cosem'
import type { ApduLink, LinkTerms } from './apdu-link.ts'
import { DlmsSession, type DlmsSessionOptions } from './dlms-session.ts'
import { throughGateway } from './links/gateway.ts'
import { openHdlc } from './links/hdlc.ts'
import { openingTermsOf, openModeE } from './links/opening.ts'
import { openWrapperTcp } from './links/wrapper-tcp.ts'
import { openWrapperUdp } from './links/wrapper-udp.ts'
import { openLine } from './media/open-line.ts'
import { openingLine } from './media/opening-port.ts'
import type { MeterPlace } from './meter-uri/meter-uri.ts'
import { CosemLink } from './smitp/cosem-link.ts'
import { openChannel } from './smitp/open-channel.ts'
import type { SmitpPlace } from './smitp/smitp-place.ts'
import { TransportError } from './transport-error.ts'

/** Opens the link that a meter URI describes. Throws TransportError, or the reason of the signal. */
export async function openLink(place: MeterPlace, terms: LinkTerms): Promise<ApduLink> {
  const link = await openDirectly(place, terms)
  return place.gateway === undefined ? link : throughGateway(link, place.gateway)
}

async function openDirectly(place: MeterPlace, terms: LinkTerms): Promise<ApduLink> {
  if (place.framing === 'smitp') return await openOverSmitp(place, terms)
  if (place.medium === 'udp') return await openWrapperUdp(place, terms)
  if (place.medium === 'tcp' && place.framing === 'wrapper') return await openWrapperTcp(place, terms)
  if (place.opening === 'mode-e') {
    const line = await openLine({ ...place, ...openingLine, ...baudOf(place) }, terms)
    return await openHdlc(line, place, terms, await openModeE(line, terms, openingTermsOf(place)))
  }
  const line = await openLine(place, terms)
  return await openHdlc(line, place, terms, place.medium === 'serial' ? place.baud : undefined)
}

/** A port may be told to begin at another speed than the standard's. */
function baudOf(place: MeterPlace) {
  return place.medium === 'serial' ? { baud: place.baud } : {}
}

/** The meter's address is its own on every medium: without it no meter would answer. */
async function openOverSmitp(place: MeterPlace, terms: LinkTerms): Promise<ApduLink> {
  const { medium, aca } = place
  if (medium === 'udp' || aca === undefined) throw new TransportError('unreachable', 'SMITP needs an address')
  const number = Math.floor(Math.random() * 8)
  return new CosemLink(await openChannel({ ...place, medium, aca } as SmitpPlace, terms), place, number)
}

/** Reaches a meter and associates with it. Throws TransportError or DlmsError; nothing stays open then. */
export async function openDlms(
  place: MeterPlace,
  options: DlmsSessionOptions & LinkTerms,
): Promise<DlmsSession> {
  const link = await openLink(place, options)
  if (place.framing !== 'smitp') return await DlmsSession.open(link, options)
  // Segments carry no longer APDUs.
  const maxReceivePduSize = Math.min(options.settings.maxReceivePduSize, maxCosemApdu)
  return await DlmsSession.open(link, { ...options, settings: { ...options.settings, maxReceivePduSize } })
}
