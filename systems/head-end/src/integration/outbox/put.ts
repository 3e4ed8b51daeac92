import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Tables } from '../../tables.ts'

/** What a message tells of, or has led to. */
export interface Subject {
  readonly kind: 'control' | 'activity'
  readonly subject: string
}

/** A message for a destination, in the form that it takes. */
export interface Outgoing {
  readonly destination: string
  readonly source: string
  readonly messageId: string
  readonly correlationId: string | null
  readonly root: string
  readonly verb: string
  readonly noun: string
  readonly result?: string | undefined
  /** The text as it is sent: XML of a message of IEC 61968-100, JSON or plain text of a notification. */
  readonly xml: string
  /** By mail: its recipient, and its subject. */
  readonly recipients?: readonly string[] | undefined
  readonly mailSubject?: string | undefined
  /** The message in that it answers. */
  readonly answers?: number | undefined
  readonly subjects?: readonly Subject[]
}

/**
 * Puts a message into the outbox, within the transaction of what it tells of: both are in the store, or none. One whose
 * destination is gone by now is left out.
 */
export async function putMessage(db: Kysely<Tables>, message: Outgoing, now: number): Promise<void> {
  const { destination, source, messageId, correlationId, root, verb, noun, result = null } = message
  const { rows } = await sql<{ id: number }>`
    insert into integration_message (direction, destination, door, source, message_id, correlation_id, root, verb, noun,
      result, state, xml, answers, next_attempt_at, created_at, recipients, subject)
    select 'out', d.name, d.kind, ${source}, ${messageId}, ${correlationId}, ${root}, ${verb}, ${noun}, ${result},
      'waiting', ${message.xml}, ${message.answers ?? null}::bigint, ${new Date(now)}, ${new Date(now)},
      ${message.recipients ? [...message.recipients] : null}::text[], ${message.mailSubject ?? null}::text
    from integration_destination d where d.name = ${destination}
    returning id`.execute(db)
  for (const { id } of rows) await putSubjects(db, id, message.subjects ?? [])
}

/** Notes what a message tells of, or has led to. */
export async function putSubjects(
  db: Kysely<Tables>,
  message: number,
  subjects: readonly Subject[],
): Promise<void> {
  if (subjects.length === 0) return
  await sql`
    insert into integration_subject (message_id, kind, subject)
    select ${message}, kind, subject
    from unnest(${subjects.map(({ kind }) => kind)}::text[], ${subjects.map(({ subject }) => subject)}::text[])
      as given (kind, subject)
    on conflict do nothing`.execute(db)
}
