import type { Kysely } from 'kysely'
import { unknownDevice } from '../../inventory/unknown-device.ts'
import type { Tables } from '../../tables.ts'
import type { TestMeter } from './schemas.ts'

/** Meters at most that are tested with at a time: a test environment, not a roll-out. */
export const mostTestMeters = 200

/** The meters of the test group by serial number. */
export async function listTestMeters(db: Kysely<Tables>): Promise<TestMeter[]> {
  const rows = await db
    .selectFrom('test_meter as t')
    .innerJoin('end_device as d', 'd.id', 't.end_device_id')
    .select(['d.serial', 't.since', 't.by'])
    .orderBy('d.serial')
    .execute()
  return rows.map(({ serial, since, by }) => ({ endDevice: serial, since: since.toISOString(), by }))
}

/** Takes a meter into the test group; `full` where there is no room. Throws Problem for one that is unknown. */
export async function addTestMeter(
  db: Kysely<Tables>,
  serial: string,
  by: string,
  now: number,
): Promise<TestMeter | 'full'> {
  const device = await db
    .selectFrom('end_device')
    .select('id')
    .where('serial', '=', serial)
    .executeTakeFirst()
  if (device === undefined) return unknownDevice(serial)
  const known = await listTestMeters(db)
  const there = known.find(({ endDevice }) => endDevice === serial)
  if (there !== undefined) return there
  if (known.length >= mostTestMeters) return 'full'
  await db
    .insertInto('test_meter')
    .values({ end_device_id: device.id, since: new Date(now), by })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  return { endDevice: serial, since: new Date(now).toISOString(), by }
}

/** Takes a meter out of the test group. Throws Problem for one that is unknown. */
export async function removeTestMeter(db: Kysely<Tables>, serial: string): Promise<void> {
  const device = await db
    .selectFrom('end_device')
    .select('id')
    .where('serial', '=', serial)
    .executeTakeFirst()
  if (device === undefined) return unknownDevice(serial)
  await db.deleteFrom('test_meter').where('end_device_id', '=', device.id).execute()
}
