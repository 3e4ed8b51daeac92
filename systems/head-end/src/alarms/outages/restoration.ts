import { msPerMinute } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { confirmedWithinMs, shareBackWhenOver } from '../bounds.ts'

/**
 * A meter that answers has supply: what is open of it ends, unless the meter was heard so soon after its last gasp that this was
 * the gasp itself.
 */
export async function endByContact(db: Kysely<Tables>): Promise<void> {
  await sql`
    with open as (
      select i.id, i.end_device_id, greatest(i.began, i.noticed_at) + interval '1 minute' as since
      from interruption i where i.ended is null
    ), heard as (
      select o.id, greatest(
        case when c.state = 'reachable' and c.last_contact > o.since then c.last_contact end,
        (select n.last_heard from line_meter m join line_neighbour n on n.aca = m.aca and n.concentrator = m.concentrator
          where m.end_device_id = o.end_device_id and n.valid_to is null and n.state = 'adopted'
            and n.last_heard > o.since)) as at
      from open o left join collection c on c.end_device_id = o.end_device_id
    )
    update interruption i set ended = h.at from heard h where i.id = h.id and h.at is not null`.execute(db)
}

/**
 * Counts the outages that are open: how many homes, how many have supply again. One meter that is back proves nothing: it is over when
 * nearly all are, and it goes on when others lose theirs again.
 */
export async function followOutages(db: Kysely<Tables>, now: number): Promise<void> {
  const { rows } = await sql<{ id: number; course: string; affected: number; back: number }>`
    with counted as (
      select n.id, count(*) as affected, count(i.ended) as back, bool_or(i.confirmed) as confirmed,
        coalesce(min(i.began) filter (where i.confirmed), min(i.began)) as began,
        max(i.began) as last, max(i.ended) as ended,
        case when count(distinct coalesce(i.feeder, '')) = 1 then min(i.feeder) end as feeder,
        case when count(distinct coalesce(i.phase, '')) = 1 then min(i.phase) end as phase,
        (select count(*) from alarm a where a.incident_id = n.id) as alarms
      from incident n join interruption i on i.incident_id = n.id
      where n.kind = 'outage' and n.state <> 'closed'
      group by n.id
    ), seen as (
      select c.*, case
        when c.back >= c.affected * ${shareBackWhenOver}::float8 then 'over'
        when not c.confirmed then 'suspected'
        when c.back > 1 then 'restoring'
        else 'active' end as course
      from counted c
    )
    update incident n
    set affected = s.affected, back = s.back, began = s.began, last_at = greatest(s.last, s.began), feeder = s.feeder,
      phase = s.phase, course = s.course, ended = case when s.course = 'over' then s.ended end,
      alarms = s.alarms
    from seen s, incident before
    where n.id = s.id and before.id = n.id and (n.affected, n.back, n.course, n.began, n.last_at, n.ended, n.alarms)
      is distinct from (s.affected, s.back, s.course, s.began, greatest(s.last, s.began),
        case when s.course = 'over' then s.ended end, s.alarms)
    returning n.id, n.affected, n.back, case when before.course <> n.course then n.course end as course`.execute(
    db,
  )
  const turned = rows.filter(({ course }) => course !== null)
  if (turned.length === 0) return
  await sql`
    insert into alarm_entry (incident_id, at, by, action, detail)
    select * from unnest(${turned.map(({ id }) => id)}::bigint[], ${turned.map(() => new Date(now))}::timestamptz[],
      ${turned.map(() => 'head-end')}::text[], ${turned.map(({ course }) => course)}::text[],
      ${turned.map(({ affected, back }) => `${back}/${affected}`)}::text[])`.execute(db)
}

/**
 * A suspicion that no meter confirmed although its log had time to come: they were silent, and had supply. It is no outage, and its
 * interruptions count nowhere.
 */
export async function refuteSuspicions(db: Kysely<Tables>, now: number): Promise<void> {
  await sql`
    with refuted as (
      update incident n set course = 'refuted'
      where n.kind = 'outage' and n.state = 'closed' and n.course = 'over'
        and n.closed_at between ${new Date(now - 2 * confirmedWithinMs)} and ${new Date(now - confirmedWithinMs)}
        and not exists (select from interruption i where i.incident_id = n.id and i.confirmed)
      returning n.id
    )
    insert into alarm_entry (incident_id, at, by, action)
    select id, ${new Date(now)}, 'head-end', 'refuted' from refuted`.execute(db)
  // Single ones that stayed suspicions, once their meters were heard again.
  await sql`
    delete from interruption where not confirmed and ended < ${new Date(now - 2 * confirmedWithinMs - msPerMinute)}
      and noticed_at > ${new Date(now - 4 * confirmedWithinMs)}`.execute(db)
}
