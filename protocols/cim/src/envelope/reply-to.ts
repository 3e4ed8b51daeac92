import type { EventMessage, RequestMessage, ResponseMessage } from './message.ts'
import type { Payload } from './parts.ts'
import type { Reply } from './reply.ts'

/** What a message that this side makes is marked with. */
export interface Stamp {
  readonly messageId: string
  /** Milliseconds since 1970. */
  readonly timestamp: number
  readonly source?: string
}

/** Which identifier of a request its answers carry: partners differ. */
export type CorrelateBy = 'CorrelationID' | 'MessageID'

/** The answer to a message, in its form and edition, by an identifier that finds its question. */
export function replyTo(
  asked: RequestMessage | EventMessage,
  reply: Reply,
  { messageId, timestamp, source }: Stamp,
  payload?: Payload,
  correlateBy: CorrelateBy = 'CorrelationID',
): ResponseMessage {
  const { form, year, Header: header } = asked
  return {
    kind: 'response',
    form,
    year,
    Header: {
      Verb: 'reply',
      Noun: header.Noun,
      Revision: header.Revision,
      Timestamp: timestamp,
      Source: source,
      MessageID: messageId,
      CorrelationID: correlationOf(asked, correlateBy),
    },
    Reply: reply,
    Payload: payload,
  }
}

/** The identifier that answers to a message carry; undefined where it has none. */
export function correlationOf(
  { Header: header }: RequestMessage | EventMessage,
  by: CorrelateBy = 'CorrelationID',
): string | undefined {
  return header[by] ?? header.CorrelationID ?? header.MessageID
}
