import { msPerMinute } from '@ferraris/metering'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { isWithoutSupply } from '../../alarms/outages/without-supply.ts'
import type { Tables } from '../../tables.ts'
import { type Found, several, severityOfShare } from './found.ts'
import type { ProblemKind } from './kinds.ts'

interface Meters {
  readonly count: number
  readonly since: Date
  readonly serial: string | null
}

/** Meters of a line that give their concentrator no answer, by concentrator. Those that are known to be without supply have that reason. */
export async function silentOnLines(db: Kysely<Tables>): Promise<Found[]> {
  const { rows } = await sql<Meters & { concentrator: string; served: number }>`
    select n.concentrator, count(*) as count, min(d.serial) as serial,
      min(coalesce(nullif(n.last_heard, 'epoch'), n.valid_from)) as since,
      (select count(*) from line_meter s where s.concentrator = n.concentrator) as served
    from line_neighbour n
    join line_meter m on m.aca = n.aca and m.concentrator = n.concentrator
    join concentrator c on c.id = n.concentrator and c.state = 'online'
    left join end_device d on d.id = m.end_device_id
    where n.valid_to is null and n.state = 'silent' and not ${isWithoutSupply(sql`m.end_device_id`)}
    group by n.concentrator`.execute(db)
  return rows.map(({ concentrator, count, since, serial, served }) => ({
    kind: 'meters-silent',
    severity: severityOfShare(count, served),
    since,
    concentrator,
    endDevice: serial,
    count,
  }))
}

/** The last that is known of a meter with collection `c`. */
const lastKnown = sql<Date>`coalesce(c.last_contact, c.last_error_at, to_timestamp(0))`

/** Meters called directly that give no answer. */
export async function silentElsewhere(db: Kysely<Tables>): Promise<Found[]> {
  const isDirect = sql`not exists (select from line_meter m where m.end_device_id = c.end_device_id)`
  const isSilent = sql`c.state = 'silent' and ${isDirect} and not ${isWithoutSupply(sql`c.end_device_id`)}`
  const silent = await metersWhere(db, 'meters-silent', isSilent, lastKnown)
  if (silent.length === 0) return []
  const { rows } = await sql<{ all: number }>`
    select (select count(*) from collection) - (select count(end_device_id) from line_meter) as all`.execute(
    db,
  )
  const all = rows[0]?.all ?? 0
  return silent.map(found => ({ ...found, severity: severityOfShare(found.count, all) }))
}

/** Meters that answer with a refusal. */
export function refusing(db: Kysely<Tables>): Promise<Found[]> {
  return metersWhere(db, 'meters-refused', sql`c.state = 'refused'`, lastKnown)
}

/** Meters that this side could not hold a session with. */
export function failing(db: Kysely<Tables>): Promise<Found[]> {
  return metersWhere(db, 'meters-failed', sql`c.state = 'failed'`, lastKnown)
}

/** Meters whose clock is further off than a profile stands. */
export async function clocksOff(db: Kysely<Tables>): Promise<Found[]> {
  const since = sql<Date>`c.clock_off_since`
  const off = await metersWhere(db, 'meter-clocks-off', sql`c.clock_off_since is not null`, since)
  return off.map(found => ({ ...found, severity: found.count < several ? 'minor' : 'major' }))
}

/** A collector that keeps up begins what is due within seconds. */
const begunWithinMs = 15 * msPerMinute

/** Meters due for long that no session has begun with. */
export function readingsLate(db: Kysely<Tables>, now: number): Promise<Found[]> {
  const isLate = sql`c.next_due < ${new Date(now - begunWithinMs)} and c.lease_until <= ${new Date(now)}
    and not ${isWithoutSupply(sql`c.end_device_id`)}`
  return metersWhere(db, 'readings-late', isLate, sql<Date>`c.next_due`)
}

/** Meters with a collection `c` for which something holds, as one problem; any one of them stands for all, by its serial number. */
async function metersWhere(
  db: Kysely<Tables>,
  kind: ProblemKind,
  condition: RawBuilder<unknown>,
  since: RawBuilder<Date>,
): Promise<Found[]> {
  const { rows } = await sql<Meters>`
    select count(*) as count, min(${since}) as since,
      (select d.serial from end_device d where d.id = min(c.end_device_id)) as serial
    from collection c where ${condition} having count(*) > 0`.execute(db)
  return rows.map(({ serial, ...found }) => ({
    ...found,
    kind,
    severity: 'major',
    concentrator: null,
    endDevice: serial,
  }))
}
