import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { windowMs } from '../bounds.ts'
import type { IncidentKind } from '../tables.ts'
import type { Cluster } from './areas.ts'

/** Opens an incident for each cluster; one of the whole area takes in those of its places. */
export async function openIncidents(
  db: Kysely<Tables>,
  kind: IncidentKind,
  clusters: readonly Cluster[],
  now: number,
): Promise<void> {
  for (const cluster of clusters) {
    const { substation, subject, began, last, confirmed, severity } = cluster
    const { id } = await db
      .insertInto('incident')
      .values({
        kind,
        subject,
        course: kind === 'storm' || confirmed ? 'active' : 'suspected',
        severity,
        substation,
        began,
        last_at: last,
        opened_at: new Date(now),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db
      .insertInto('alarm_entry')
      .values({ incident_id: id, at: new Date(now), by: 'head-end', action: 'opened' })
      .execute()
    if (substation === null) await takeIn(db, id, now)
  }
}

/** Incidents of single places go into the one of the area that began at the same time, with all that they hold together. */
async function takeIn(db: Kysely<Tables>, area: number, now: number): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    update incident n set merged_into = a.id, course = 'merged', affected = 0, back = 0, alarms = 0, state = 'closed',
      closed_at = ${new Date(now)}, closed_by = 'head-end'
    from incident a
    where a.id = ${area} and n.id <> a.id and n.kind = a.kind and n.subject is not distinct from a.subject
      and n.state <> 'closed' and n.substation is not null
      and n.began between a.began - ${windowMs} * interval '1 millisecond' and a.last_at + ${windowMs} * interval '1 millisecond'
    returning n.id`.execute(db)
  if (rows.length === 0) return
  const ids = rows.map(({ id }) => id)
  await sql`update interruption set incident_id = ${area} where incident_id = any(${ids}::bigint[])`.execute(
    db,
  )
  await sql`update alarm set incident_id = ${area} where incident_id = any(${ids}::bigint[])`.execute(db)
  await sql`
    insert into alarm_entry (incident_id, at, by, action, detail)
    select ${area}::bigint, ${new Date(now)}::timestamptz, 'head-end', 'took-in', id::text from unnest(${ids}::bigint[]) id
    union all
    select id, ${new Date(now)}::timestamptz, 'head-end', 'taken-in', ${String(area)} from unnest(${ids}::bigint[]) id`.execute(
    db,
  )
}
