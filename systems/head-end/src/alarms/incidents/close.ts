import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { fewestOfOutage, mostAtOnce, quietBeforeClosedMs } from '../bounds.ts'
import { recountClosed } from './recount.ts'

/** Closes what is over by itself, and the alarms of incidents that are closed. */
export async function closeWhatIsOver(db: Kysely<Tables>, now: number): Promise<void> {
  await endStorms(db)
  const quiet = new Date(now - quietBeforeClosedMs)
  const { rows } = await sql<{ id: number }>`
    update incident set state = 'closed', closed_at = ${new Date(now)}, closed_by = 'head-end'
    where state <> 'closed' and course = 'over' and ended < ${quiet} and last_at < ${quiet}
      and opened_at < ${quiet} and not exists (
        -- Meters that are visited one after the other tell of it still.
        select from interruption i where i.incident_id = incident.id and i.told_at > ${quiet})
    returning id`.execute(db)
  if (rows.length > 0) {
    const ids = rows.map(({ id }) => id)
    await sql`
      insert into alarm_entry (incident_id, at, by, action)
      select id, ${new Date(now)}, 'head-end', 'closed' from unnest(${ids}::bigint[]) id`.execute(db)
    await splitLeftOvers(db, ids, now)
  }
  await closeAlarms(db, now)
}

/** A storm is over when none of its alarms is active any more; it closes by itself when all of them have done so. */
async function endStorms(db: Kysely<Tables>): Promise<void> {
  await sql`
    with counted as (
      select n.id, count(a.id) as alarms, count(distinct a.end_device_id) as affected, max(a.raised_at) as last,
        count(*) filter (where a.state <> 'closed' and a.gone_at is null) as active,
        count(*) filter (where a.state <> 'closed') as open, max(coalesce(a.gone_at, a.closed_at)) as ended,
        count(distinct a.end_device_id) filter (where a.gone_at is not null or a.state = 'closed') as back
      from incident n join alarm a on a.incident_id = n.id
      where n.kind = 'storm' and n.state <> 'closed' group by n.id
    )
    update incident n
    set alarms = c.alarms, affected = c.affected, back = c.back, last_at = c.last,
      course = case when c.open = 0 then 'over' else 'active' end,
      ended = case when c.open = 0 then c.ended end
    from counted c
    where n.id = c.id and (n.alarms, n.back, n.course) is distinct from
      (c.alarms, c.back, case when c.open = 0 then 'over' else 'active' end)`.execute(db)
}

/**
 * Homes that are still dark when nearly all have supply again are an outage of their own: a fuse behind the fault. Of a few meters that were
 * suspected, have never said so themselves and are not heard yet nothing is known.
 */
async function splitLeftOvers(db: Kysely<Tables>, closed: readonly number[], now: number): Promise<void> {
  for (const from of closed) {
    await sql`
      delete from interruption where incident_id = ${from} and ended is null and (
        select not bool_or(confirmed) and count(*) < ${fewestOfOutage} from interruption
        where incident_id = ${from} and ended is null)`.execute(db)
    const { rows } = await sql<{ id: number }>`
      insert into incident (kind, course, severity, substation, feeder, phase, began, last_at, affected, opened_at, split_from)
      select 'outage', case when bool_or(i.confirmed) then 'active' else 'suspected' end, 'major', n.substation, n.feeder,
        n.phase, min(i.began), max(i.began), count(*), ${new Date(now)}::timestamptz, n.id
      from incident n join interruption i on i.incident_id = n.id and i.ended is null
      where n.id = ${from} and n.kind = 'outage' group by n.id
      returning id`.execute(db)
    for (const { id } of rows) {
      await sql`update interruption set incident_id = ${id} where incident_id = ${from} and ended is null`.execute(
        db,
      )
      await sql`
        update alarm a set incident_id = ${id} where a.incident_id = ${from} and a.state <> 'closed' and exists (
          select from interruption i where i.incident_id = ${id} and i.end_device_id = a.end_device_id)`.execute(
        db,
      )
      await sql`
        insert into alarm_entry (incident_id, at, by, action, detail)
        values (${id}, ${new Date(now)}, 'head-end', 'split-off', ${String(from)})`.execute(db)
    }
  }
  await recountClosed(db, closed)
}

async function closeAlarms(db: Kysely<Tables>, now: number): Promise<void> {
  await sql`
    update alarm a set state = 'closed', closed_at = ${new Date(now)}, closed_by = n.closed_by, changed_at = ${new Date(now)}
    from incident n
    where n.id = a.incident_id and a.id in (
      select a.id from incident n join alarm a on a.incident_id = n.id and a.state <> 'closed'
      where n.state = 'closed' and n.merged_into is null and n.closed_at > ${new Date(now - closedLatelyMs)}
      limit ${mostAtOnce})`.execute(db)
}

/** Alarms of what was closed longer ago are closed by now. */
const closedLatelyMs = 86_400_000
