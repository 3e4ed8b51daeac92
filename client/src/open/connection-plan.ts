import { maxCosemApdu } from '@ferraris/smitp/cosem'
import { type ApduLink, type LinkTerms, type MeterUri, openLink } from '@ferraris/transport'
import type { AssociationForm } from './association-form.ts'

/** The way to a meter, and the client for it. */
export interface ConnectionPlan extends AssociationForm {
  readonly client: number
  /** Longest APDU that the way carries. */
  readonly maxApdu: number
  /** How long an answer may take at least, milliseconds. */
  readonly patienceMs: number
  /** That it opens shows that the other end is there: TCP, and HDLC on any medium. */
  readonly isAnsweredAtOpening?: boolean
  /** Opens a link as a client. Throws TransportError, or the reason of the signal. */
  open(client: number, terms: LinkTerms): Promise<ApduLink>
}

/** Longest APDU that is accepted where the way sets no limit. */
const longestApdu = 0xffff

/** The plan of a meter that is reached directly. */
export function connectionPlan(uri: MeterUri): ConnectionPlan {
  return {
    ...partyOf(uri),
    maxApdu: uri.framing === 'smitp' ? maxCosemApdu : longestApdu,
    patienceMs: 0,
    isAnsweredAtOpening: uri.medium === 'tcp' || uri.framing === 'hdlc',
    open: (client, terms) => openLink({ ...uri, client }, terms),
  }
}

/** The client that a URI names, and its authentication. */
export function partyOf({
  client,
  auth,
  suite,
  ciphering,
  referencing,
}: AssociationForm & Pick<MeterUri, 'client'>) {
  return {
    client,
    auth,
    ...(suite !== undefined && { suite }),
    ...(ciphering !== undefined && { ciphering }),
    ...(referencing !== undefined && { referencing }),
  }
}
