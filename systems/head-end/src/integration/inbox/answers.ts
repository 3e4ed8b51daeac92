import { randomUUID } from 'node:crypto'
import {
  type DecodedMessage,
  type EventMessage,
  failure,
  fine,
  messageXml,
  type Payload,
  type Reply,
  type ReplyError,
  type RequestMessage,
  type ResponseMessage,
  replyTo,
} from '@ferraris/cim'
import type { FerrarisError } from '@ferraris/errors'
import { Refusal } from './handling.ts'

/** How the head-end names itself in its messages. */
export const ownSource = 'Ferraris'

/** The answer to a message, with a header of ours. */
export function answerTo(
  asked: RequestMessage | EventMessage,
  reply: Reply,
  now: number,
  payload?: Payload,
): ResponseMessage {
  return replyTo(asked, reply, { messageId: randomUUID(), timestamp: now, source: ownSource }, payload)
}

export const accepted: Reply = fine

/** What was refused and why, as an error of a reply. */
export function errorOf(error: FerrarisError): ReplyError {
  const { code, detail, path, remedy } = error
  const told = `${path === '' ? '' : `${path}: `}${detail}; ${remedy}`
  return failure(code, told, error instanceof Refusal ? error.about : undefined)
}

export function failed(...errors: readonly ReplyError[]): Reply {
  return { Result: 'FAILED', Error: [...errors] }
}

/** Some of it goes, some not: the errors name what does not. */
export function partly(errors: readonly ReplyError[]): Reply {
  return { Result: 'PARTIAL', Error: [...errors] }
}

/** An answer that finds its question, or of what has no header a fault. */
export function refusalOf(message: DecodedMessage | undefined, reply: Reply, now: number): string {
  if (message?.kind === 'request' || message?.kind === 'event')
    return messageXml(answerTo(message, reply, now))
  return messageXml({ kind: 'fault', form: 'generic', year: '2011', Reply: reply })
}
