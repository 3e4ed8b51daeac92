import { fromHex, HexError, toHex } from '@ferraris/bytes'
import type { Context } from './context.ts'
import { type ExplainOptions, explainerOf, newContext } from './explain.ts'
import { type ApduForm, type Fault, Findings } from './findings.ts'
import type { Layer } from './layer.ts'
import type { Transport } from './transports/transport.ts'

/** One message of a conversation, as captured. */
export interface CapturedMessage {
  readonly from: 'client' | 'server'
  readonly hex: string
}

/** A message taken apart, with what only the messages before it make possible. */
export interface MessageExplanation {
  from: 'client' | 'server'
  /** Its last APDU, where it ends one that is well formed. */
  apdu?: ApduForm
  /** What is wrong with the APDU that it ends. */
  malformed?: string
  layers: Layer[]
  errors: Fault[]
  /** Frame, `reassembledValue` at the last block of a long one, HDLC parameters. */
  [member: string]: unknown
}

/** Takes a conversation apart message by message: titles, dedicated keys and blocks carry over. Never throws. */
export function explainSession(
  messages: readonly CapturedMessage[],
  framing: Transport,
  { keys }: ExplainOptions = {},
): { messages: MessageExplanation[]; errors: Fault[] } {
  const session = newContext(keys)
  const explained = messages.map(message => explainMessage(session, framing, message))
  return { messages: explained, errors: session.findings.errors }
}

function explainMessage(
  session: Context,
  framing: Transport,
  { from, hex }: CapturedMessage,
): MessageExplanation {
  const findings = new Findings()
  const { layers, errors, facts } = findings
  let octets: Uint8Array
  try {
    octets = fromHex(hex)
  } catch (error) {
    if (!(error instanceof HexError)) throw error
    findings.fault('hex', '', error.position >> 1, error.message)
    return { from, layers, errors }
  }
  const carried = explainerOf(framing)({ ...session, findings }, octets)
  const apdu = carried.apdus?.at(-1)
  return {
    from,
    ...frameOf(framing, carried[framing]),
    ...facts,
    ...(findings.malformed ? { malformed: malformedText(findings.malformed) } : apdu && { apdu }),
    layers,
    errors,
  }
}

/** A message is nearly always one frame: then it stands for itself, without the octets that the APDU shows. */
function frameOf(framing: Transport, frames: unknown) {
  if (!Array.isArray(frames) || frames.length === 0) return undefined
  const forms = frames.map(({ infoHex, ...frame }) => frame)
  return { [framing]: forms.length === 1 ? forms[0] : forms }
}

/** In few words, as captures are annotated: what the length octets want, and what there is. */
function malformedText({ error, octets }: NonNullable<Findings['malformed']>): string {
  const { fault, detail, offset } = error
  const [wanted, left] = detail.match(/\d+/g) ?? []
  if (fault === 'truncated') return `not a well-formed APDU: eof want ${wanted} have ${left}`
  if (fault === 'trailing') {
    const rest = octets.subarray(offset)
    return `not a well-formed APDU: trailing ${rest.length}: ${toHex(rest)}`
  }
  return `not a well-formed APDU: ${detail}`
}
