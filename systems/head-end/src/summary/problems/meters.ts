import { msPerMinute } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { type Found, severityOfShare } from './found.ts'

interface Meters {
  readonly count: number
  readonly since: Date
  readonly serial: string | null
}

/** Meters of a line that give their concentrator no answer, by concentrator. */
export async function silentOnLines(db: Kysely<Tables>): Promise<Found[]> {
  const { rows } = await sql<Meters & { concentrator: string; served: number }>`
    select n.concentrator, count(*) as count, min(d.serial) as serial,
      min(coalesce(nullif(n.last_heard, 'epoch'), n.valid_from)) as since,
      (select count(*) from line_meter s where s.concentrator = n.concentrator) as served
    from line_neighbour n
    join line_meter m on m.aca = n.aca and m.concentrator = n.concentrator
    join concentrator c on c.id = n.concentrator and c.state = 'online'
    left join end_device d on d.id = m.end_device_id
    where n.valid_to is null and n.state = 'silent'
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

/** Meters called directly that give no answer. */
export async function silentElsewhere(db: Kysely<Tables>): Promise<Found[]> {
  const { rows } = await sql<Meters & { all: number }>`
    select count(*) as count, min(coalesce(c.last_contact, c.last_error_at, to_timestamp(0))) as since,
      min(d.serial) as serial,
      (select count(*) from collection) - (select count(*) from line_meter where end_device_id is not null) as all
    from collection c join end_device d on d.id = c.end_device_id
    where c.state = 'silent' and not exists (select from line_meter m where m.end_device_id = d.id)
    having count(*) > 0`.execute(db)
  return rows.map(({ all, serial, ...found }) => ({
    ...found,
    kind: 'meters-silent',
    severity: severityOfShare(found.count, all),
    concentrator: null,
    endDevice: serial,
  }))
}

/** Meters that answer with a refusal. */
export function refusing(db: Kysely<Tables>): Promise<Found[]> {
  return endingIn(db, 'refused', 'meters-refused')
}

/** Meters that this side could not hold a session with. */
export function failing(db: Kysely<Tables>): Promise<Found[]> {
  return endingIn(db, 'failed', 'meters-failed')
}

async function endingIn(
  db: Kysely<Tables>,
  state: 'refused' | 'failed',
  kind: 'meters-refused' | 'meters-failed',
): Promise<Found[]> {
  const { rows } = await sql<Meters>`
    select count(*) as count, min(coalesce(c.last_contact, c.last_error_at, to_timestamp(0))) as since,
      min(d.serial) as serial
    from collection c join end_device d on d.id = c.end_device_id
    where c.state = ${state} having count(*) > 0`.execute(db)
  return rows.map(({ serial, ...found }) => ({
    ...found,
    kind,
    severity: 'major',
    concentrator: null,
    endDevice: serial,
  }))
}

/** Meters whose clock is further off than a profile stands. */
export async function clocksOff(db: Kysely<Tables>): Promise<Found[]> {
  const { rows } = await sql<Meters>`
    select count(*) as count, min(c.clock_off_since) as since, min(d.serial) as serial
    from collection c join end_device d on d.id = c.end_device_id
    where c.clock_off_since is not null having count(*) > 0`.execute(db)
  return rows.map(({ serial, ...found }) => ({
    ...found,
    kind: 'meter-clocks-off',
    severity: found.count < 3 ? 'minor' : 'major',
    concentrator: null,
    endDevice: serial,
  }))
}

/** A collector that keeps up begins what is due within seconds. */
const begunWithinMs = 15 * msPerMinute

/** Meters due for long that no session has begun with. */
export async function readingsLate(db: Kysely<Tables>, now: number): Promise<Found[]> {
  const { rows } = await sql<Meters>`
    select count(*) as count, min(c.next_due) as since, min(d.serial) as serial
    from collection c join end_device d on d.id = c.end_device_id
    where c.next_due < ${new Date(now - begunWithinMs)} and c.lease_until <= ${new Date(now)}
    having count(*) > 0`.execute(db)
  return rows.map(({ serial, ...found }) => ({
    ...found,
    kind: 'readings-late',
    severity: 'major',
    concentrator: null,
    endDevice: serial,
  }))
}
