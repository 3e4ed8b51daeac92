import { decodeCursor, type Page, pageOf } from '@ferraris/service'
import type { MeterDataParts } from '../parts.ts'
import type { Notes } from '../store/notes.ts'
import type { DayState } from '../validation/validate.ts'
import { findingOut } from './present.ts'
import type { ExceptionQuery, MeterDataException } from './schemas.ts'

interface ExceptionRow {
  readonly end_device_id: number
  readonly reading_type_id: number
  readonly day: string
  readonly version: number
  readonly state: DayState
  readonly weight: number
  readonly made_at: Date
  readonly notes: Notes
}

/** Days that wait for a person, the worst first and of equal ones the newest. */
export async function listExceptions(
  { pool, daySource: source }: MeterDataParts,
  { state, rule, endDevice, limit, cursor }: ExceptionQuery,
): Promise<Page<MeterDataException>> {
  const device = endDevice === undefined ? undefined : ((await source.endDevice(endDevice)) ?? -1)
  const values: unknown[] = []
  const add = (value: unknown) => `$${values.push(value)}`
  const wanted = ["state in ('suspect', 'invalid')"]
  if (state !== undefined) wanted.push(`state = ${add(state)}`)
  if (device !== undefined) wanted.push(`end_device_id = ${add(device)}`)
  if (rule !== undefined) wanted.push(`notes -> 'findings' @> ${add(JSON.stringify([{ rule }]))}::jsonb`)
  const all = wanted.join(' and ')
  const counted = await pool.query<{ total: number }>(
    `select count(*) as total from meter_data_day where ${all}`,
    [...values],
  )
  let after = ''
  if (cursor !== undefined) {
    const [weight, day, id, type] = decodeCursor(cursor, ['number', 'string', 'number', 'number'])
    after = `and (-weight, -(day - '2000-01-01'::date), end_device_id, reading_type_id)
      > (-${add(weight)}::int, -(${add(day)}::date - '2000-01-01'::date), ${add(id)}, ${add(type)})`
  }
  const { rows } = await pool.query<ExceptionRow>(
    `select end_device_id, reading_type_id, day, version, state, weight, made_at, notes from meter_data_day
     where ${all} ${after} order by weight desc, day desc, end_device_id, reading_type_id limit ${add(limit + 1)}`,
    values,
  )
  const [devices, types] = await Promise.all([
    source.endDevices(rows.map(row => row.end_device_id)),
    source.readingTypes([...new Set(rows.map(row => row.reading_type_id))]),
  ])
  return pageOf(
    rows,
    limit,
    counted.rows[0]?.total ?? 0,
    row => [row.weight, row.day, row.end_device_id, row.reading_type_id],
    row => ({
      endDevice: devices.get(row.end_device_id)?.serial ?? '?',
      obis: types.get(row.reading_type_id)?.obis ?? '?',
      day: row.day,
      version: row.version,
      state: row.state,
      since: row.made_at.toISOString(),
      weight: row.weight,
      findings: row.notes.findings.map(findingOut),
    }),
  )
}
