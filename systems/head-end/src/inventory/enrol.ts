import { defined } from '@ferraris/bytes'
import { defineErrors } from '@ferraris/errors'
import { defaultEventProfile, type EventProfileName } from '@ferraris/metering'
import { transaction } from '@ferraris/service'
import { type MeterUri, MeterUriError, parseMeterUri } from '@ferraris/transport'
import type { Pool, PoolClient } from 'pg'
import { enrolLineMeters, type LineKeys } from '../network/commissioning/line-enrolment.ts'
import { isLineUri, parseLineUri } from '../network/commissioning/line-uri.ts'
import { isCallInUri, parseCallInUri } from '../push/call-in/call-in-uri.ts'
import { type ClientSecrets, faultOf, lackOf, sealOthers } from './keys/client-secrets.ts'
import { assignCounters } from './keys/key-counters.ts'
import type { KeyRing } from './keys/key-ring.ts'
import { type GivenPushList, keepPushLists } from './push-lists.ts'
import type { Enrolled } from './schemas.ts'
import { isSerialPort } from './serial-port.ts'
import { sharedLineOf } from './shared-line.ts'
import { isTimeZone } from './time-zone.ts'

/** An end device to take into the inventory, with the keys of the clients we act as. */
export interface Enrolment {
  readonly serial: string
  readonly usagePoint?: string | undefined
  /**
   * Where it is reached, for example `dlms+tcp://10.1.2.3:4059?client=2&server=1&auth=gmac`, or on a power line
   * `smitp+g2:///464500000001?client=2&server=1&auth=gmac`.
   */
  readonly uri: string
  /** IANA zone, default Europe/Rome. */
  readonly timeZone?: string | undefined
  /** What the numbers of its events mean, default IDIS. */
  readonly eventProfile?: EventProfileName | undefined
  /** 16 hex digits by which it names itself, where they are known: else they are learnt in the first session. */
  readonly systemTitle?: string | undefined
  /** Cell of the mobile network where it is: what meters share on their way. */
  readonly cell?: string | undefined
  /** What is given for a client takes the place of all that was kept for it. */
  readonly keys: readonly ClientSecrets[]
  /** What its push setups send, where the meter does not show that itself. */
  readonly pushLists?: readonly GivenPushList[] | undefined
  /** Of a meter on the power line. */
  readonly lineKeys?: LineKeys | undefined
}

/** What is wrong with an enrolment; `index` counts in the list handed in. */
export class EnrolmentError extends defineErrors('inventory', {
  'enrolment-invalid': [
    'input',
    'an end device cannot be enrolled as given',
    'correct the member that is named',
  ],
}) {
  readonly index: number
  readonly field: string

  constructor(index: number, field: string, detail: string) {
    super('enrolment-invalid', detail, { path: `end device ${index}, ${field}` })
    this.index = index
    this.field = field
  }
}

/** Takes devices into the inventory, all of them or none. Throws EnrolmentError. */
export type Enrol = (devices: readonly Enrolment[]) => Promise<Enrolled>

const defaultZone = 'Europe/Rome'
const standardSchedule = 1
/** Ten thousand devices in two statements, and no statement so large that it stalls others. */
const batch = 2000

/**
 * Takes end devices into the inventory, due at once. A serial number that is known keeps its readings and takes the
 * new address and keys; keys that are not given again stay. Throws EnrolmentError before anything is stored.
 */
export async function enrol(
  pool: Pool,
  ring: KeyRing,
  devices: readonly Enrolment[],
  now: number,
): Promise<{ enrolled: number; known: number }> {
  const placed = devices.map((device, index) => ({ device, index, place: check(device, index) }))
  let enrolled = 0
  // In one order, so that two requests that enrol the same meters at once wait for each other rather than deadlock.
  const unique = [...new Map(placed.map(one => [one.device.serial, one])).values()].sort((a, b) =>
    a.device.serial < b.device.serial ? -1 : 1,
  )
  for (let from = 0; from < unique.length; from += batch) {
    const some = unique.slice(from, from + batch)
    enrolled += await enrolBatch(pool, ring, some, now)
  }
  return { enrolled, known: unique.length - enrolled }
}

interface Placed {
  readonly device: Enrolment
  /** In the list handed in. */
  readonly index: number
  readonly place: Pick<MeterUri, 'client' | 'auth'>
}

async function enrolBatch(
  pool: Pool,
  ring: KeyRing,
  placed: readonly Placed[],
  now: number,
): Promise<number> {
  const devices = placed.map(({ device }) => device)
  const keys = devices.flatMap(({ serial, keys }) => keys.map(secrets => ({ serial, secrets })))
  const wrap = (hex: string | undefined) => (hex === undefined ? null : ring.wrap(Buffer.from(hex, 'hex')))
  return await transaction(pool, async client => {
    const { rows } = await client.query<{ id: number; serial: string; uri: string; is_new: boolean }>(
      `with given as (
         select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $6::text[], $8::text[], $9::bytea[])
           as given (serial, usage_point, uri, time_zone, event_profile, cell, system_title)
       )
       insert into end_device as d (serial, usage_point, uri, time_zone, schedule_id, enrolled_at, event_profile, cell, system_title)
       select g.serial, g.usage_point, g.uri, g.time_zone, ${standardSchedule}, $5,
         coalesce(g.event_profile, known.event_profile, $7), g.cell, g.system_title
       from given g left join end_device known on known.serial = g.serial
       order by g.serial
       on conflict (serial) do update
       set usage_point = coalesce(excluded.usage_point, d.usage_point), uri = excluded.uri,
         time_zone = excluded.time_zone, event_profile = excluded.event_profile,
         cell = coalesce(excluded.cell, d.cell), system_title = coalesce(excluded.system_title, d.system_title)
       returning id, serial, uri, xmax = 0 as is_new`,
      [
        devices.map(device => device.serial),
        devices.map(device => device.usagePoint ?? null),
        devices.map(device => device.uri),
        devices.map(device => device.timeZone ?? defaultZone),
        new Date(now),
        devices.map(device => device.eventProfile ?? null),
        defaultEventProfile,
        devices.map(device => device.cell ?? null),
        devices.map(titleOf),
      ],
    )
    const ids = new Map(rows.map(row => [row.serial, row.id]))
    await client.query(
      `insert into end_device_key as k (end_device_id, client, wrapped_guek, wrapped_gak, sealed_secrets)
       select * from unnest($1::bigint[], $2::integer[], $3::bytea[], $4::bytea[], $5::bytea[]) order by 1, 2
       on conflict (end_device_id, client) do update
       set wrapped_guek = excluded.wrapped_guek, wrapped_gak = excluded.wrapped_gak,
           sealed_secrets = excluded.sealed_secrets
       where (k.wrapped_guek, k.wrapped_gak, k.sealed_secrets)
         is distinct from (excluded.wrapped_guek, excluded.wrapped_gak, excluded.sealed_secrets)`,
      [
        keys.map(({ serial }) => ids.get(serial)),
        keys.map(({ secrets }) => secrets.client),
        keys.map(({ secrets }) => wrap(secrets.guek)),
        keys.map(({ secrets }) => wrap(secrets.gak)),
        keys.map(({ secrets }) => sealOthers(ring, secrets)),
      ],
    )
    // Due at once, a known device too: enrolling it again changes its address or keys. What a concentrator reads is
    // never due here.
    await client.query(
      `insert into collection as c (end_device_id, next_due, line)
       select given.id, case when s.enabled and not given.on_line then $2::timestamptz end, given.shared
       from unnest($1::bigint[], $3::boolean[], $4::text[]) as given (id, on_line, shared), meter_read_schedule s
       where s.id = ${standardSchedule} order by given.id
       on conflict (end_device_id) do update
       set next_due = case when c.state in ('silent', 'refused', 'failed') or (excluded.next_due is null) <> (c.next_due is null)
             then excluded.next_due else c.next_due end,
           failures = case when c.state in ('silent', 'refused', 'failed') then 0 else c.failures end,
           line = excluded.line
       where c.state in ('silent', 'refused', 'failed') or (excluded.next_due is null) <> (c.next_due is null)
         or c.line is distinct from excluded.line`,
      [
        rows.map(row => row.id),
        new Date(now),
        rows.map(row => isLineUri(row.uri)),
        rows.map(row => sharedLineOf(row.uri) ?? null),
      ],
    )
    const owners = placed.map(({ device: { serial }, place }) => {
      return { serial, client: place.client, id: defined(ids.get(serial), `id of ${serial}`) }
    })
    await assignCounters(client, owners)
    await keepPushLists(client, devices, ids)
    await checkKeys(client, placed, ids)
    const onLine = devices.filter(({ uri }) => isLineUri(uri))
    const meters = onLine.map(device => ({
      ...device,
      endDeviceId: defined(ids.get(device.serial), `id of ${device.serial}`),
    }))
    await enrolLineMeters(client, ring, meters, now)
    return rows.filter(row => row.is_new).length
  })
}

/** The title that is given, or that the URI of a meter that calls in says. */
function titleOf({ systemTitle, uri }: Enrolment): Buffer | null {
  const title = systemTitle ?? (isCallInUri(uri) ? parseCallInUri(uri).systemTitle : undefined)
  return title === undefined ? null : Buffer.from(title, 'hex')
}

/** A meter that is called directly needs keys for the client of its URI, given now or before. */
async function checkKeys(
  client: PoolClient,
  placed: readonly Placed[],
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  const direct = placed.filter(({ device, place }) => !isLineUri(device.uri) && place.auth !== 'none')
  const { rows } = await client.query<{ id: number }>(
    `select id from unnest($1::bigint[], $2::integer[]) as given (id, client)
     where not exists (select from end_device_key k where k.end_device_id = given.id and k.client = given.client)
     limit 1`,
    [direct.map(({ device }) => ids.get(device.serial)), direct.map(({ place }) => place.client)],
  )
  const lacking = direct.find(({ device }) => rows.some(({ id }) => id === ids.get(device.serial)))
  if (lacking === undefined) return
  const { index, place } = lacking
  throw new EnrolmentError(
    index,
    'keys',
    `are missing for client ${place.client}, and the URI says auth=${place.auth}: give the keys of that client, or say auth=none`,
  )
}

function check(device: Enrolment, index: number): Placed['place'] {
  if (device.serial === '') throw new EnrolmentError(index, 'serial', 'must not be empty')
  if (device.systemTitle !== undefined && !/^[0-9a-fA-F]{16}$/.test(device.systemTitle))
    throw new EnrolmentError(index, 'systemTitle', 'must be 16 hex digits')
  const place = placeOf(device, index)
  if (!isTimeZone(device.timeZone ?? defaultZone))
    throw new EnrolmentError(index, 'timeZone', `${device.timeZone} is no IANA time zone`)
  device.keys.forEach((secrets, i) => {
    const fault = faultOf(secrets) ?? (secrets.client === place.client ? lackOf(secrets, place) : undefined)
    if (fault !== undefined) throw new EnrolmentError(index, `keys.${i}.${fault.member}`, fault.detail)
  })
  for (const name of ['k1', 'k2'] as const) {
    const key = device.lineKeys?.[name]
    if (key !== undefined && !/^[0-9a-fA-F]{32}$/.test(key)) {
      throw new EnrolmentError(index, `lineKeys.${name}`, 'must be 32 hex digits')
    }
  }
  return place
}

/** The meter that the URI calls, and how. */
function placeOf({ uri, lineKeys }: Enrolment, index: number) {
  if (!isLineUri(uri) && lineKeys !== undefined) {
    throw new EnrolmentError(
      index,
      'lineKeys',
      'belong to a meter on a power line: its URI begins with smitp+g2:',
    )
  }
  try {
    if (isLineUri(uri)) return parseLineUri(uri)
    if (isCallInUri(uri)) return parseCallInUri(uri)
    const place = parseMeterUri(uri)
    if (place.medium !== 'serial' || isSerialPort(place.path)) return place
  } catch (error) {
    if (!(error instanceof MeterUriError)) throw error
    throw new EnrolmentError(index, 'uri', error.message)
  }
  throw new EnrolmentError(index, 'uri', 'names a file that is no serial port, such as /dev/ttyUSB0')
}
