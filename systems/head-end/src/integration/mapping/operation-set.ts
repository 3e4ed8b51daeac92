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
  try {
    return await parts.db
      .transaction()
      .execute(() => workInOrder(parts, asked, operations, allOrNone, handle))
  } catch (error) {
    if (error instanceof Undone) return { reply: failed(...error.errors) }
    throw error
  }
}

/** One of all-or-none does not go, not even in part: what the others have begun is undone. */
class Undone extends Error {
  readonly errors: readonly ReplyError[]

  constructor(errors: readonly ReplyError[]) {
    super('an operation of the set cannot be done')
    this.errors = errors
  }
}

async function workInOrder(
  parts: MappingParts,
  asked: Asked,
  operations: readonly Operation[],
  allOrNone: boolean,
  handle: Handle,
): Promise<Handled> {
  const errors: ReplyError[] = []
  const watched: Watched[] = []
  let payload: Payload | undefined
  for (const operation of operations) {
    try {
      const part = { ...asked, message: messageOf(asked.message, operation) }
      const handled = await parts.db.transaction().execute(() => handle(parts, part))
      const its = withOperation(handled.reply.Result === 'OK' ? [] : (handled.reply.Error ?? []), operation)
      if (allOrNone && its.length > 0) throw new Undone(its)
      errors.push(...its)
      payload = joined(payload, handled.payload)
      watched.push(...(handled.watched ?? []).map(one => ({ ...one, operation: operation.operationId })))
    } catch (error) {
      if (!isRefusal(error)) throw error
      const its = withOperation([errorOf(error)], operation)
      if (allOrNone) throw new Undone(its)
      errors.push(...its)
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
