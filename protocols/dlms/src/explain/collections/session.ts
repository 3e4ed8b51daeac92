import { toHex } from '@ferraris/bytes'
import type { Fault, Layer } from '@ferraris/codec/dissect'
import { titleOf } from '../apdu/title.ts'
import type { Context } from '../context.ts'
import { type ExplainOptions, explainerOf, newContext, noteMissingBlocks } from '../explain.ts'
import { type ApduForm, DlmsFindings } from '../findings.ts'
import type { Transport } from '../transports/transport.ts'

/** One message of a conversation, as it went over the wire. */
export interface Message {
  readonly from: 'client' | 'server'
  readonly octets: Uint8Array
}

/** A message taken apart, with what only the messages before it make possible. */
export interface MessageExplanation {
  readonly from: 'client' | 'server'
  /** In a few words: its last APDU, or the kind of its frame. */
  readonly title: string
  /** Its last APDU, where it ends one that is well formed. */
  readonly apdu?: ApduForm
  /** What is wrong with the APDU that it ends. */
  readonly malformed?: string
  readonly layers: Layer[]
  readonly errors: Fault[]
  /** Frame, `reassembledValue` at the last block of a long one, HDLC parameters. */
  [member: string]: unknown
}

interface SessionExplanation {
  readonly messages: MessageExplanation[]
  /** What is wrong with the keys. What is wrong with a message stands with it. */
  readonly errors: Fault[]
}

/** Takes a conversation apart message by message: titles, dedicated keys and blocks carry over. Never throws. */
export function explainSession(
  messages: readonly Message[],
  framing: Transport,
  { keys }: ExplainOptions = {},
): SessionExplanation {
  const session = newContext(keys)
  const explained = messages.map(message => explainMessage(session, framing, message))
  noteMissingBlocks(session)
  return { messages: explained, errors: session.findings.errors }
}

function explainMessage(session: Context, framing: Transport, { from, octets }: Message): MessageExplanation {
  const findings = new DlmsFindings()
  const { layers, errors, facts, malformed } = findings
  const carried = explainerOf(framing)({ ...session, findings, from }, octets)
  const apdu = carried.apdus?.at(-1)
  const [firstFault] = malformed
  return {
    from,
    title: apdu === undefined ? (layers[0]?.summary ?? framing) : titleOf(apdu),
    ...frameOf(framing, carried[framing]),
    ...facts,
    ...(firstFault !== undefined ? { malformed: malformedText(firstFault) } : apdu && { apdu }),
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

/** In few words, as captures are annotated: how many octets a length wants and how many there are, or what is left. */
function malformedText({ error, octets }: DlmsFindings['malformed'][number]): string {
  const { code, detail, offset } = error
  const [wanted, left] = detail.match(/\d+/g) ?? []
  if (code === 'truncated') return `not a well-formed APDU: eof want ${wanted} have ${left}`
  if (code === 'trailing') {
    const rest = octets.subarray(offset)
    return `not a well-formed APDU: trailing ${rest.length}: ${toHex(rest)}`
  }
  return `not a well-formed APDU: ${detail}`
}
