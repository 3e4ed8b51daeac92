import type { Operation, ReplyError, RequestMessage, RequestVerb } from '@ferraris/cim'
import { accepted, errorOf, failed, partly } from '../inbox/answers.ts'
import { type Asked, type Handled, isRefusal, Refusal, type Watched } from '../inbox/handling.ts'
import type { MappingParts } from './parts.ts'

/** Operations that one message may have. */
const mostOperations = 100

type Handle = (parts: MappingParts, asked: Asked) => Promise<Handled>

/**
 * Does the operations of a set in their order. With `enforceTransactionalIntegrity` all of them or none; else those that fail are told
 * and the others stand.
 */
export async function workOnSet(parts: MappingParts, asked: Asked, handle: Handle): Promise<Handled> {
  const { enforceTransactionalIntegrity: allOrNone = false, Operation: operations = [] } =
    asked.message.Payload?.OperationSet ?? {}
  if (operations.length === 0)
    throw new Refusal('payload-missing', 'the set has no operation', { path: 'Payload.OperationSet' })
  if (operations.length > mostOperations)
    throw new Refusal('too-many', `${operations.length} operations; at most ${mostOperations}`)
  const errors: ReplyError[] = []
  const watched: Watched[] = []
  for (const operation of operations) {
    try {
      const part = { ...asked, message: messageOf(asked.message, operation) }
      const handled = await parts.db.transaction().execute(() => handle(parts, part))
      errors.push(
        ...withOperation(handled.reply.Result === 'OK' ? [] : (handled.reply.Error ?? []), operation),
      )
      watched.push(...(handled.watched ?? []).map(one => ({ ...one, operation: operation.operationId })))
    } catch (error) {
      if (!isRefusal(error) || allOrNone) throw error
      errors.push(...withOperation([errorOf(error)], operation))
    }
  }
  if (errors.length === 0) return { reply: accepted, watched }
  const isNone = watched.length === 0 && errors.length >= operations.length
  return { reply: isNone ? failed(...errors) : partly(errors), watched }
}

function withOperation(errors: readonly ReplyError[], { operationId }: Operation): ReplyError[] {
  return errors.map(error => ({ ...error, operationId }))
}

/** An operation as the message that it stands for. */
function messageOf(set: RequestMessage, operation: Operation): RequestMessage {
  const { operationId, noun, verb, elementOperation, ...payload } = operation
  const [inside] = Object.keys(payload)
  return {
    ...set,
    Header: {
      ...set.Header,
      Noun: noun ?? inside ?? set.Header.Noun,
      Verb: (verb ?? set.Header.Verb) as RequestVerb,
    },
    Payload: payload,
  }
}
