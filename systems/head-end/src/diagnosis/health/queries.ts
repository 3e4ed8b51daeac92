import { type EventName, eventSeverities, eventText, severities } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Diagnosis } from '../schemas.ts'
import { lastReported } from './reported.ts'
import type {
  BatteryHealth,
  FirmwareTrust,
  MemoryHealth,
  TemperatureHealth,
  TrustedFirmware,
} from './schemas.ts'

/** An item of the last snapshot of a meter that has it. */
interface LastItem {
  readonly serial: string
  readonly at: Date
  readonly item: Diagnosis['items'][number]
}

/** Of each meter the item as it was read last, for objects whose name matches. */
async function lastItems(db: Kysely<Tables>, pattern: string): Promise<LastItem[]> {
  const { rows } = await sql<LastItem>`
    select distinct on (g.end_device_id, i.item->>'obis') d.serial, g.taken_at as at, i.item
    from diagnosis g join end_device d on d.id = g.end_device_id
    cross join lateral jsonb_array_elements(g.snapshot->'items') as i (item)
    where i.item->>'obis' ~ ${pattern} and i.item->>'outcome' = 'read'
    order by g.end_device_id, i.item->>'obis', g.taken_at desc`.execute(db)
  return rows
}

function numberOf({ item: { value } }: LastItem): number | null {
  return typeof value === 'number' ? value : null
}

/** A time that is left, as meters reckon it: in hours, or in days. */
function daysOf(found: LastItem): number | null {
  const value = numberOf(found)
  return value !== null && found.item.unit === 'h' ? Math.round(value / 24) : value
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
  const items = await lastItems(db, '^0\\.0\\.96\\.6\\.(3|6)\\.255$')
  const of = (serial: string, obis: string) =>
    items.find(({ serial: its, item }) => its === serial && item.obis === obis)
  const open = reported.filter(({ id, at }) => at > (replaced.get(id) ?? new Date(0)))
  const gravest = new Map(
    open
      .toSorted((a, b) => rankOf(b.event) - rankOf(a.event))
      .map(report => [report.endDevice, report] as const),
  )
  return [...gravest.values()]
    .sort((a, b) => rankOf(a.event) - rankOf(b.event) || a.at.getTime() - b.at.getTime())
    .slice(0, limit)
    .map(({ endDevice, event, at }) => {
      const volts = of(endDevice, '0.0.96.6.3.255')
      const remaining = of(endDevice, '0.0.96.6.6.255')
      return {
        endDevice,
        event: eventText(event),
        severity: eventSeverities[event],
        reportedAt: at.toISOString(),
        volts: volts === undefined ? null : numberOf(volts),
        remainingDays: remaining === undefined ? null : daysOf(remaining),
        readAt: (volts ?? remaining)?.at.toISOString() ?? null,
      }
    })
}

function rankOf(event: EventName): number {
  return severities.indexOf(eventSeverities[event])
}

/** Parts of firmware as read last, against the signatures that are trusted. */
export async function firmware(
  db: Kysely<Tables>,
  { trust: wanted, limit }: { readonly trust?: FirmwareTrust['trust'] | undefined; readonly limit: number },
): Promise<FirmwareTrust[]> {
  const items = await lastItems(db, '^1\\.[0-9]+\\.0\\.2\\.[08]\\.255$')
  const known = new Set((await trusted(db)).map(keyOf))
  const versions = items.filter(({ item }) => item.obis.endsWith('.2.0.255'))
  const ranks = ['not-trusted', 'unsigned', 'trusted']
  return versions
    .map(({ serial, at, item }): FirmwareTrust => {
      const place = item.obis.replace('.2.0.255', '.2.8.255')
      const signed = items.find(other => other.serial === serial && other.item.obis === place)
      const version = item.value === null ? null : String(item.value)
      const signature = signed?.item.value == null ? null : String(signed.item.value)
      const isKnown = known.has(
        keyOf({ part: item.obis, version: version ?? '', signature: signature ?? '' }),
      )
      const trust = signature === null ? 'unsigned' : isKnown ? 'trusted' : 'not-trusted'
      return { endDevice: serial, part: item.obis, version, signature, trust, readAt: at.toISOString() }
    })
    .filter(({ trust }) => wanted === undefined || trust === wanted)
    .sort((a, b) => ranks.indexOf(a.trust) - ranks.indexOf(b.trust) || (a.endDevice < b.endDevice ? -1 : 1))
    .slice(0, limit)
}

function keyOf({ part, version, signature }: TrustedFirmware): string {
  return JSON.stringify([part, version, signature])
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

/** Self-checks that failed, by meter and part, the gravest first. */
export async function memoryFaults(db: Kysely<Tables>, limit: number): Promise<MemoryHealth[]> {
  const reported = await lastReported(db, Object.keys(parts) as Fault[])
  const registers = await lastItems(db, '^0\\.0\\.97\\.97\\.0\\.255$')
  return reported
    .map(({ endDevice, event, at }) => {
      const since = registers.find(({ serial, at: read }) => serial === endDevice && read >= at)
      return {
        endDevice,
        part: parts[event as Fault],
        severity: eventSeverities[event],
        reportedAt: at.toISOString(),
        holds: since === undefined ? null : (since.item.bits?.includes(eventText(event)) ?? false),
      }
    })
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
    .slice(0, limit)
}

/** Above this a terminal is loose or overloaded, °C. */
const hotCelsius = 85

export async function temperatures(db: Kysely<Tables>, limit: number): Promise<TemperatureHealth[]> {
  const items = await lastItems(db, '^0\\.0\\.96\\.9\\.0\\.255$')
  return items
    .flatMap(found => {
      const celsius = numberOf(found)
      if (celsius === null) return []
      const { serial: endDevice, at } = found
      return [{ endDevice, celsius, hot: celsius > hotCelsius, readAt: at.toISOString() }]
    })
    .sort((a, b) => b.celsius - a.celsius)
    .slice(0, limit)
}
