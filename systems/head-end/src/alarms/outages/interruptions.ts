import type { PoolClient } from 'pg'
import type { SupplyRun } from '../raising/supply-runs.ts'

/** Two reports of one interruption differ by no more, and what follows so soon is one with it: clocks drift, lines reclose (assumed). */
const sameWithin = `interval '30 seconds'`

/** Whether an interruption `i` that is known is the one that `g` tells of. */
const isSame = `case
  when g.began is null then i.ended is null and g.ended >= i.began - ${sameWithin}
  when g.ended is null then i.ended is null or g.began between i.began - ${sameWithin} and i.ended + ${sameWithin}
  else i.began <= g.ended + ${sameWithin} and coalesce(i.ended, 'infinity') >= g.began - ${sameWithin} end`

/**
 * Notes times without supply, within the caller's transaction. What is known already takes the meter's own times, and is confirmed by
 * them; an end ends what is open.
 */
export async function keepSupplyRuns(
  client: PoolClient,
  runs: readonly SupplyRun[],
  source: 'power-down' | 'log',
  now: number,
): Promise<void> {
  if (runs.length === 0) return
  const at = (ms: number | null) => (ms === null ? null : new Date(ms))
  await client.query(
    `with given as (
       select g.*, row_number() over () as place
       from unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) as g (id, began, ended)
     ), fitting as (
       select distinct on (g.place) g.place, g.began, g.ended, i.id, i.source = 'silence' as is_rough
       from given g join interruption i on i.end_device_id = g.id and ${isSame}
       order by g.place, i.began desc
     ), matched as (
       select distinct on (id) * from fitting order by id, began
     ), known as (
       update interruption i
       set began = case when m.began is null then i.began when m.ended is null and not is_rough then i.began else m.began end,
         ended = case when m.ended is null then i.ended else greatest(m.ended, coalesce(m.began, i.began)) end,
         confirmed = true, told_at = $5
       from matched m where i.id = m.id
     )
     insert into interruption (end_device_id, began, ended, noticed_at, told_at, source, confirmed, substation, feeder, phase)
     select g.id, g.began, g.ended, $5, $5, $4, true, coalesce(p.substation, k.substation), p.feeder, p.phase
     from given g
     left join line_meter m on m.end_device_id = g.id
     left join concentrator k on k.id = m.concentrator
     left join supply_point p on p.end_device_id = g.id
     where g.began is not null and g.place not in (select place from matched)
     order by g.id, g.began
     on conflict (end_device_id) where ended is null do nothing`,
    [
      runs.map(({ endDeviceId }) => endDeviceId),
      runs.map(({ began }) => at(began)),
      runs.map(({ ended }) => at(ended)),
      source,
      new Date(now),
    ],
  )
}
