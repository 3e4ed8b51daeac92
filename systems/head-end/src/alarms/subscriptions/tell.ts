import { randomUUID } from 'node:crypto'
import { msPerDay, msPerSecond } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import { eventProfileOf } from '../../events/event-kind.ts'
import { ownSource } from '../../integration/inbox/answers.ts'
import { endDeviceEventsOf, type LogEntry } from '../../integration/mapping/events/events-out.ts'
import { putMessage } from '../../integration/outbox/put.ts'
import { notificationRoot } from '../../integration/outbox/sending.ts'
import { putEventFor } from '../../integration/publishing/put-event.ts'
import type { Tables } from '../../tables.ts'
import { mailOf } from './mail.ts'
import { type NewsRow, newsOf } from './subscriptions.ts'
import { isWanted } from './wanted.ts'

/** A single alarm is told when no incident has taken it by then. */
const settledAfterMs = 20 * msPerSecond
/** Pieces of news of one round: more come with the next. */
const mostNews = 200
/** Events of one message. */
const mostEvents = 500
const newsKeptMs = 7 * msPerDay

/**
 * Tells of what is new: news for the console, and one message for each subscription to another system. All of it in the transaction
 * of the round that found it, and through the outbox: nothing is lost while a mail server is away, and nothing doubled.
 */
export async function tellNews(db: Kysely<Tables>, now: number): Promise<void> {
  const at = new Date(now)
  const { rows: news } = await sql<NewsRow>`
    with incidents as (
      update incident n set told_course = n.course from incident before
      where n.id = before.id and n.id in (
        select id from incident where told_course is distinct from course and merged_into is null
        order by id limit ${mostNews})
      returning n.*, before.told_course as before
    ), alarms as (
      update alarm a set told = true where a.id in (
        select id from alarm where not told and state = 'new' and incident_id is null
          and raised_at < ${new Date(now - settledAfterMs)}
        order by id limit ${mostNews})
      returning a.*
    )
    insert into alarm_news (at, incident_id, alarm_id, kind, what, severity, substation, feeder, end_device, affected, back)
    select ${at}::timestamptz, id, null::bigint, coalesce(subject, kind), case when before is null then 'new' else course end,
      severity, substation, feeder, null::text, affected, back
    from incidents
    union all
    select ${at}::timestamptz, null, a.id, a.kind, 'new', a.severity, a.substation, null, d.serial, 1, 0
    from alarms a join end_device d on d.id = a.end_device_id
    returning *`.execute(db)
  await db
    .deleteFrom('alarm_news')
    .where('at', '<', new Date(now - newsKeptMs))
    .execute()
  if (news.length > 0) await sendNews(db, news, now)
}

interface Wanting {
  readonly id: number
  readonly name: string
  readonly destination: string
  readonly kind: string
  readonly form: 'generic' | 'typed' | 'json'
  readonly addresses: string[]
  readonly news: number[]
}

async function sendNews(db: Kysely<Tables>, news: readonly NewsRow[], now: number): Promise<void> {
  const { rows: wanting } = await sql<Wanting>`
    select s.id, s.name, s.destination, d.kind, d.form, s.addresses, array_agg(n.id order by n.id) as news
    from alarm_subscription s join integration_destination d on d.name = s.destination
    join alarm_news n on n.id = any(${news.map(({ id }) => id)}::bigint[]) and ${isWanted}
    where s.enabled group by s.id, d.kind, d.form order by s.id`.execute(db)
  for (const { news: ids, ...to } of wanting)
    await sendTo(
      db,
      to,
      news.filter(({ id }) => ids.includes(id)),
      now,
    )
}

async function sendTo(
  db: Kysely<Tables>,
  { name, destination, kind, form, addresses }: Omit<Wanting, 'news'>,
  news: readonly NewsRow[],
  now: number,
): Promise<void> {
  const common = {
    destination,
    source: ownSource,
    messageId: randomUUID(),
    correlationId: null,
    root: notificationRoot,
    verb: 'created',
    noun: 'AlarmNews',
  }
  if (kind === 'smtp') {
    const { subject, text } = mailOf(name, news)
    const mail = { ...common, xml: text, recipients: addresses, mailSubject: subject }
    return putMessage(db, mail, now)
  }
  if (form === 'json') {
    const xml = JSON.stringify({ subscription: name, items: news.map(newsOf) })
    return putMessage(db, { ...common, xml }, now)
  }
  const entries = await entriesOf(db, news)
  if (entries.length === 0) return
  const payload = { EndDeviceEvents: endDeviceEventsOf(entries) }
  await putEventFor(
    { db, now: () => now },
    { name: destination, form },
    { noun: 'EndDeviceEvents', verb: 'created', payload },
  )
}

/** The log entries behind new alarms, as CIM EndDeviceEvents: of each device the newest of the alarm's kind. */
async function entriesOf(db: Kysely<Tables>, news: readonly NewsRow[]): Promise<LogEntry[]> {
  const fresh = news.filter(({ what }) => what === 'new')
  const { rows } = await sql<LogEntry & { ordinal: number }>`
    select d.serial, d.usage_point, d.event_profile, e.time, e.log, e.code, e.ordinal
    from alarm a join end_device d on d.id = a.end_device_id
    join lateral (
      select e.time, e.log, e.code, e.ordinal from end_device_event e
      where e.end_device_id = a.end_device_id and e.time between a.first_time - interval '1 day' and a.last_time + interval '1 day'
      order by abs(extract(epoch from e.time - a.last_time)) limit 1
    ) e on true
    where a.incident_id = any(${fresh.flatMap(({ incident_id }) => incident_id ?? [])}::bigint[])
      or a.id = any(${fresh.flatMap(({ alarm_id }) => alarm_id ?? [])}::bigint[])
    order by e.time, d.serial limit ${mostEvents}`.execute(db)
  return rows.map(row => ({ ...row, event_profile: eventProfileOf(row.event_profile) }))
}
