import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { fewestConcentratorsToCompare, freshSilenceMs, windowMs } from '../bounds.ts'

/**
 * Concentrators that were lost lately, each with `since`, when it was heard last, and whether most of those that were there went one soon after the other: then
 * the way to all of them is broken, and nothing is known of their substations.
 */
function lostLately(now: number) {
  const isFresh = sql`state = 'lost' and state_since > ${new Date(now - freshSilenceMs)}`
  return sql`
    lately as (
      select id, substation, coalesce(last_heard, state_since) as since, state_since from concentrator where ${isFresh}
    ), gaps as (
      select *, case when state_since - lag(state_since) over (order by state_since) > ${windowMs} * interval '1 millisecond'
        then 1 else 0 end as gap
      from lately
    ), runs as (
      select *, sum(gap) over (order by state_since, id rows unbounded preceding) as run from gaps
    ), there as (
      select count(*) as number from concentrator where state <> 'lost' or ${isFresh}
    ), lost as (
      select id, substation, since,
        number >= ${fewestConcentratorsToCompare}::integer and count(*) over (partition by run) * 2 > number as by_their_way
      from runs, there
    )`
}

/**
 * A concentrator that is lost may be dark with all its meters, or have lost its way to us: its meters are suspected, until it is back
 * and their logs tell.
 */
export async function suspectLostConcentrators(db: Kysely<Tables>, now: number): Promise<void> {
  await withdrawSuspicions(db, now)
  await sql`
    with ${lostLately(now)}
    insert into interruption (end_device_id, began, noticed_at, source, confirmed, substation, feeder, phase)
    select m.end_device_id, k.since, ${new Date(now)}::timestamptz, 'silence', false,
      coalesce(p.substation, k.substation), p.feeder, p.phase
    from lost k join line_meter m on m.concentrator = k.id and m.end_device_id is not null
    left join supply_point p on p.end_device_id = m.end_device_id
    where not k.by_their_way and not exists (
      select from interruption i where i.end_device_id = m.end_device_id
        and (i.ended is null or i.ended >= k.since))
      -- One that was not heard before has not lost its supply now.
      and not exists (select from line_neighbour n
        where n.aca = m.aca and n.concentrator = k.id and n.valid_to is null and n.state = 'silent')
    order by m.end_device_id
    on conflict (end_device_id) where ended is null do nothing`.execute(db)
}

/**
 * Losses are known one after the other, some minutes long: when most concentrators turn out to have lost their way, what was suspected of the
 * first of them is taken back, and an incident that has no home left is refuted. What belongs to its alarms is looked at anew.
 */
async function withdrawSuspicions(db: Kysely<Tables>, now: number): Promise<void> {
  const at = new Date(now)
  await sql`
    with ${lostLately(now)}, withdrawn as (
      delete from interruption i using lost k, line_meter m
      where k.by_their_way and m.concentrator = k.id and i.end_device_id = m.end_device_id
        and i.source = 'silence' and not i.confirmed and i.ended is null and i.began >= k.since
      returning i.id, i.incident_id
    ), refuted as (
      update incident n set course = 'refuted', affected = 0, back = 0, alarms = 0, ended = ${at}::timestamptz, state = 'closed',
        closed_at = ${at}::timestamptz, closed_by = 'head-end'
      where n.state <> 'closed' and n.id in (select incident_id from withdrawn) and not exists (
        select from interruption i where i.incident_id = n.id and i.id not in (select id from withdrawn))
      returning n.id
    ), loose as (
      update alarm a set incident_id = null from refuted where a.incident_id = refuted.id
    )
    insert into alarm_entry (incident_id, at, by, action)
    select id, ${at}::timestamptz, 'head-end', 'withdrawn' from refuted`.execute(db)
}
