import {
  isQuery,
  type Operation,
  type Payload,
  type ReplyError,
  type RequestMessage,
  type RequestVerb,
} from '@ferraris/cim'
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
  let payload: Payload | undefined
  for (const operation of operations) {
    try {
      const part = { ...asked, message: messageOf(asked.message, operation) }
      const handled = await parts.db.transaction().execute(() => handle(parts, part))
      errors.push(
        ...withOperation(handled.reply.Result === 'OK' ? [] : (handled.reply.Error ?? []), operation),
      )
      payload = joined(payload, handled.payload)
      watched.push(...(handled.watched ?? []).map(one => ({ ...one, operation: operation.operationId })))
    } catch (error) {
      if (!isRefusal(error) || allOrNone) throw error
      errors.push(...withOperation([errorOf(error)], operation))
    }
  }
  if (errors.length === 0) return { reply: accepted, payload, watched }
  const isNone = watched.length === 0 && errors.length >= operations.length
  return { reply: isNone ? failed(...errors) : partly(errors), payload, watched }
}

/** What two operations bring: different nouns stand beside each other, of the same noun the lists are joined. */
function joined(one: Payload | undefined, other: Payload | undefined): Payload | undefined {
  if (one === undefined || other === undefined) return one ?? other
  const nouns = new Map<string, unknown>(Object.entries(one))
  for (const [noun, value] of Object.entries(other)) {
    const before = nouns.get(noun)
    nouns.set(noun, isLists(before) && isLists(value) ? joinedLists(before, value) : value)
  }
  return Object.fromEntries(nouns)
}

type Lists = Readonly<Record<string, readonly unknown[]>>

function isLists(value: unknown): value is Lists {
  return typeof value === 'object' && value !== null && Object.values(value).every(Array.isArray)
}

function joinedLists(one: Lists, other: Lists): Lists {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return Object.fromEntries(names.map(name => [name, [...(one[name] ?? []), ...(other[name] ?? [])]]))
}

function withOperation(errors: readonly ReplyError[], { operationId }: Operation): ReplyError[] {
  return errors.map(error => ({ ...error, operationId }))
}

/** An operation as the message that it stands for: what it asks by stands in its request, the rest is its payload. */
function messageOf(set: RequestMessage, operation: Operation): RequestMessage {
  const { operationId, noun, verb, elementOperation, ...content } = operation
  const [inside] = Object.keys(content)
  const parts = Object.entries(content)
  return {
    ...set,
    Header: {
      ...set.Header,
      Noun: noun ?? inside ?? set.Header.Noun,
      Verb: (verb ?? set.Header.Verb) as RequestVerb,
    },
    Request: { ...set.Request, ...Object.fromEntries(parts.filter(([name]) => isQuery(name))) },
    Payload: Object.fromEntries(parts.filter(([name]) => !isQuery(name))),
  }
}
