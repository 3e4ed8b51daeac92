import type { Identification, Readout } from '@ferraris/iec62056-21'
import type { LinkTerms } from './apdu-link.ts'
import { openingTermsOf, readOutOver } from './links/opening.ts'
import { openLine } from './media/open-line.ts'
import type { ReadoutUri } from './meter-uri/readout-uri.ts'

/** What a meter has read out, and what it says of itself. */
export interface MeterReadout extends Readout {
  readonly identification: Identification
}

/** Has a meter read itself out (IEC 62056-21, modes A to C). Throws TransportError, or the reason of the signal. */
export async function readOut(uri: ReadoutUri, terms: LinkTerms): Promise<MeterReadout> {
  const line = await openLine(uri, terms)
  const { identification, readout } = await readOutOver(line, terms, openingTermsOf(uri))
  await line.close()
  return { identification, ...readout }
}
