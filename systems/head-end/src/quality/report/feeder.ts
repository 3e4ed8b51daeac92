import { msPerDay } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { VoltagePoint } from '../schemas.ts'

/** Meters, by phase, that a map shows: three phases of the largest line that a concentrator serves. */
export const mostPoints = 6000

/** The meters of a concentrator's line in their order along it, each with its voltage over whole local days; `total` counts those left out, too. */
export async function voltageMap(
  db: Kysely<Tables>,
  concentrator: string,
  days: number,
  now: number,
): Promise<{ items: VoltagePoint[]; total: number }> {
  const from = new Date(now - days * msPerDay)
  const { rows } = await sql<VoltagePoint & { readonly total: number }>`
    select d.serial as "endDevice", cardinality(n.route) as hops, v.phase::integer as phase,
      v.least::float8 as least, v.mean::float8 as mean, v.most::float8 as most,
      coalesce(p.sags, 0)::integer as sags, coalesce(p.swells, 0)::integer as swells,
      (select count(*) from quality_interruption i where i.end_device_id = d.id and i.ended_at >= ${from})::integer
        as interruptions, count(*) over () as total
    from line_meter m join end_device d on d.id = m.end_device_id
    left join line_neighbour n on n.aca = m.aca and n.concentrator = m.concentrator and n.valid_to is null
    left join lateral (
      select phase, min(least) as least, sum(mean_sum) / nullif(sum(means), 0) as mean, max(most) as most
      from quality_voltage_day
      where end_device_id = d.id and day >= (${from}::timestamptz at time zone d.time_zone)::date group by phase
    ) v on true
    left join lateral (
      select count(*) filter (where kind = 'sag') as sags, count(*) filter (where kind = 'swell') as swells
      from quality_dip q where q.end_device_id = d.id and q.at >= ${from} and (v.phase is null or q.phase = v.phase)
    ) p on true
    where m.concentrator = ${concentrator}
    order by cardinality(n.route) nulls last, n.route, d.serial, v.phase
    limit ${mostPoints}`.execute(db)
  return { items: rows.map(({ total: _, ...point }) => point), total: rows[0]?.total ?? 0 }
}
