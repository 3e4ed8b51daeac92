import { CimError, decodeMessage, type SoapSignIn, soapHeader } from '@ferraris/cim'
import type { LinkMessage, LinkPlace, MessageFault } from '@ferraris/transport'
import { mostAttempts } from '../bounds.ts'
import type { Leased, Settled } from './lease.ts'
import { retryMs } from './retry.ts'

/** Root of what is no message of IEC 61968-100, but tells of alarms as JSON. */
export const notificationRoot = 'Notification'

/** What the form of a message depends on. */
interface Recipient extends Pick<LinkPlace, 'kind'> {
  /** User and password that the envelope carries, by WS-Security. */
  readonly user?: SoapSignIn | undefined
}

/** A message as it goes over the link. */
export function linkMessageOf({ kind, user }: Recipient, message: Leased): LinkMessage {
  const { message_id: id, correlation_id, xml } = message
  const common = { id, correlation: correlation_id ?? undefined }
  if (kind === 'smtp') {
    const { recipients, subject } = message
    return { ...common, body: xml, contentType: 'text/plain', to: recipients ?? [], subject: subject ?? '' }
  }
  if (message.root === notificationRoot) return { ...common, body: xml, contentType: 'application/json' }
  if (kind !== 'soap') return { ...common, body: xml, contentType: 'application/xml' }
  return { ...common, body: inSoap(xml, user), contentType: 'text/xml', soapAction: soapActionOf(message) }
}

/** SOAP 1.1, 4: the message is the one child of the body. */
function inSoap(xml: string, user: SoapSignIn | undefined): string {
  const message = xml.replace(/^\s*<\?xml[^>]*\?>\s*/, '')
  const header = user === undefined ? '' : soapHeader(user)
  return `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">${header}<soap:Body>${message}</soap:Body></soap:Envelope>`
}

function soapActionOf({ root, noun }: Leased): string {
  return `http://iec.ch/TC57/2011/${noun}/${root}`
}

/** A message that was handed over: one whose reply says that it failed is a dead letter. */
export function settledBy(answer: string | undefined, { attempts }: Leased): Settled {
  const failure = answer === undefined ? undefined : failureIn(answer)
  if (failure === undefined) return { state: 'delivered', answer }
  return { state: 'dead', code: 'refused', detail: failure, attempts: attempts + 1 }
}

/** What the other end's reply gives as reason, if it says that the message failed; what is no reply counts as fine. */
function failureIn(answer: string): string | undefined {
  if (!/<(?:[\w.-]+:)?Result\b/.test(answer)) return undefined
  try {
    const inner = /<(?:[\w.-]+:)?Body[^>]*>([\s\S]*)<\/(?:[\w.-]+:)?Body>/.exec(answer)?.[1] ?? answer
    const message = decodeMessage(new TextEncoder().encode(inner))
    if (message.kind !== 'response' && message.kind !== 'fault') return undefined
    const { Result, Error: errors = [] } = message.Reply
    if (Result !== 'FAILED') return undefined
    const [first] = errors
    return `the other end replies FAILED${first === undefined ? '' : `: ${first.code} ${first.details ?? first.reason ?? ''}`}`.trim()
  } catch (error) {
    if (error instanceof CimError) return undefined
    throw error
  }
}

/** Whether the fault is the message's own; all others are of the destination, which is tried again without end. */
export function isOfMessage(code: MessageFault): boolean {
  return code === 'refused' || code === 'failed'
}

/** A message that the other end refuses is a dead letter; one that it failed over is tried a number of times. */
export function settledByFault(
  code: MessageFault,
  detail: string,
  { attempts }: Leased,
  now: number,
): Settled {
  const tried = attempts + 1
  if (code === 'refused' || tried >= mostAttempts) return { state: 'dead', code, detail, attempts: tried }
  return { state: 'waiting', code, detail, attempts: tried, nextAttemptAt: now + retryMs(tried) }
}

/** One that waits for a destination that is away is not charged for it. */
export function putBack({ attempts }: Leased, code: MessageFault, detail: string, now: number): Settled {
  return { state: 'waiting', code, detail, attempts, nextAttemptAt: now }
}
