import { addDays, zone } from '@ferraris/cosem'
import type { CollectedChannel, CollectedDay, DeviceDay, Source } from '@ferraris/meter-data'
import { unpackIntervals, unpackQuality } from '@ferraris/meter-data/pack'
import { secondsOf } from '@ferraris/metering'
import type { Pool } from 'pg'
import { type DayEvent, logOfDay } from './log-of-day.ts'

/** Days of the tables that the head-end collects into, for validation. */
export function collectedSource(pool: Pool): Source {
  return {
    collected: days => collected(pool, days),
    endDevice: async serial =>
      (await pool.query<{ id: number }>('select id from end_device where serial = $1', [serial])).rows[0]?.id,
    readingType: async obis =>
      (await pool.query<{ id: number }>('select id from reading_type where obis = $1', [obis])).rows[0]?.id,
    async endDevices(ids) {
      const { rows } = await pool.query<{ id: number; serial: string; timeZone: string }>(
        'select id, serial, time_zone as "timeZone" from end_device where id = any($1::bigint[])',
        [ids],
      )
      return new Map(rows.map(({ id, serial, timeZone }) => [id, { serial, timeZone }]))
    },
    async readingTypes(ids) {
      const { rows } = await pool.query<{ id: number; obis: string; unit: string; scaler: number }>(
        'select id, obis, unit, scaler from reading_type where id = any($1::smallint[])',
        [ids],
      )
      return new Map(rows.map(({ id, ...name }) => [id, name]))
    },
  }
}

interface BlockRow {
  readonly id: number
  readonly day: string
  readonly serial: string
  readonly time_zone: string
  readonly profile: string
  readonly offset: number | null
  readonly contact: Date | null
  readonly reading_type_id: number | null
  readonly obis: string
  readonly unit: string
  readonly start: Date
  readonly interval_seconds: number
  readonly interval_count: number
  readonly increments: Buffer
  readonly quality: Buffer
}

interface RegisterRow {
  readonly id: number
  readonly day: string
  readonly reading_type_id: number
  readonly obis: string
  readonly at_start: number
  readonly at_end: number
}

const energies = ['Wh', 'varh', 'VAh']
/** A clock that was read longer after the end of the day says nothing of it. */
const clockTellsSeconds = 129_600

async function collected(pool: Pool, days: readonly DeviceDay[]): Promise<CollectedDay[]> {
  const given = [days.map(({ endDeviceId }) => endDeviceId), days.map(({ day }) => day)]
  const [blocks, registers, events] = await Promise.all([
    pool.query<BlockRow>(
      `select d.id, g.day, d.serial, d.time_zone, d.event_profile as profile, c.clock_offset_seconds as offset,
         c.last_contact as contact, b.reading_type_id, t.obis, t.unit, b.start, b.interval_seconds, b.interval_count,
         b.increments, b.quality
       from unnest($1::bigint[], $2::date[]) as g (id, day)
       join end_device d on d.id = g.id left join collection c on c.end_device_id = d.id
       left join (interval_block b join reading_type t on t.id = b.reading_type_id and t.unit = any($3))
         on b.end_device_id = g.id and b.day = g.day`,
      [...given, energies],
    ),
    // The register of each midnight, of those that were read then.
    pool.query<RegisterRow>(
      `select g.id, g.day, v.type as reading_type_id, t.obis,
         min(v.value) filter (where r.time = l.from_time) as at_start,
         min(v.value) filter (where r.time = l.to_time) as at_end
       from unnest($1::bigint[], $2::date[]) as g (id, day) join end_device d on d.id = g.id
       cross join lateral (select g.day::timestamp at time zone d.time_zone as from_time,
         (g.day + 1)::timestamp at time zone d.time_zone as to_time) l
       join meter_reading r on r.end_device_id = g.id and r.time in (l.from_time, l.to_time)
       cross join lateral unnest(r.reading_type_ids, r.register_values) as v (type, value)
       join reading_type t on t.id = v.type and t.unit = any($3)
       group by 1, 2, 3, 4 having count(distinct r.time) = 2`,
      [...given, energies],
    ),
    pool.query<DayEvent & { readonly id: number; readonly day: string }>(
      `select g.id, g.day, extract(epoch from e.time)::float8 as time, e.log, e.code
       from unnest($1::bigint[], $2::date[]) as g (id, day) join end_device d on d.id = g.id
       join end_device_event e on e.end_device_id = g.id
         and e.time >= g.day::timestamp at time zone d.time_zone
         and e.time < (g.day + 1)::timestamp at time zone d.time_zone
       order by e.time`,
      given,
    ),
  ])
  const registersOf = Map.groupBy(registers.rows, keyOf)
  const eventsOf = Map.groupBy(events.rows, keyOf)
  return [...Map.groupBy(blocks.rows, keyOf).values()].flatMap(rows => {
    const [first] = rows
    if (first === undefined) return []
    const { id, day, serial, time_zone: timeZone, profile, offset, contact } = first
    const end = zone(timeZone).startOfDay(addDays(day, 1))
    const channels = rows.flatMap(row => channelOf(row, registersOf.get(keyOf(row)) ?? []))
    const isTold =
      offset !== null && contact !== null && secondsOf(contact.getTime()) <= end + clockTellsSeconds
    return {
      endDeviceId: id,
      day,
      serial,
      timeZone,
      channels,
      log: logOfDay(profile, eventsOf.get(keyOf(first)) ?? [], end, channels),
      ...(isTold && { clockOffset: offset }),
    }
  })
}

function keyOf({ id, day }: { readonly id: number; readonly day: string }): string {
  return `${id} ${day}`
}

function channelOf(row: BlockRow, registers: readonly RegisterRow[]): CollectedChannel[] {
  const { reading_type_id: readingTypeId, obis, unit, day } = row
  if (readingTypeId === null) return []
  const register = registers.find(own => own.reading_type_id === readingTypeId)
  const tariffs = registers
    .filter(own => isTariffOf(own.obis, obis))
    .map(({ at_start, at_end }) => at_end - at_start)
  return [
    {
      readingTypeId,
      obis,
      unit,
      block: {
        obis,
        day,
        start: secondsOf(row.start.getTime()),
        intervalSeconds: row.interval_seconds,
        values: unpackIntervals(row.increments, row.interval_count),
        quality: unpackQuality(row.quality, row.interval_count),
      },
      ...(register && {
        registers: {
          start: register.at_start,
          end: register.at_end,
          ...(tariffs.length > 0 && { tariffs }),
        },
      }),
    },
  ]
}

/** The same quantity in a tariff: group E from 1, the rest alike (IEC 62056-6-1). */
function isTariffOf(obis: string, total: string): boolean {
  const [own, other] = [obis.split('.'), total.split('.')]
  return own[4] !== '0' && other[4] === '0' && own.every((group, i) => i === 4 || group === other[i])
}
