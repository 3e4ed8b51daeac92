import { decodeCursor, type Page, pageOf } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { entriesOf, gravity } from '../desk/queries.ts'
import type { HomeFilter, Incident, IncidentDetail, IncidentFilter, IncidentHome } from './schemas.ts'

function rowsOf(db: Kysely<Tables>) {
  return db.selectFrom('incident as n').selectAll('n')
}

/** Incidents, the gravest first, of these the newest. Throws CursorError. */
export async function listIncidents(db: Kysely<Tables>, filter: IncidentFilter): Promise<Page<Incident>> {
  let matching = db.selectFrom('incident as n')
  if (filter.state === 'open') matching = matching.where('n.state', '<>', 'closed')
  else if (filter.state !== undefined) matching = matching.where('n.state', '=', filter.state)
  if (filter.severity !== undefined) matching = matching.where('n.severity', '=', filter.severity)
  if (filter.kind !== undefined) matching = matching.where('n.kind', '=', filter.kind)
  if (filter.course !== undefined) matching = matching.where('n.course', '=', filter.course)
  if (filter.substation !== undefined) matching = matching.where('n.substation', '=', filter.substation)
  if (filter.assignedTo !== undefined) matching = matching.where('n.assigned_to', '=', filter.assignedTo)
  if (filter.endDevice !== undefined)
    matching = matching.where(
      sql<boolean>`exists (select from end_device d where d.serial = ${filter.endDevice} and (
        exists (select from interruption i where i.incident_id = n.id and i.end_device_id = d.id)
        or exists (select from alarm a where a.incident_id = n.id and a.end_device_id = d.id)))`,
    )
  const { total } = await matching.select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  let page = matching
    .selectAll('n')
    .select(gravity('n.severity').as('gravity'))
    .orderBy(gravity('n.severity'))
    .orderBy('n.id', 'desc')
    .limit(filter.limit + 1)
  if (filter.cursor !== undefined) {
    const [grave, id] = decodeCursor(filter.cursor, ['number', 'number'])
    page = page.where(sql<boolean>`(${gravity('n.severity')}, -n.id) > (${grave}::integer, -(${id}::bigint))`)
  }
  return pageOf(await page.execute(), filter.limit, total, row => [row.gravity, row.id], incidentOf)
}

/** An incident with where it is and what happened; undefined if there is none. */
export async function incidentById(
  db: Kysely<Tables>,
  id: number,
  now: number,
): Promise<IncidentDetail | undefined> {
  const row = await rowsOf(db).where('n.id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const { rows: figures } = await sql<{ confirmed: number; minutes: number }>`
    select count(*) filter (where confirmed) as confirmed,
      coalesce(sum(extract(epoch from coalesce(ended, ${new Date(now)}) - began)) / 60, 0)::float8 as minutes
    from interruption where incident_id = ${id}`.execute(db)
  const { rows: kinds } = await sql<{ kind: string; alarms: number }>`
    select kind, count(*) as alarms from alarm where incident_id = ${id} group by kind order by 2 desc, 1`.execute(
    db,
  )
  const [{ confirmed, minutes } = { confirmed: 0, minutes: 0 }] = figures
  return {
    ...incidentOf(row),
    confirmed,
    customerMinutes: Math.round(minutes * 10) / 10,
    places: await placesOf(db, row),
    kinds,
    entries: await entriesOf(db, 'incident_id', id),
  }
}

/** Meters that an incident hit, as `h`: those of an outage by their interruptions, those of a storm by their alarms. */
function homesOf({ id, kind }: Pick<Incident, 'id' | 'kind'>) {
  return kind === 'outage'
    ? sql`select end_device_id, began, ended, source, confirmed, substation, feeder, phase from interruption
        where incident_id = ${id}`
    : sql`select a.end_device_id, min(a.first_time) as began,
        case when bool_and(a.gone_at is not null or a.state = 'closed') then max(coalesce(a.gone_at, a.closed_at)) end as ended,
        'alarm' as source, true as confirmed, min(a.substation) as substation, min(p.feeder) as feeder, min(p.phase) as phase
        from alarm a left join supply_point p on p.end_device_id = a.end_device_id
        where a.incident_id = ${id} group by a.end_device_id`
}

const mostPlaces = 200

async function placesOf(
  db: Kysely<Tables>,
  row: Pick<Incident, 'id' | 'kind'>,
): Promise<IncidentDetail['places']> {
  const { rows } = await sql<IncidentDetail['places'][number]>`
    select h.substation, h.feeder, h.phase, m.concentrator, count(*) as affected, count(h.ended) as back,
      greatest(count(*), case
        when h.feeder is not null then (select count(*) from supply_point p where p.substation = h.substation
          and p.feeder = h.feeder and (h.phase is null or p.phase = h.phase))
        when m.concentrator is not null then (select count(*) from line_meter s where s.concentrator = m.concentrator)
        else 0 end) as homes
    from (${homesOf(row)}) h left join line_meter m on m.end_device_id = h.end_device_id
    group by h.substation, h.feeder, h.phase, m.concentrator
    order by count(*) desc, 1, 2, 3, 4 limit ${mostPlaces}`.execute(db)
  return rows
}

/** The meters that an incident hit, by serial number. Throws CursorError. */
export async function listHomes(
  db: Kysely<Tables>,
  incident: Pick<Incident, 'id' | 'kind'>,
  { back, limit, cursor }: HomeFilter,
): Promise<Page<IncidentHome>> {
  const isMeant = back === undefined ? sql`true` : back ? sql`h.ended is not null` : sql`h.ended is null`
  const homes = sql`(${homesOf(incident)}) h join end_device d on d.id = h.end_device_id where ${isMeant}`
  const { rows: counts } = await sql<{ total: number }>`select count(*) as total from ${homes}`.execute(db)
  const after = cursor === undefined ? '' : String(decodeCursor(cursor, ['string'])[0])
  const { rows } = await sql<Omit<IncidentHome, 'began' | 'ended'> & { began: Date; ended: Date | null }>`
    select d.serial as "endDevice", d.usage_point as "usagePoint", h.substation, h.feeder, h.phase, h.began, h.ended,
      h.source, h.confirmed
    from ${homes} and d.serial > ${after} order by d.serial limit ${limit + 1}`.execute(db)
  return pageOf(
    rows,
    limit,
    counts[0]?.total ?? 0,
    row => [row.endDevice],
    row => ({ ...row, began: row.began.toISOString(), ended: row.ended?.toISOString() ?? null }),
  )
}

type IncidentRow = Awaited<ReturnType<ReturnType<typeof rowsOf>['execute']>>[number]

function incidentOf(row: IncidentRow): Incident {
  const { id, kind, subject, course, state, severity, substation, feeder, phase, affected, back, alarms } =
    row
  return {
    id,
    kind,
    subject,
    course,
    state,
    severity,
    substation,
    feeder,
    phase,
    began: row.began.toISOString(),
    lastAt: row.last_at.toISOString(),
    ended: row.ended?.toISOString() ?? null,
    affected,
    back,
    alarms,
    openedAt: row.opened_at.toISOString(),
    assignedTo: row.assigned_to,
    closedAt: row.closed_at?.toISOString() ?? null,
    closedBy: row.closed_by,
    mergedInto: row.merged_into,
  }
}
