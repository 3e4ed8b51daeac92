import { payloadNouns, queryNouns } from '../nouns/nouns.ts'
import { base64, boolean, integer, token } from '../schema/leaves.ts'
import { group, many, required, tellingSpace, type ValueOf } from '../schema/schema.ts'
import { header } from './header.ts'
import { reply, requestFields } from './reply.ts'

const operation = group(
  {
    operationId: required(integer),
    noun: token,
    verb: token,
    elementOperation: boolean,
    ...payloadNouns,
    ...queryNouns,
  },
  'message',
)

/** Several changes in one message; `enforceTransactionalIntegrity`: all or none. */
export const operationSet = group(
  {
    enforceMsgSequence: boolean,
    enforceTransactionalIntegrity: boolean,
    Operation: many(operation),
  },
  'message',
)

export const payload = group({
  ...payloadNouns,
  OperationSet: operationSet,
  /** gzip of what a payload holds. */
  Compressed: base64,
  Format: token,
})
export type Payload = ValueOf<typeof payload>
export type Operation = ValueOf<typeof operation>

export const request = group({ ...requestFields, ...queryNouns }, 'message')
export type Request = ValueOf<typeof request>

/** What the four kinds of messages are made of, in both forms. */
export const messageParts = {
  request: tellingSpace(group({ Header: required(header), Request: request, Payload: payload })),
  response: tellingSpace(group({ Header: required(header), Reply: required(reply), Payload: payload })),
  event: tellingSpace(group({ Header: required(header), Payload: payload })),
  fault: tellingSpace(group({ Reply: required(reply) })),
} as const
export type MessageKind = keyof typeof messageParts
