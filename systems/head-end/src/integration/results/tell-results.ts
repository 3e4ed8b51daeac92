import { failure, messageXml, type Reply, type ReplyError, type RequestMessage } from '@ferraris/cim'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import { answerTo, ownSource } from '../inbox/answers.ts'
import { readIn } from '../inbox/reading-in.ts'
import { replyDestination } from '../inbox/reply-destination.ts'
import { putMessage } from '../outbox/put.ts'
import { codesOf } from '../partner-codes/queries.ts'
import { toTheirs } from '../partner-codes/translate.ts'
import { putEvent } from '../publishing/put-event.ts'
import { type Asker, askersOf, correlationOfActivity, type Ended, openOrdersOf, takeEnded } from './ended.ts'
import { controlOf, eventOf, hasSucceeded, payloadOf } from './result-payload.ts'

interface Parts {
  readonly db: Kysely<Tables>
  readonly now: () => number
}

/** Orders a transaction. */
const mostOrders = 100

/**
 * Tells what became of orders, within the caller's transaction: to the message that asked, as a reply with its correlation, PARTIAL while more
 * follow; and to all that have subscribed, as events, whatever the order came from. Gives whether there may be more.
 */
export async function tellResults(parts: Parts): Promise<boolean> {
  const { db, now } = parts
  const ended = await takeEnded(db, now(), mostOrders)
  if (ended.length === 0) return false
  const askers = await askersOf(
    db,
    ended.map(({ id }) => id),
  )
  for (const order of ended) {
    const asker = askers.find(({ control }) => control === order.id)
    const correlation =
      asker === undefined
        ? order.activity === null
          ? undefined
          : await correlationOfActivity(db, order.activity)
        : await tellAsker(parts, order, asker, restOf(order, ended, askers))
    const tracking = asker?.tracking ?? null
    const common = { subjects: subjectsOf(order), correlation }
    await putEvent(parts, {
      ...common,
      noun: 'EndDeviceControls',
      verb: 'closed',
      payload: { EndDeviceControls: controlOf(order, tracking) },
    })
    await putEvent(parts, {
      ...common,
      noun: 'EndDeviceEvents',
      verb: 'created',
      payload: { EndDeviceEvents: eventOf(order, tracking) },
    })
  }
  return ended.length === mostOrders
}

/** Orders of this round whose end is told to the same message after this one's. */
function restOf(order: Ended, ended: readonly Ended[], askers: readonly Asker[]): number {
  const message = askers.find(({ control }) => control === order.id)?.message
  const later = ended.slice(ended.indexOf(order) + 1)
  return later.filter(({ id }) => askers.some(one => one.control === id && one.message === message)).length
}

function subjectsOf({ id, activity }: Ended) {
  const control = { kind: 'control', subject: id } as const
  return activity === null ? [control] : [control, { kind: 'activity', subject: activity } as const]
}

/** Sends the reply to where the message wants it; gives the correlation that events carry, too. */
async function tellAsker(
  parts: Parts,
  order: Ended,
  asker: Asker,
  rest: number,
): Promise<string | undefined> {
  const { db, now } = parts
  const row = await db
    .selectFrom('integration_message')
    .select(['xml', 'destination', 'sender'])
    .where('id', '=', asker.message)
    .executeTakeFirstOrThrow()
  const message = readIn(new TextEncoder().encode(row.xml)).message as RequestMessage
  // A destination that was removed since takes no answer.
  const destination = await replyDestination(db, message.Header, row).catch(() => null)
  const more = rest + (await openOrdersOf(db, asker.message)) > 0
  const response = answerTo(
    message,
    replyOf(order, asker, more),
    now(),
    await payloadOf(db, order, asker.tracking),
  )
  const { CorrelationID: correlationId, MessageID: messageId = '', Noun: noun } = response.Header
  if (destination !== null) {
    await putMessage(
      db,
      {
        destination,
        source: ownSource,
        messageId,
        correlationId: correlationId ?? null,
        root: 'ResponseMessage',
        verb: 'reply',
        noun,
        result: response.Reply.Result,
        xml: messageXml(toTheirs(response, await codesOf(db, destination, row.sender))),
        answers: asker.message,
        subjects: subjectsOf(order),
      },
      now(),
    )
  }
  return correlationId
}

function replyOf(order: Ended, { operation }: Asker, more: boolean): Reply {
  const errors: ReplyError[] = []
  if (!hasSucceeded(order)) {
    const about = order.serial === null ? undefined : { name: order.serial, objectType: 'Meter' }
    errors.push(failure(order.cause ?? order.state, order.detail ?? `the order is ${order.state}`, about))
  }
  errors.push({ code: more ? '0.1' : '0.0', level: 'INFORM' })
  return {
    Result: hasSucceeded(order) ? (more ? 'PARTIAL' : 'OK') : 'FAILED',
    Error: errors.filter(({ code }) => hasSucceeded(order) || more || code !== '0.0'),
    ...(operation !== null && { operationId: operation }),
  }
}
