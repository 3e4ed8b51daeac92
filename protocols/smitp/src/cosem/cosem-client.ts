import { DecodeError } from '@ferraris/bytes'
import type { Discipline } from '../mac/discipline.ts'
import { dsaps } from '../mac/lsap.ts'
import { assembled, type Reassembly, receiptOf, takeSegment } from '../segmentation/reassembly.ts'
import { decodeSegment, encodeSegment, missing, type Segment, segments } from '../segmentation/segment.ts'
import { SmitpError } from '../smitp-error.ts'
import { type CosemMessage, decodeCosem, encodeCosem } from './cosem.ts'

/**
 * The client's end of DLMS/COSEM over SMITP: one APDU there, one APDU back, in segments. The line is half duplex and the
 * meter silent unless asked, so every segment of ours is answered with a receipt, the last one with the first segment of
 * the answer, and further segments are fetched with our receipts. All of it may be repeated without effect: the number
 * of the message tells a repetition from a new request.
 */
export interface CosemClientState {
  /** Number of the last message, 0 to 7. */
  readonly message: number
  readonly pending: PendingApdu | undefined
}

interface PendingApdu {
  readonly saps: Pick<CosemMessage, 'server' | 'client'>
  readonly outgoing: readonly Segment[]
  /** Segments of ours that the meter lacks. */
  readonly left: readonly Segment[]
  readonly incoming: Reassembly | undefined
  readonly sent: Extract<CosemClientOutput, { readonly kind: 'send' }>
}

export type CosemClientInput =
  | { readonly kind: 'apdu'; readonly apdu: CosemMessage }
  /** An LSDU of DSAP 1 with a segmentation header, from this meter. */
  | { readonly kind: 'answer'; readonly lsdu: Uint8Array }
  | { readonly kind: 'repeat' | 'abandon' }

export type CosemClientOutput =
  | {
      readonly kind: 'send'
      readonly dsap: number
      readonly ecc: 'none'
      readonly segmented: true
      readonly lsdu: Uint8Array
      readonly discipline: Discipline
    }
  /** The meter's APDU. */
  | { readonly kind: 'apdu'; readonly apdu: Uint8Array }
  /** That did not help: repeat, or abandon. */
  | { readonly kind: 'ignored'; readonly reason: SmitpError | DecodeError }

type CosemClientStep = readonly [next: CosemClientState, outputs: readonly CosemClientOutput[]]

/** @param message number of the last message that this meter may have seen from us; random after a restart */
export function createCosemClient(message: number): CosemClientState {
  return {
    message: message & 7,
    pending: undefined,
  }
}

/** One step. Throws {@link SmitpError} `session-busy`, and EncodeError for an APDU that segments cannot carry. */
export function stepCosemClient(state: CosemClientState, input: CosemClientInput): CosemClientStep {
  const { pending } = state
  switch (input.kind) {
    case 'apdu': {
      if (pending !== undefined) throw new SmitpError('session-busy')
      const message = (state.message + 1) & 7
      const outgoing = segments(message, encodeCosem(input.apdu))
      return sendNext(message, { saps: input.apdu, outgoing, left: outgoing, incoming: undefined })
    }
    case 'repeat':
      return [state, pending === undefined ? [] : [pending.sent]]
    case 'abandon':
      return [{ ...state, pending: undefined }, []]
    case 'answer':
      return pending === undefined ? [state, []] : guarded(state, () => onAnswer(state, pending, input.lsdu))
  }
}

function onAnswer(state: CosemClientState, pending: PendingApdu, lsdu: Uint8Array): CosemClientStep {
  const value = decodeSegment(lsdu)
  if (value.message !== state.message) throw new SmitpError('answer-unexpected', `message ${value.message}`)
  if (value.kind === 'receipt') {
    return sendNext(state.message, { ...pending, left: missing(pending.outgoing, value) })
  }
  const incoming = takeSegment(pending.incoming, value)
  const whole = assembled(incoming)
  if (whole === undefined) return sendNext(state.message, { ...pending, left: [], incoming })
  const { server, client, apdu } = decodeCosem(whole)
  if (server !== pending.saps.server || client !== pending.saps.client) {
    throw new SmitpError('answer-unexpected', `server ${server}, client ${client}`)
  }
  return [{ ...state, pending: undefined }, [{ kind: 'apdu', apdu }]]
}

/** The next segment that the meter lacks, or a receipt that asks for the next one of its answer. */
function sendNext(message: number, pending: Omit<PendingApdu, 'sent'>): CosemClientStep {
  const [segment, ...rest] = pending.left
  const noneYet = { kind: 'receipt', message, received: 0 } as const
  const value = segment ?? (pending.incoming === undefined ? noneYet : receiptOf(pending.incoming))
  // Only what may be answered with a segment must leave room for one.
  const discipline: Discipline = rest.length > 0 ? 'RA1' : 'RA7'
  const sent = {
    kind: 'send',
    dsap: dsaps.cosem,
    ecc: 'none',
    segmented: true,
    lsdu: encodeSegment(value),
    discipline,
  } as const
  return [{ message, pending: { ...pending, sent } }, [sent]]
}

function guarded(state: CosemClientState, step: () => CosemClientStep): CosemClientStep {
  try {
    return step()
  } catch (error) {
    if (!(error instanceof SmitpError || error instanceof DecodeError)) throw error
    return [state, [{ kind: 'ignored', reason: error }]]
  }
}
