import { dayNumber } from '@ferraris/cosem'
import { isReceived, msOf, quality } from '@ferraris/metering'
import { CopyRows } from '@ferraris/service'
import type { PoolClient } from 'pg'
import { sumOf } from '../day/day.ts'
import type { DayVersion } from './day-version.ts'
import { packIntervals, packQuality } from './pack.ts'

/** One writer at a time has changes numbered: a reader by number never passes one that is not committed yet. */
const changeLock = 600_600

/** Someone has made a version of the same day meanwhile. */
export class StaleVersion extends Error {}

/**
 * Stores new versions within the caller's transaction: what was in force becomes one of those before. Throws StaleVersion when one
 * of them does not follow the version in force.
 */
export async function writeDays(client: PoolClient, days: readonly DayVersion[]): Promise<void> {
  if (days.length === 0) return
  await client.query(createStaging)
  await stagedRows(days).copyInto(client, 'staged_meter_data')
  await promote(client, days.length)
}

/** The same of one day, within the transaction of a request, where COPY is not at hand. */
export async function writeDay(client: PoolClient, day: DayVersion): Promise<void> {
  await client.query(createStaging)
  await client.query(
    `insert into staged_meter_data (${columns.join(', ')}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
    [
      day.endDeviceId,
      day.readingTypeId,
      day.day,
      day.version,
      day.state,
      day.cause,
      new Date(day.madeAt),
      day.who ?? '',
      day.reason ?? '',
      new Date(msOf(day.start)),
      day.intervalSeconds,
      day.values.length,
      day.quality.filter(isReceived).length,
      weightOf(day),
      sumOf(day.values),
      packIntervals(day.values),
      packQuality(day.quality),
      JSON.stringify(day.notes),
    ],
  )
  await promote(client, 1)
}

/** What is staged becomes what is in force. */
async function promote(client: PoolClient, count: number): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1)', [changeLock])
  await client.query(`
    insert into meter_data_version (${columns.join(', ')}, change)
    select ${[...columns, 'change'].map(column => `d.${column}`).join(', ')} from staged_meter_data s join meter_data_day d using (end_device_id, reading_type_id, day)`)
  const { rowCount } = await client.query(`
    insert into meter_data_day as d (${columns.join(', ')}, change)
    select ${columns.map(column => fromStaging[column] ?? column).join(', ')}, nextval('meter_data_change_seq')
    from staged_meter_data s where version = 1 or exists (select from meter_data_day e
      where (e.end_device_id, e.reading_type_id, e.day) = (s.end_device_id, s.reading_type_id, s.day))
    order by end_device_id, reading_type_id, day
    on conflict (end_device_id, reading_type_id, day) do update
    set ${[...columns.slice(3), 'change'].map(column => `${column} = excluded.${column}`).join(', ')}
    where d.version = excluded.version - 1`)
  if (rowCount !== count) throw new StaleVersion('a day has a newer version')
}

const columns = [
  'end_device_id',
  'reading_type_id',
  'day',
  'version',
  'state',
  'cause',
  'made_at',
  'who',
  'reason',
  'start',
  'interval_seconds',
  'interval_count',
  'measured',
  'weight',
  'total',
  'increments',
  'quality',
  'notes',
] as const

/** Text stands for what COPY has no column of. */
const fromStaging: Partial<Record<(typeof columns)[number], string>> = {
  who: "nullif(who, '')",
  reason: "nullif(reason, '')",
  notes: 'notes::jsonb',
}

const createStaging = `
  create temporary table if not exists staged_meter_data (
    end_device_id bigint, reading_type_id smallint, day date, version integer, state text, cause text, made_at timestamptz,
    who text, reason text, start timestamptz, interval_seconds integer, interval_count smallint, measured smallint,
    weight integer, total bigint, increments bytea, quality bytea, notes text
  ) on commit delete rows`

function stagedRows(days: readonly DayVersion[]): CopyRows {
  const rows = new CopyRows()
  for (const day of days) {
    rows.row(columns.length)
    rows.int8(day.endDeviceId)
    rows.int2(day.readingTypeId)
    rows.date(dayNumber(day.day))
    rows.int4(day.version)
    rows.text(day.state)
    rows.text(day.cause)
    rows.timestamptz(day.madeAt / 1000)
    rows.text(day.who ?? '')
    rows.text(day.reason ?? '')
    rows.timestamptz(day.start)
    rows.int4(day.intervalSeconds)
    rows.int2(day.values.length)
    rows.int2(day.quality.filter(isReceived).length)
    rows.int4(weightOf(day))
    rows.int8(sumOf(day.values))
    rows.bytea(packIntervals(day.values))
    rows.bytea(packQuality(day.quality))
    rows.text(JSON.stringify(day.notes))
  }
  return rows
}

/** How much a person should look at it: missing intervals weigh most, then doubtful ones. */
function weightOf({ quality: codes, notes }: DayVersion): number {
  const count = (code: number) => codes.filter(own => own === code).length
  return (
    1000 * count(quality.missing) +
    10 * count(quality.suspect) +
    notes.findings.filter(({ severity }) => severity !== 'note').length
  )
}
