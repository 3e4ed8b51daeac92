import { addDays, dayNumber, type LocalDate, zone } from '@ferraris/cosem'
import { msOf, obisCodes } from '@ferraris/metering'
import { invalidParameter } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'
import type { RegisterCompleteness } from './schemas.ts'

/** Days that are counted at once: each is a look at a partition of the store. */
const mostDays = 100

/**
 * How many meters have their registers of each local midnight: from rows of the profiles of days and billing periods, and what
 * concentrators read of frozen registers. The first of a month closes the month, and that of a quarter the quarter. Throws Problem.
 */
export async function registerCompleteness(
  db: Kysely<Tables>,
  { from, to }: { readonly from: LocalDate; readonly to: LocalDate },
): Promise<RegisterCompleteness[]> {
  const count = dayNumber(to) - dayNumber(from) + 1
  if (count < 1) throw invalidParameter('to', `must not be before from (${from})`)
  if (count > mostDays) throw invalidParameter('to', `must be within ${mostDays} days of from`)
  const zones = await db
    .selectFrom('end_device')
    .select(['time_zone', sql<number>`count(*)`.as('count')])
    .groupBy('time_zone')
    .execute()
  const expected = zones.reduce((sum, row) => sum + row.count, 0)
  const days = Array.from({ length: count }, (_, i) => addDays(from, i))
  const midnights = days.flatMap(day =>
    zones.map(({ time_zone: name }) => ({ day, name, time: new Date(msOf(zone(name).startOfDay(day))) })),
  )
  const { rows } = await sql<{ day: LocalDate; received: number }>`
    select given.day::text as day, count(distinct d.id)::integer as received
    from unnest(${midnights.map(({ day }) => day)}::text[], ${midnights.map(({ name }) => name)}::text[],
        ${midnights.map(({ time }) => time)}::timestamptz[]) as given (day, name, time)
      join reading_type t on t.obis = ${obisCodes.activeEnergyImport}
      join meter_reading r on r.time = given.time and t.id = any(r.reading_type_ids)
      join end_device d on d.id = r.end_device_id and d.time_zone = given.name
    group by given.day`.execute(db)
  const received = new Map(rows.map(row => [row.day, row.received]))
  return days.map(day => ({
    day,
    closes: closingOf(day),
    expected,
    received: received.get(day) ?? 0,
  }))
}

/** Which period ends as a day begins. */
function closingOf(day: LocalDate): RegisterCompleteness['closes'] {
  if (!day.endsWith('-01')) return 'day'
  return (Number(day.slice(5, 7)) - 1) % 3 === 0 ? 'quarter' : 'month'
}
