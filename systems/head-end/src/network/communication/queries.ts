import { addDays, zone } from '@ferraris/cosem'
import { secondsOf } from '@ferraris/metering'
import { decodeCursor, type Page, pageOf } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { failedBucket, quantileOf } from './latency.ts'
import type { ConcentratorCommunication, MeterCommunication } from './schemas.ts'

export interface CommunicationFilter {
  /** First local day, YYYY-MM-DD. */
  readonly from: string
  readonly concentrator?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

interface Bucket {
  readonly day: string
  readonly bucket: number
  readonly sessions: number
  readonly retries: number
}

interface MeterRow {
  readonly serial: string
  readonly concentrator: string | null
  readonly success: number | null
  readonly hops: number | null
  readonly signal: number | null
  readonly snr: number | null
  readonly buckets: Bucket[] | null
}

/** The first local day of so many up to today. */
export function firstDay(days: number, now: number, timeZone: string): string {
  return addDays(zone(timeZone).dateOf(secondsOf(now)), 1 - days)
}

/** How meters were reached, by serial number. Throws CursorError. */
export async function meterCommunications(
  db: Kysely<Tables>,
  { from, concentrator: wanted, limit, cursor }: CommunicationFilter,
): Promise<Page<MeterCommunication>> {
  const concentrator = wanted ?? null
  const after = cursor === undefined ? '' : String(decodeCursor(cursor, ['string'])[0])
  const isMeant = sql`(${concentrator}::text is null or m.concentrator = ${concentrator})`
  const meters = sql`from end_device d left join line_meter m on m.end_device_id = d.id`
  const { rows: counted } = await sql<{
    total: number
  }>`select count(*) as total ${meters} where ${isMeant}`.execute(db)
  const { rows } = await sql<MeterRow>`
    select d.serial, m.concentrator, n.success, cardinality(n.route) as hops, n.signal, n.snr, (
      select jsonb_agg(jsonb_build_object('day', day, 'bucket', bucket, 'sessions', sessions, 'retries', retries) order by day)
      from session_latency l where l.end_device_id = d.id and l.day >= ${from}
    ) as buckets
    ${meters}
    left join line_neighbour n on n.aca = m.aca and n.concentrator = m.concentrator and n.valid_to is null
    where d.serial > ${after} and ${isMeant}
    order by d.serial limit ${limit + 1}`.execute(db)
  return pageOf(
    rows,
    limit,
    counted[0]?.total ?? 0,
    row => [row.serial],
    row => communicationOf(row),
  )
}

function communicationOf({ serial, buckets, success: onLine, ...line }: MeterRow): MeterCommunication {
  const all = buckets ?? []
  const days = new Map<string, Bucket[]>()
  for (const bucket of all) days.set(bucket.day, [...(days.get(bucket.day) ?? []), bucket])
  return {
    endDevice: serial,
    ...line,
    sessions: sessionsIn(all),
    success: successOf(all) ?? onLine,
    retries: all.reduce((sum, { retries }) => sum + retries, 0),
    latencyP50: quantileOf(all, 0.5),
    latencyP95: quantileOf(all, 0.95),
    days: [...days].map(([day, its]) => ({ day, sessions: sessionsIn(its), success: successOf(its) })),
  }
}

type Counted = Pick<Bucket, 'bucket' | 'sessions'>

function sessionsIn(buckets: readonly Counted[]): number {
  return buckets.reduce((sum, { sessions }) => sum + sessions, 0)
}

function successOf(buckets: readonly Counted[]): number | null {
  const all = sessionsIn(buckets)
  return all === 0 ? null : 1 - sessionsIn(buckets.filter(({ bucket }) => bucket === failedBucket)) / all
}

/** How the meters of each concentrator were reached. */
export async function concentratorCommunications(
  db: Kysely<Tables>,
  from: string,
): Promise<ConcentratorCommunication[]> {
  const { rows } = await sql<
    Omit<ConcentratorCommunication, 'sessions' | 'latencyP50' | 'latencyP95'> & { buckets: Counted[] | null }
  >`
    select k.id as concentrator, coalesce(h.meters, 0)::integer as meters, coalesce(h.silent, 0)::integer as silent,
      h.hops::float8 as hops, coalesce(s.exchanges, 0)::integer as exchanges, s.success::float8 as success,
      s.occupancy::float8 as occupancy, (
        select jsonb_agg(b) from (
          select l.bucket, sum(l.sessions)::integer as sessions
          from line_meter m join session_latency l on l.end_device_id = m.end_device_id
          where m.concentrator = k.id and l.day >= ${from} group by l.bucket
        ) b) as buckets
    from concentrator k
    left join lateral (
      select count(*) as meters, count(*) filter (where n.state = 'silent') as silent, avg(cardinality(n.route)) as hops
      from line_meter m left join line_neighbour n on n.aca = m.aca and n.concentrator = k.id and n.valid_to is null
      where m.concentrator = k.id
    ) h on true
    left join lateral (
      select sum(exchanges) as exchanges, 1 - sum(failed)::float8 / nullif(sum(exchanges), 0) as success,
        least(1, sum(airtime_seconds) / nullif(extract(epoch from sum(until - since)), 0)) as occupancy
      from line_statistics where concentrator = k.id and until >= ${from}::date
    ) s on true
    order by k.id`.execute(db)
  return rows.map(({ buckets, ...row }) => ({
    ...row,
    sessions: sessionsIn(buckets ?? []),
    latencyP50: quantileOf(buckets ?? [], 0.5),
    latencyP95: quantileOf(buckets ?? [], 0.95),
  }))
}

/** Days that are kept. */
const keptDays = 100

export async function forgetOldLatencies(db: Kysely<Tables>, today: string): Promise<void> {
  await db.deleteFrom('session_latency').where('day', '<', addDays(today, -keptDays)).execute()
}
