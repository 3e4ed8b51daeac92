import { randomUUID } from 'node:crypto'
import { type EventMessage, type EventVerb, isNoun, messageXml, type Noun, type Payload } from '@ferraris/cim'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { mostWaiting } from '../bounds.ts'
import type { DestinationSettings } from '../destinations/schemas.ts'
import { ownSource } from '../inbox/answers.ts'
import type { Asked } from '../inbox/handling.ts'
import { putMessage, type Subject } from '../outbox/put.ts'
import { codesOf } from '../partner-codes/queries.ts'
import { toTheirs } from '../partner-codes/translate.ts'

interface PublishingParts {
  readonly db: Kysely<Tables>
  readonly now: () => number
}

interface Published {
  readonly noun: Noun
  readonly verb: EventVerb
  readonly payload: Payload
  /** The request that it follows from. */
  readonly asked?: Pick<Asked, 'id'> & {
    readonly message: {
      readonly Header: { CorrelationID?: string | undefined; MessageID?: string | undefined }
    }
  }
  readonly correlation?: string | undefined
  readonly subjects?: readonly Subject[]
}

/** A destination that something is published to. */
export interface Subscriber {
  readonly name: string
  readonly form: DestinationSettings['form']
}

/** Puts an event into the outbox for each destination that has subscribed to its noun, within the transaction of what it tells. */
export async function putEvent(parts: PublishingParts, published: Published): Promise<void> {
  const { rows } = await sql<Subscriber>`
    select name, form from integration_destination where ${published.noun} = any(nouns)`.execute(parts.db)
  for (const subscriber of rows) await putEventFor(parts, subscriber, published)
}

/** Subscribers of a noun; `full` when one of them has as many messages waiting as may: then nothing more is published. */
export async function subscribersOf(
  db: Kysely<Tables>,
  noun: Noun,
): Promise<{ readonly subscribers: Subscriber[]; readonly full: boolean }> {
  const { rows } = await sql<Subscriber & { full: boolean }>`
    select name, form, (select count(*) from (
      select from integration_message m where m.destination = d.name and m.state = 'waiting' limit ${mostWaiting}) w)
        >= ${mostWaiting} as full
    from integration_destination d where ${noun} = any(nouns)`.execute(db)
  return { subscribers: rows, full: rows.some(({ full }) => full) }
}

export async function putEventFor(
  { db, now }: PublishingParts,
  to: Subscriber,
  published: Published,
): Promise<void> {
  const { noun, verb, payload, asked, subjects = [] } = published
  const header = asked?.message.Header
  const correlationId = published.correlation ?? header?.CorrelationID ?? header?.MessageID ?? null
  const messageId = randomUUID()
  const message: EventMessage = {
    kind: 'event',
    form: to.form === 'typed' && isNoun(noun) ? 'typed' : 'generic',
    year: '2011',
    Header: {
      Verb: verb,
      Noun: noun,
      Revision: '2.0',
      Timestamp: now(),
      Source: ownSource,
      MessageID: messageId,
      ...(correlationId !== null && { CorrelationID: correlationId }),
    },
    Payload: payload,
  }
  const xml = messageXml(toTheirs(message, await codesOf(db, to.name)))
  const root =
    to.form === 'typed' ? `${verb.slice(0, 1).toUpperCase()}${verb.slice(1)}${noun}` : 'EventMessage'
  await putMessage(
    db,
    {
      destination: to.name,
      source: ownSource,
      messageId,
      correlationId,
      root,
      verb,
      noun,
      xml,
      answers: asked?.id,
      subjects,
    },
    now(),
  )
}
