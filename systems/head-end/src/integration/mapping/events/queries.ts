import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../../tables.ts'
import type { LogEntry } from './events-out.ts'

/** Entries of some meters' logs within a span, oldest first. */
export async function entriesOfSpan(
  db: Kysely<Tables>,
  { serials, from, to }: { readonly serials: readonly string[]; readonly from: number; readonly to: number },
  most: number,
): Promise<LogEntry[]> {
  const { rows } = await sql<LogEntry>`
    select d.serial, d.usage_point, d.event_profile, e.time, e.log, e.code, e.ordinal
    from end_device d join end_device_event e on e.end_device_id = d.id
    where d.serial = any(${serials}::text[]) and e.time between ${new Date(from)} and ${new Date(to)}
    order by e.time, d.serial, e.log, e.code, e.ordinal limit ${most}`.execute(db)
  return rows
}
