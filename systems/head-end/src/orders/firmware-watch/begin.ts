import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'

/** Begins to watch orders that want it: one, or all lines of an activity. */
export async function beginWatch(
  db: Kysely<Tables>,
  which: { readonly control: string } | { readonly activity: string },
  { rollBackAfterHours: hours }: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (typeof hours !== 'number') return
  const isMeant = 'control' in which ? sql`id = ${which.control}` : sql`activity = ${which.activity}`
  await sql`
    insert into firmware_watch (control_id, hours)
    select id, ${hours}::integer from end_device_control where ${isMeant} and kind = 'firmware'
    on conflict do nothing`.execute(db)
}
