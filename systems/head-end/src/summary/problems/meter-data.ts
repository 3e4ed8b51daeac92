import { msPerDay } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Found } from './found.ts'

/** A reading that comes the next day mends most days by itself. */
const mendsWithinMs = 2 * msPerDay

/** Meters with days that lack intervals, though there was time for them to come. */
export async function daysInvalid(db: Kysely<Tables>, now: number): Promise<Found[]> {
  const { rows } = await sql<{ count: number; since: Date | null }>`
    select count(distinct m.end_device_id) as count, min(m.made_at) as since
    from meter_data_day m
    where m.state = 'invalid' and m.made_at < ${new Date(now - mendsWithinMs)}`.execute(db)
  return rows.flatMap(({ count, since }) =>
    since === null
      ? []
      : { kind: 'days-invalid', severity: 'minor', concentrator: null, endDevice: null, count, since },
  )
}
