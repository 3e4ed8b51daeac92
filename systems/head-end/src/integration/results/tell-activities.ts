import { failure, messageXml, type Reply, type RequestMessage } from '@ferraris/cim'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Counts } from '../../orders/activities/schemas.ts'
import type { Tables } from '../../tables.ts'
import { answerTo, ownSource } from '../inbox/answers.ts'
import { readIn } from '../inbox/reading-in.ts'
import { replyDestination } from '../inbox/reply-destination.ts'
import { putMessage } from '../outbox/put.ts'
import { codesOf } from '../partner-codes/queries.ts'
import { toTheirs } from '../partner-codes/translate.ts'

interface Parts {
  readonly db: Kysely<Tables>
  readonly now: () => number
}

/** Activities a transaction, and meters that one reply names: the events of the orders have told all of them. */
const mostActivities = 20
const mostNamed = 100

interface Ended {
  readonly message: number
  readonly activity: string
  readonly operation: number | null
  readonly xml: string
  readonly destination: string | null
  readonly sender: string | null
}

/**
 * Tells the messages that have asked for activities that these are over: counts, and the meters that failed. After the ends of all their orders are told. Within
 * the caller's transaction. Gives whether there may be more.
 */
export async function tellActivities(parts: Parts): Promise<boolean> {
  const { db, now } = parts
  const { rows } = await sql<Ended>`
    with over as (
      select s.message_id, s.subject from integration_subject s join activity a on a.id = s.subject
      where s.kind = 'activity' and s.watched and s.told_at is null and a.state in ('done', 'cancelled')
        and not exists (select from end_device_control c where c.activity = a.id and c.told_at is null)
      order by s.message_id limit ${mostActivities} for update of s skip locked
    )
    update integration_subject s set told_at = ${new Date(now())} from over, integration_message m
    where s.message_id = over.message_id and s.kind = 'activity' and s.subject = over.subject and m.id = s.message_id
    returning m.id as message, s.subject as activity, s.operation, m.xml, m.destination, m.sender`.execute(db)
  for (const ended of rows) await tellOne(parts, ended)
  return rows.length === mostActivities
}

async function tellOne({ db, now }: Parts, ended: Ended): Promise<void> {
  const message = readIn(new TextEncoder().encode(ended.xml)).message as RequestMessage
  // A destination that was removed since takes no answer.
  const destination = await replyDestination(db, message.Header, ended).catch(() => null)
  if (destination === null) return
  const response = answerTo(message, await replyOf(db, ended), now())
  const { CorrelationID: correlationId = null, MessageID: messageId = '', Noun: noun } = response.Header
  await putMessage(
    db,
    {
      destination,
      source: ownSource,
      messageId,
      correlationId,
      root: 'ResponseMessage',
      verb: 'reply',
      noun,
      result: response.Reply.Result,
      xml: messageXml(toTheirs(response, await codesOf(db, destination, ended.sender))),
      answers: ended.message,
      subjects: [{ kind: 'activity', subject: ended.activity }],
    },
    now(),
  )
}

async function replyOf(db: Kysely<Tables>, { activity, operation }: Ended): Promise<Reply> {
  const { rows } = await sql<Pick<Counts, 'total' | 'succeeded'>>`
    select count(*) as total, count(*) filter (where state in ('done', 'verified')) as succeeded
    from end_device_control where activity = ${activity}`.execute(db)
  const { total = 0, succeeded = 0 } = rows[0] ?? {}
  const { rows: failures } = await sql<{
    serial: string
    cause: string | null
    state: string
    detail: string | null
  }>`
    select d.serial, c.cause, c.state, c.detail from end_device_control c join end_device d on d.id = c.end_device_id
    where c.activity = ${activity} and c.state not in ('done', 'verified') order by d.serial limit ${mostNamed}`.execute(
    db,
  )
  const summary = {
    code: '0.0',
    level: 'INFORM',
    details: `${succeeded} of ${total} meters succeeded`,
  } as const
  const errors = failures.map(({ serial, cause, state, detail }) =>
    failure(cause ?? state, detail ?? `the order is ${state}`, { name: serial, objectType: 'Meter' }),
  )
  return {
    Result: succeeded === total ? 'OK' : succeeded === 0 ? 'FAILED' : 'PARTIAL',
    Error: [summary, ...errors],
    ...(operation !== null && { operationId: operation }),
  }
}
