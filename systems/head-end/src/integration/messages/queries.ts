import { decodeCursor, type Page, pageOf } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { IntegrationMessage, IntegrationMessageDetail, MessageFilter } from './schemas.ts'

/** All but the text: a page of long messages would be megabytes. */
function rows(db: Kysely<Tables>) {
  return db
    .selectFrom('integration_message as m')
    .select([
      'm.id',
      'm.direction',
      'm.destination',
      'm.door',
      'm.source',
      'm.message_id',
      'm.correlation_id',
    ])
    .select([
      'm.root',
      'm.verb',
      'm.noun',
      'm.result',
      'm.state',
      'm.attempts',
      'm.code',
      'm.detail',
      'm.answers',
    ])
    .select(['m.mended_by', 'm.created_at', 'm.next_attempt_at', 'm.ended_at'])
    .select(sql<number>`octet_length(m.xml)`.as('octets'))
}

function messageOf(row: Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number]): IntegrationMessage {
  return {
    id: row.id,
    direction: row.direction,
    destination: row.destination,
    door: row.door,
    source: row.source,
    messageId: row.message_id,
    correlationId: row.correlation_id,
    root: row.root,
    verb: row.verb,
    noun: row.noun,
    result: row.result,
    state: row.state,
    attempts: row.attempts,
    code: row.code,
    detail: row.detail,
    answers: row.answers,
    mendedBy: row.mended_by,
    createdAt: row.created_at.toISOString(),
    nextAttemptAt: row.state === 'waiting' ? row.next_attempt_at.toISOString() : null,
    endedAt: row.ended_at?.toISOString() ?? null,
    octets: row.octets,
  }
}

/** Messages, the newest first. Throws CursorError. */
export async function listMessages(
  db: Kysely<Tables>,
  filter: MessageFilter,
): Promise<Page<IntegrationMessage>> {
  const { direction, destination, state, noun, messageId, correlationId, limit, cursor } = filter
  const equal = { direction, destination, state, noun, message_id: messageId, correlation_id: correlationId }
  let matching = db.selectFrom('integration_message as m')
  let page = rows(db)
  for (const [column, value] of Object.entries(equal)) {
    if (value === undefined) continue
    const isSo = sql<boolean>`${sql.ref(`m.${column}`)} = ${value}`
    matching = matching.where(isSo)
    page = page.where(isSo)
  }
  for (const [kind, subject] of [
    ['control', filter.endDeviceControl],
    ['activity', filter.activity],
  ] as const) {
    if (subject === undefined) continue
    const tellsOf = sql<boolean>`exists (select from integration_subject s
      where s.message_id = m.id and s.kind = ${kind} and s.subject = ${subject})`
    matching = matching.where(tellsOf)
    page = page.where(tellsOf)
  }
  const { total } = await matching.select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  if (cursor !== undefined) page = page.where('m.id', '<', Number(decodeCursor(cursor, ['number'])[0]))
  const found = await page
    .orderBy('m.id', 'desc')
    .limit(limit + 1)
    .execute()
  return pageOf(found, limit, total, row => [row.id], messageOf)
}

/** A message with its text; undefined when there is none with this number. */
export async function messageById(
  db: Kysely<Tables>,
  id: number,
): Promise<IntegrationMessageDetail | undefined> {
  const row = await rows(db).select(['m.xml', 'm.answer']).where('m.id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const [subjects, answeredBy] = await Promise.all([
    db
      .selectFrom('integration_subject')
      .selectAll()
      .where('message_id', '=', id)
      .orderBy('subject')
      .execute(),
    db.selectFrom('integration_message').select('id').where('answers', '=', id).orderBy('id').execute(),
  ])
  const of = (kind: string) => subjects.filter(one => one.kind === kind).map(({ subject }) => subject)
  return {
    ...messageOf(row),
    xml: row.xml,
    answer: row.answer,
    endDeviceControls: of('control'),
    activities: of('activity'),
    answeredBy: answeredBy.map(answer => answer.id),
  }
}
