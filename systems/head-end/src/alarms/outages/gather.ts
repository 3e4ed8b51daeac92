import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { fewestOfOutage, fewestWithoutPlace, looseMs, oldestRaisedMs, windowMs } from '../bounds.ts'
import { areasOf, type Cluster } from '../incidents/areas.ts'
import { openIncidents } from '../incidents/open.ts'

/**
 * Gathers interruptions that began together at one place into outages; gives whether any was found. One that an outage has already
 * is not looked at again; one that stays alone is an interruption of one home, and no incident.
 */
export async function gatherOutages(db: Kysely<Tables>, now: number): Promise<boolean> {
  const joined = await joinOutages(db, now)
  const clusters = await looseClusters(db, now)
  if (clusters.length === 0) return joined
  await openIncidents(db, 'outage', await areasOf(db, 'outage', clusters), now)
  await joinOutages(db, now)
  return true
}

/** Interruptions `i` that no outage has, and that are new enough to ask. */
function isLoose(now: number) {
  return sql`i.incident_id is null and i.noticed_at > ${new Date(now - looseMs)}`
}

const within = sql`${windowMs} * interval '1 millisecond'`

/** An interruption belongs to the outage of its place that began, or grew, within the window around its own beginning, also one that is over. */
async function joinOutages(db: Kysely<Tables>, now: number): Promise<boolean> {
  const { numAffectedRows: rows = 0n } = await sql`
    with fitting as (
      select distinct on (i.id) i.id, n.id as incident
      from interruption i join incident n on n.kind = 'outage' and n.merged_into is null
        and (n.substation = i.substation or n.substation is null)
        and i.began between n.began - ${within} and n.last_at + ${within}
        and (n.state <> 'closed' or i.ended is not null)
      where ${isLoose(now)} and n.last_at > ${new Date(now - oldestRaisedMs)}
      order by i.id, n.substation nulls last, n.id desc
    )
    update interruption i set incident_id = f.incident from fitting f where i.id = f.id`.execute(db)
  return rows > 0n
}

async function looseClusters(db: Kysely<Tables>, now: number): Promise<Cluster[]> {
  const { rows } = await sql<Cluster>`
    with loose as (
      select i.began, i.substation, i.confirmed,
        case when i.began - lag(i.began) over w > ${within} then 1 else 0 end as gap
      from interruption i where ${isLoose(now)}
      window w as (partition by i.substation order by i.began)
    ), islands as (
      select *, sum(gap) over (partition by substation order by began rows unbounded preceding) as island from loose
    )
    select substation, null::text as subject, min(began) as began, max(began) as last, count(*)::integer as count,
      bool_or(confirmed) as confirmed, 'critical' as severity
    from islands group by substation, island
    having count(*) >= case when substation is null then ${fewestWithoutPlace}::integer else ${fewestOfOutage}::integer end
    order by 3`.execute(db)
  return rows
}
