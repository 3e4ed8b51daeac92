import { msPerDay, msPerHour, severities } from '@ferraris/metering'
import { decodeCursor, type Page, pageOf } from '@ferraris/service'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Alarm, AlarmDetail, AlarmFilter, DeskSummary } from './schemas.ts'

/** Gravest first. */
export function gravity(column: string): RawBuilder<number> {
  return sql<number>`array_position(${[...severities]}::text[], ${sql.ref(column)})`
}

/** Alarms, the gravest first, of these the newest. Throws CursorError. */
export async function listAlarms(db: Kysely<Tables>, filter: AlarmFilter): Promise<Page<Alarm>> {
  let matching = db.selectFrom('alarm as a').innerJoin('end_device as d', 'd.id', 'a.end_device_id')
  if (filter.state === 'open') matching = matching.where('a.state', '<>', 'closed')
  else if (filter.state !== undefined) matching = matching.where('a.state', '=', filter.state)
  if (filter.severity !== undefined) matching = matching.where('a.severity', '=', filter.severity)
  if (filter.kind !== undefined) matching = matching.where('a.kind', '=', filter.kind)
  if (filter.endDevice !== undefined) matching = matching.where('d.serial', '=', filter.endDevice)
  if (filter.substation !== undefined) matching = matching.where('a.substation', '=', filter.substation)
  if (filter.concentrator !== undefined) matching = matching.where('a.concentrator', '=', filter.concentrator)
  if (filter.assignedTo !== undefined) matching = matching.where('a.assigned_to', '=', filter.assignedTo)
  if (filter.incident !== undefined) matching = matching.where('a.incident_id', '=', filter.incident)
  if (filter.loose === true) matching = matching.where('a.incident_id', 'is', null)
  if (filter.active !== undefined)
    matching = matching.where('a.gone_at', filter.active ? 'is' : 'is not', null)
  const { total } = await matching.select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  let page = matching
    .selectAll('a')
    .select(['d.serial', gravity('a.severity').as('gravity')])
    .orderBy(gravity('a.severity'))
    .orderBy('a.id', 'desc')
    .limit(filter.limit + 1)
  if (filter.cursor !== undefined) {
    const [grave, id] = decodeCursor(filter.cursor, ['number', 'number'])
    page = page.where(sql<boolean>`(${gravity('a.severity')}, -a.id) > (${grave}::integer, -(${id}::bigint))`)
  }
  return pageOf(await page.execute(), filter.limit, total, row => [row.gravity, row.id], alarmOf)
}

/** An alarm with its history; undefined if there is none. */
export async function alarmById(db: Kysely<Tables>, id: number): Promise<AlarmDetail | undefined> {
  const row = await db
    .selectFrom('alarm as a')
    .innerJoin('end_device as d', 'd.id', 'a.end_device_id')
    .selectAll('a')
    .select('d.serial')
    .where('a.id', '=', id)
    .executeTakeFirst()
  return row && { ...alarmOf(row), entries: await entriesOf(db, 'alarm_id', id) }
}

/** Entries shown of one subject: the newest so many. */
const mostEntries = 500

/** What was done and happened, the oldest first. */
export async function entriesOf(db: Kysely<Tables>, of: 'alarm_id' | 'incident_id', id: number) {
  const rows = await db
    .selectFrom('alarm_entry')
    .select(['id', 'at', 'by', 'action', 'detail'])
    .where(of, '=', id)
    .orderBy('id', 'desc')
    .limit(mostEntries)
    .execute()
  return rows.toReversed().map(({ at, by, action, detail }) => ({ at: at.toISOString(), by, action, detail }))
}

interface AlarmRow {
  readonly id: number
  readonly serial: string
  readonly kind: string
  readonly severity: Alarm['severity']
  readonly state: Alarm['state']
  readonly count: number
  readonly first_time: Date
  readonly last_time: Date
  readonly raised_at: Date
  readonly gone_at: Date | null
  readonly substation: string | null
  readonly concentrator: string | null
  readonly assigned_to: string | null
  readonly incident_id: number | null
  readonly closed_at: Date | null
  readonly closed_by: string | null
}

function alarmOf(row: AlarmRow): Alarm {
  return {
    id: row.id,
    endDevice: row.serial,
    kind: row.kind,
    severity: row.severity,
    state: row.state,
    active: row.gone_at === null && row.state !== 'closed',
    count: row.count,
    firstTime: row.first_time.toISOString(),
    lastTime: row.last_time.toISOString(),
    raisedAt: row.raised_at.toISOString(),
    goneAt: row.gone_at?.toISOString() ?? null,
    substation: row.substation,
    concentrator: row.concentrator,
    assignedTo: row.assigned_to,
    incident: row.incident_id,
    closedAt: row.closed_at?.toISOString() ?? null,
    closedBy: row.closed_by,
  }
}

/** The desk in figures. */
export async function summarizeDesk(db: Kysely<Tables>, now: number): Promise<DeskSummary> {
  const { rows } = await sql<Omit<DeskSummary, 'noisiest'>>`
    select
      (select count(*) from alarm where state <> 'closed' and incident_id is null) as open,
      (select count(*) from incident where state <> 'closed') as incidents,
      (select count(*) from alarm where state = 'new' and incident_id is null)
        + (select count(*) from incident where state = 'new') as unacknowledged,
      (select count(*) from interruption where ended is null and confirmed) as "withoutSupply",
      (select count(*) from alarm where raised_at > ${new Date(now - msPerHour)} and state <> 'closed' and incident_id is null)
        + (select count(*) from incident where opened_at > ${new Date(now - msPerHour)}) as "lastHour"`.execute(
    db,
  )
  const { rows: noisiest } = await sql<{ kind: string; alarms: number }>`
    select kind, count(*) as alarms from alarm where raised_at > ${new Date(now - msPerDay)} and state <> 'closed'
    group by kind order by count(*) desc, kind limit 5`.execute(db)
  const [figures] = rows
  if (figures === undefined) throw new Error('figures without a row')
  return { ...figures, noisiest }
}
