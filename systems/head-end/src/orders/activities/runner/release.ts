import { zone } from '@ferraris/cosem'
import { msOf, secondsOf } from '@ferraris/metering'
import type { Pool } from 'pg'
import type { ActivityRow } from '../queries.ts'
import { closesAt } from '../window/hours.ts'

/** Orders of one activity that are under way at a time, unless its pace says less: what sessions and jobs take up in some minutes. */
export const mostUnderWay = 10_000
/** Orders that one look releases: a statement that takes parts of a second. */
export const mostAtOnce = 2000

/** What a look has released. */
export interface Released {
  readonly count: number
  /** Concentrators that have new jobs. */
  readonly concentrators: readonly string[]
}

/** A more urgent activity that may release orders, too. */
export interface Ahead {
  readonly id: string
  readonly stage: number
}

/**
 * Releases waiting orders of the present stage as far as the pace leaves room, at all places in turn. Where a more urgent activity has
 * orders that wait, it goes first. Processes release one after the other, or two would fill the same room.
 */
export async function release(
  pool: Pool,
  { id, stage, pace, hours, time_zone }: ActivityRow,
  ahead: readonly Ahead[],
  now: number,
): Promise<Released> {
  await pool.query(`select pg_advisory_xact_lock(hashtext('ferraris activities'))`)
  const { rows } = await pool.query<{ concentrator: string | null }>(
    `with recursive under_way as materialized (
       select activity, via, cell, count(*) as count from end_device_control
       where activity is not null and released and not settled and state <> 'expired'
       group by activity, via, cell
     ), room as (
       select least($7::bigint, $8 - coalesce((select sum(count) from under_way where activity = $1), 0)) as overall
     ), places as (
       (select via, cell from end_device_control where ${isWaiting} order by via, cell limit 1)
       union all
       select next.via, next.cell from places p cross join lateral (
         select via, cell from end_device_control where ${isWaiting} and (via, cell) > (p.via, p.cell)
         order by via, cell limit 1) next
     ), free as (
       select p.via, p.cell, least(
         (select overall from room),
         case when p.via <> '' then $5 - coalesce((select sum(count) from under_way u where u.via = p.via), 0) end,
         case when p.cell <> '' then $6 - coalesce((select sum(count) from under_way u where u.cell = p.cell), 0) end
       ) as room
       from places p where not exists (
         select from unnest($3::text[], $4::int[]) as ahead (activity, stage)
         join end_device_control o on o.activity = ahead.activity and o.stage = ahead.stage
           and o.via = p.via and o.cell = p.cell and not o.released and not o.settled)
     ), next as (
       select o.id from free cross join lateral (
         select id, ordinal, row_number() over (order by ordinal) as turn from end_device_control
         where ${isWaiting} and via = free.via and cell = free.cell
         order by ordinal limit greatest(0, free.room)) o
       order by o.turn, o.ordinal limit greatest(0, (select overall from room))
     )
     update end_device_control c set released = true, next_attempt_at = greatest(next_attempt_at, $9), release_ends_at = $10 from next where c.id = next.id
     returning case c.way when 'job' then c.concentrator end as concentrator`,
    [
      id,
      stage,
      ahead.map(one => one.id),
      ahead.map(one => one.stage),
      pace.perConcentrator ?? null,
      pace.perCell ?? null,
      mostAtOnce,
      pace.overall ?? mostUnderWay,
      new Date(now),
      hours === null ? null : new Date(msOf(closesAt(hours, zone(time_zone), secondsOf(now)))),
    ],
  )
  const concentrators = new Set(rows.flatMap(({ concentrator }) => concentrator ?? []))
  return { count: rows.length, concentrators: [...concentrators] }
}

/** In the words of the index over what waits. */
const isWaiting = 'activity = $1 and stage = $2 and not released and not settled'
