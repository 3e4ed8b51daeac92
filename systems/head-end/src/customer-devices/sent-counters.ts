import { counterDays, counterNames, fromWord } from '@ferraris/chain2'
import { decodeData } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import { decodeCursor, type Page, Problem, pageOf } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { MeterSession } from '../collection/session/meter-session.ts'
import { unknownDevice } from '../inventory/unknown-device.ts'
import type { Tables } from '../tables.ts'
import { wantedOf } from './registry.ts'
import type { TellingParts } from './telling-parts.ts'

/** A day as a meter tells it. */
export interface SentDay {
  readonly day: string
  /** In the order of `counterNames`. */
  readonly counts: readonly number[]
  readonly powerLoss: boolean
}

/** Reads the daily counters of a meter; empty for one that has none. */
export async function sentDaysOf(session: MeterSession): Promise<SentDay[]> {
  const { classId } = classes.data
  const [answer] = await session.get({ classId, obis: obisCodes.customerSentCounters, attribute: 2 })
  if (answer?.kind !== 'data') return []
  const table = decodeData(answer.data)
  const rows = table.type === 'array' ? table.value.slice(-counterDays) : []
  return rows.flatMap(row => {
    const [date, ...registers] = row.type === 'structure' ? row.value : []
    if (date?.type !== 'octet-string' || date.value.length < 4 || registers.length !== counterNames.length)
      return []
    const words = registers.map(({ value }) => fromWord(typeof value === 'number' ? value : 0))
    const [high = 0, low = 0, month = 0, dayOfMonth = 0] = date.value
    const day = `${(high << 8) | low}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`
    if (Number.isNaN(Date.parse(day))) return []
    return [{ day, counts: words.map(({ count }) => count), powerLoss: words.some(word => word.powerLoss) }]
  })
}

/**
 * Keeps days; the same figures again change nothing, so that who asks for what has changed gets it once. The meter counts for whatever
 * device it sends to: when it sent to another one before, that one's days stay its own, and of the day of the change this device has
 * what was sent after.
 */
export async function keepSentCounters(
  db: Kysely<Tables>,
  {
    endDeviceId,
    device,
    days,
    now,
  }: { endDeviceId: number; device: string; days: readonly SentDay[]; now: number },
): Promise<void> {
  if (days.length === 0) return
  await sql`
    with other as (
      select c.day, c.counts from sent_counter c
      where c.end_device_id = ${endDeviceId} and c.device <> ${device}
    ), changed as (select max(day) as day from other)
    insert into sent_counter (end_device_id, device, day, counts, power_loss, changed_at)
    select ${endDeviceId}, ${device}, given.day,
      array(select greatest(n - coalesce((select sum(o.counts[i]) from other o where o.day = given.day), 0), 0)::integer
        from unnest(given.counts) with ordinality as t (n, i) order by i),
      given."powerLoss", ${new Date(now)}
    from jsonb_to_recordset(${JSON.stringify(days)}::jsonb) as given (day date, counts integer[], "powerLoss" boolean), changed
    where changed.day is null or given.day >= changed.day
    on conflict (end_device_id, device, day) do update
      set counts = excluded.counts, power_loss = excluded.power_loss, changed_at = excluded.changed_at
      where (sent_counter.counts, sent_counter.power_loss) is distinct from (excluded.counts, excluded.power_loss)`.execute(
    db,
  )
}

/** Reads what a meter has sent, over chain 1, and keeps it. Throws SessionFailure, DeviceBusy, Problem. */
export async function readSentCounters(
  { db, now, onDemand }: TellingParts,
  serial: string,
): Promise<{ days: number }> {
  const wanted = await wantedOf(db, serial)
  const session = await onDemand.withMeter(serial, async (_source, _lease, _quirks, association) => ({
    result: await sentDaysOf(association),
  }))
  if (session === null) return unknownDevice(serial)
  if (wanted === undefined) throw new Problem('not-found', `${serial} has never sent to a customer's device`)
  await keepSentCounters(db, {
    endDeviceId: wanted.end_device_id,
    device: wanted.device,
    days: session.result,
    now: now(),
  })
  return { days: session.result.length }
}

interface Asked {
  readonly endDevice?: string | undefined
  readonly changedSince?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Days in the order in which they were read. */
export async function listSentCounters(
  db: Kysely<Tables>,
  { endDevice, changedSince, limit, cursor }: Asked,
): Promise<Page<object>> {
  const [at, id, day] =
    cursor === undefined
      ? ['1970-01-01T00:00:00Z', 0, '1970-01-01']
      : decodeCursor(cursor, ['string', 'number', 'string'])
  const meant = sql`(${endDevice ?? null}::text is null or d.serial = ${endDevice ?? null})
    and (${changedSince ?? null}::timestamptz is null or c.changed_at >= ${changedSince ?? null}::timestamptz)`
  const from = sql`sent_counter c join end_device d on d.id = c.end_device_id
    join customer_device u on u.id = c.device
    left join customer_association a on a.end_device_id = c.end_device_id and a.device = c.device`
  const counted = await sql<{ total: number }>`select count(*) as total from ${from} where ${meant}`.execute(
    db,
  )
  const { rows } = await sql<{
    id: number
    serial: string
    device: string
    aca: string
    pod: string | null
    day: string
    counts: number[]
    power_loss: boolean
    changed_at: Date
  }>`
    select c.end_device_id as id, d.serial, c.device, u.aca, a.pod, to_char(c.day, 'YYYY-MM-DD') as day, c.counts, c.power_loss, c.changed_at
    from ${from} where ${meant} and (c.changed_at, c.end_device_id, c.day) > (${at}::timestamptz, ${id}::bigint, ${day}::date)
    order by c.changed_at, c.end_device_id, c.day limit ${limit + 1}`.execute(db)
  return pageOf(
    rows,
    limit,
    Number(counted.rows[0]?.total ?? 0),
    row => [row.changed_at.toISOString(), Number(row.id), row.day],
    ({ serial, device, aca, pod, day: of, counts, power_loss, changed_at }) => ({
      endDevice: serial,
      device,
      smitpAddress: aca.toLowerCase(),
      pod: pod ?? '',
      day: of,
      ...Object.fromEntries(counterNames.map((name, i) => [name, counts[i] ?? 0])),
      powerLoss: power_loss,
      changedAt: changed_at.toISOString(),
    }),
  )
}
