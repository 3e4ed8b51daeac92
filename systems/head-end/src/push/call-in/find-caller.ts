import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { CallerAnswer, FoundMeter } from './roads.ts'

/** The meter of the inventory that a caller says to be: by its system title first, whatever address it calls from, else by its number. */
export async function findCaller(
  db: Kysely<Tables>,
  { systemTitle, deviceName, serial }: CallerAnswer,
): Promise<FoundMeter | undefined> {
  const title = systemTitle === undefined ? null : Buffer.from(systemTitle, 'hex')
  return await db
    .selectFrom('end_device')
    .select(['id as endDeviceId', 'serial'])
    .where(eb =>
      eb.or([eb('system_title', '=', title), eb('serial', 'in', [deviceName, serial ?? deviceName])]),
    )
    .orderBy(sql`system_title is not distinct from ${title}`, 'desc')
    .limit(1)
    .executeTakeFirst()
}
