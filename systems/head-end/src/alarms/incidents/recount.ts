import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'

/** Counts the homes of outages that are closed anew: logs tell of some afterwards, and others leave for an outage of their own. */
export async function recountClosed(db: Kysely<Tables>, incidents: readonly number[]): Promise<void> {
  if (incidents.length === 0) return
  await sql`
    update incident n set affected = c.affected, back = c.back
    from (select incident_id as id, count(*) as affected, count(ended) as back from interruption
      where incident_id = any(${incidents}::bigint[]) group by 1) c
    where n.id = c.id and n.state = 'closed'`.execute(db)
}
