import { type EventName, eventSeverities, eventText, severities } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { type LastItem, lastItems } from './last-items.ts'
import { lastReported, type Reported } from './reported.ts'
import type {
  BatteryHealth,
  FirmwareTrust,
  MemoryHealth,
  TemperatureHealth,
  TrustedFirmware,
} from './schemas.ts'

function numberOf(found: LastItem | undefined): number | null {
  const value = found?.item.value
  return typeof value === 'number' ? value : null
}

const batteryVolts = '0.0.96.6.3.255'
const batteryLeft = '0.0.96.6.6.255'
const temperature = '0.0.96.9.0.255'
const errorRegister = '0.0.97.97.0.255'

/** A time that is left, as meters reckon it: in hours, or in days. */
function daysOf(found: LastItem | undefined): number | null {
  const value = numberOf(found)
  return value !== null && found?.item.unit === 'h' ? Math.round(value / 24) : value
}

/** Meters whose battery is low or to be replaced, and was not since; those to be replaced first. */
export async function batteries(db: Kysely<Tables>, limit: number): Promise<BatteryHealth[]> {
  const reported = await lastReported(db, ['replaceBattery', 'batteryLow'])
  const replaced = new Map(
    (await db.selectFrom('battery_replacement').selectAll().execute()).map(row => [
      row.end_device_id,
      row.replaced_at,
    ]),
  )
  const open = reported.filter(({ id, at }) => at > (replaced.get(id) ?? new Date(0)))
  const gravest = new Map(
    open.toSorted((a, b) => rankOf(b.event) - rankOf(a.event)).map(report => [report.id, report] as const),
  )
  const first = [...gravest.values()]
    .sort((a, b) => rankOf(a.event) - rankOf(b.event) || a.at.getTime() - b.at.getTime())
    .slice(0, limit)
  const itemOf = await lastItems(db, idsOf(first), [batteryVolts, batteryLeft])
  return first.map(({ id, endDevice, event, at }) => {
    const [volts, left] = [itemOf(id, batteryVolts), itemOf(id, batteryLeft)]
    return {
      endDevice,
      event: eventText(event),
      severity: eventSeverities[event],
      reportedAt: at.toISOString(),
      volts: numberOf(volts),
      remainingDays: daysOf(left),
      readAt: (volts ?? left)?.at.toISOString() ?? null,
    }
  })
}

function idsOf(reported: readonly Reported[]): number[] {
  return [...new Set(reported.map(({ id }) => id))]
}

function rankOf(event: EventName): number {
  return severities.indexOf(eventSeverities[event])
}

/** Parts of firmware as read last, against the signatures that are trusted. */
export async function firmware(
  db: Kysely<Tables>,
  { trust: wanted, limit }: { readonly trust?: FirmwareTrust['trust'] | undefined; readonly limit: number },
): Promise<FirmwareTrust[]> {
  const { rows } = await sql<Omit<FirmwareTrust, 'readAt'> & { readonly at: Date }>`
    with part as (
      select d.serial, v.obis, v.item->>'value' as version, s.item->>'value' as signature, v.read_at
      from diagnosis_item v join end_device d on d.id = v.end_device_id
      left join diagnosis_item s
        on s.end_device_id = v.end_device_id and s.obis = replace(v.obis, '.2.0.255', '.2.8.255')
      where v.obis like '1.%.0.2.0.255'
    ), judged as (
      select p.*, case
        when signature is null then 'unsigned'
        when exists (select from trusted_firmware t
          where t.part = p.obis and t.version = coalesce(p.version, '') and t.signature = p.signature) then 'trusted'
        else 'not-trusted' end as trust
      from part p
    )
    select serial as "endDevice", obis as part, version, signature, trust, read_at as at from judged
    where ${wanted ?? null}::text is null or trust = ${wanted ?? null}
    order by array_position(array['not-trusted', 'unsigned', 'trusted'], trust), serial, obis
    limit ${limit}`.execute(db)
  return rows.map(({ at, ...row }) => ({ ...row, readAt: at.toISOString() }))
}

export async function trusted(db: Kysely<Tables>): Promise<TrustedFirmware[]> {
  return await db
    .selectFrom('trusted_firmware')
    .select(['part', 'version', 'signature'])
    .orderBy('part')
    .orderBy('version')
    .orderBy('signature')
    .execute()
}

const parts = {
  programMemoryError: 'program-memory',
  ramError: 'ram',
  nonVolatileMemoryError: 'non-volatile-memory',
  measurementSystemError: 'measuring-system',
  watchdogError: 'watchdog',
} as const satisfies Partial<Record<EventName, MemoryHealth['part']>>
type Fault = keyof typeof parts
export const memoryEvents = Object.keys(parts) as Fault[]

/** Self-checks that failed, by meter and part, the gravest first. */
export async function memoryFaults(db: Kysely<Tables>, limit: number): Promise<MemoryHealth[]> {
  const reported = await lastReported(db, memoryEvents)
  const first = reported.toSorted((a, b) => rankOf(a.event) - rankOf(b.event)).slice(0, limit)
  const itemOf = await lastItems(db, idsOf(first), [errorRegister])
  return first.map(({ id, endDevice, event, at }) => {
    const read = itemOf(id, errorRegister)
    const isReadSince = read !== undefined && read.at >= at
    return {
      endDevice,
      part: parts[event as Fault],
      severity: eventSeverities[event],
      reportedAt: at.toISOString(),
      holds: isReadSince ? (read.item.bits?.includes(eventText(event)) ?? false) : null,
    }
  })
}

/** Above this a terminal is loose or overloaded, °C. */
const hotCelsius = 85

export async function temperatures(db: Kysely<Tables>, limit: number): Promise<TemperatureHealth[]> {
  const { rows } = await sql<{ endDevice: string; celsius: number; at: Date }>`
    select d.serial as "endDevice", (l.item->>'value')::float8 as celsius, l.read_at as at
    from diagnosis_item l join end_device d on d.id = l.end_device_id
    where l.obis = ${temperature} and jsonb_typeof(l.item->'value') = 'number'
    order by (l.item->>'value')::float8 desc, d.serial limit ${limit}`.execute(db)
  return rows.map(({ at, ...row }) => ({ ...row, hot: row.celsius > hotCelsius, readAt: at.toISOString() }))
}
