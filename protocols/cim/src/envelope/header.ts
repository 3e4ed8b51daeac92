import { boolean, dateTime, oneOf, text, token } from '../schema/leaves.ts'
import { group, many, required, type ValueOf } from '../schema/schema.ts'

/** What a request asks for (IEC 61968-100). */
export const requestVerbs = ['get', 'create', 'change', 'cancel', 'close', 'delete', 'execute'] as const
export type RequestVerb = (typeof requestVerbs)[number]

/** What an event tells. */
export const eventVerbs = ['created', 'changed', 'canceled', 'closed', 'deleted', 'executed'] as const
export type EventVerb = (typeof eventVerbs)[number]

export const header = group(
  {
    Verb: required(oneOf(...requestVerbs, ...eventVerbs, 'reply')),
    Noun: required(token),
    Revision: token,
    ReplayDetection: group({ Nonce: required(token), Created: required(dateTime) }),
    Context: oneOf('PRODUCTION', 'TESTING', 'DEVELOPMENT', 'STUDY', 'TRAINING'),
    Timestamp: dateTime,
    Source: token,
    AsyncReplyFlag: boolean,
    ReplyAddress: token,
    AckRequired: boolean,
    User: group({ UserID: required(token), Organization: token }),
    MessageID: token,
    CorrelationID: token,
    Comment: text,
    Property: many(group({ Name: required(token), Value: text })),
  },
  'message',
)

/** Who asks or tells what, and how an answer finds its question. */
export type Header = ValueOf<typeof header>
