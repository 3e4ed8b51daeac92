import { at, DecodeError, equal } from '@ferraris/bytes'
import { encodeMessage } from '../application/messages.ts'
import type { Refusal } from '../application/refusals.ts'
import { assembled, type Reassembly, receiptOf, takeSegment } from '../segmentation/reassembly.ts'
import { decodeSegment, encodeSegment, missing, type Segment, segments } from '../segmentation/segment.ts'
import { nack } from '../session/serve.ts'
import { SmitpError } from '../smitp-error.ts'
import { type CosemMessage, decodeCosem, encodeCosem, maxCosemApdu } from './cosem.ts'

/** A DLMS server towards all its clients: an APDU in, its answer out; undefined where it stays silent. */
export type DlmsServer = (request: CosemMessage) => Uint8Array | undefined

/** The meter's end of DLMS/COSEM over SMITP: one request and one answer, 2032 octets each at most. */
export interface CosemServerState {
  readonly incoming: Reassembly | undefined
  /** The last request that was served whole, and its answer: a repetition is answered so again. */
  readonly served: Served | undefined
}

interface Served {
  readonly message: number
  readonly request: Uint8Array
  readonly answer: readonly Segment[]
}

/** The answer to an LSDU; with `segmented` it begins with a segmentation header. */
type CosemServerStep = readonly [
  next: CosemServerState,
  answer: { readonly lsdu: Uint8Array; readonly segmented: boolean },
]

export function createCosemServer(): CosemServerState {
  return { incoming: undefined, served: undefined }
}

/** One LSDU of DSAP 1 in, its answer out. Never throws for what the peer sent. */
export function stepCosemServer(
  server: DlmsServer,
  state: CosemServerState,
  { lsdu, segmented }: { readonly lsdu: Uint8Array; readonly segmented: boolean },
): CosemServerStep {
  try {
    // Without its header a repetition could not be told from a new request.
    if (!segmented) return [state, refusal('message-unknown', lsdu)]
    const value = decodeSegment(lsdu)
    if (value.kind === 'segment') return onSegment(server, state, value)
    const { served } = state
    const next = served?.message === value.message ? missing(served.answer, value)[0] : undefined
    return [state, next === undefined ? refusal('value-refused', lsdu) : sending(next)]
  } catch (error) {
    if (error instanceof DecodeError || error instanceof SmitpError)
      return [state, refusal('length-wrong', lsdu)]
    throw error
  }
}

function onSegment(server: DlmsServer, state: CosemServerState, segment: Segment): CosemServerStep {
  const incoming = takeSegment(state.incoming, segment)
  const request = assembled(incoming)
  if (request === undefined) return [{ ...state, incoming }, sending(receiptOf(incoming))]
  const { message } = segment
  const { served } = state
  if (served?.message === message && equal(served.request, request)) {
    return [{ ...state, incoming }, sending(at(served.answer, 0))]
  }
  const { server: to, client, apdu } = decodeCosem(request)
  const answer = server({ server: to, client, apdu })
  if (answer === undefined) return [{ ...state, incoming }, refusal('access-denied', apdu)]
  if (answer.length > maxCosemApdu) return [{ ...state, incoming }, refusal('answer-too-long', apdu)]
  const outgoing = segments(message, encodeCosem({ server: to, client, apdu: answer }))
  return [{ incoming, served: { message, request, answer: outgoing } }, sending(at(outgoing, 0))]
}

function sending(value: Parameters<typeof encodeSegment>[0]) {
  return {
    lsdu: encodeSegment(value),
    segmented: true,
  }
}

function refusal(why: Refusal, lsdu: Uint8Array) {
  return {
    lsdu: encodeMessage(nack(why, lsdu[0] ?? 0)),
    segmented: false,
  }
}
