import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { fewestOfStorm, fewestWithoutPlace, looseMs, windowMs } from '../bounds.ts'
import { gravity } from '../desk/queries.ts'
import { areasOf, type Cluster } from './areas.ts'
import { openIncidents } from './open.ts'

/** Kinds that meters without supply report besides: they belong to the outage. */
const symptoms = [
  'powerDown',
  'lastGasp',
  'noConnection',
  'packetContextDown',
  'packetContextFailed',
  'clockInvalid',
  ...[1, 2, 3].flatMap(phase => [`phaseMissingL${phase}`, `undervoltageL${phase}`, `badVoltageL${phase}`]),
]
/** Kinds that make no storm of their own: they are what outages are made of. */
const ofSupply = ['powerDown', 'lastGasp']

/** Alarms `a` that no incident has, and that are new enough to ask. */
function isLoose(now: number) {
  return sql`a.incident_id is null and a.state <> 'closed' and a.raised_at > ${new Date(now - looseMs)}`
}

const within = sql`${windowMs} * interval '1 millisecond'`

/** Puts alarms of meters without supply under their outage, and gathers what is of one kind, at one place, at one time. */
export async function gatherStorms(db: Kysely<Tables>, now: number): Promise<void> {
  await sql`
    update alarm a set incident_id = i.incident_id
    from interruption i join incident n on n.id = i.incident_id and n.state <> 'closed'
    where ${isLoose(now)} and a.kind = any(${symptoms}::text[]) and i.end_device_id = a.end_device_id
      and i.began <= a.raised_at + ${within} and coalesce(i.ended, 'infinity') >= a.first_time - ${within}`.execute(
    db,
  )
  await joinStorms(db, now)
  const clusters = await looseClusters(db, now)
  if (clusters.length === 0) return
  await openIncidents(db, 'storm', await areasOf(db, 'storm', clusters), now)
  await joinStorms(db, now)
}

async function joinStorms(db: Kysely<Tables>, now: number): Promise<void> {
  await sql`
    with fitting as (
      select distinct on (a.id) a.id, n.id as incident
      from alarm a join incident n on n.kind = 'storm' and n.subject = a.kind and n.state <> 'closed'
        and (n.substation = a.substation or n.substation is null)
        and a.raised_at between n.began - ${within} and n.last_at + ${within}
      where ${isLoose(now)}
      order by a.id, n.substation nulls last, n.id desc
    )
    update alarm a set incident_id = f.incident from fitting f where a.id = f.id`.execute(db)
}

/** Alarms of one kind by place and time; those of many places with a few each come together without a place. */
async function looseClusters(db: Kysely<Tables>, now: number): Promise<Cluster[]> {
  const figures = sql`kind as subject, min(raised_at) as began, max(raised_at) as last, count(*)::integer as count,
    true as confirmed, (array_agg(severity order by ${gravity('severity')}))[1] as severity`
  const { rows } = await sql<Cluster>`
    with loose as (
      select a.kind, a.substation, a.severity, a.raised_at,
        case when a.raised_at - lag(a.raised_at) over at_place > ${within} then 1 else 0 end as gap,
        case when a.raised_at - lag(a.raised_at) over anywhere > ${within} then 1 else 0 end as wide_gap
      from alarm a where ${isLoose(now)} and a.kind <> all(${ofSupply}::text[])
      window at_place as (partition by a.kind, a.substation order by a.raised_at),
        anywhere as (partition by a.kind order by a.raised_at)
    ), islands as (
      select *, sum(gap) over (partition by kind, substation order by raised_at rows unbounded preceding) as island,
        sum(wide_gap) over (partition by kind order by raised_at rows unbounded preceding) as wide_island
      from loose
    ), by_place as (
      select substation, island, ${figures} from islands where substation is not null
      group by substation, kind, island having count(*) >= ${fewestOfStorm}::integer
    ), elsewhere as (
      select null::text as substation, ${figures} from islands l
      where not exists (select from by_place b where b.substation = l.substation and b.subject = l.kind)
      group by kind, wide_island having count(*) >= ${fewestWithoutPlace}::integer
    )
    select substation, subject, began, last, count, confirmed, severity from by_place
    union all select * from elsewhere order by began`.execute(db)
  return rows
}
