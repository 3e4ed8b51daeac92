import { msPerMinute } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'

/** What meters have told within so long was not looked at by every round of the sweep. */
const latelyMs = 10 * msPerMinute

/** Counts outages anew that are closed, and of which meters have told since: their logs come late, and have the times. */
export async function followClosed(db: Kysely<Tables>, now: number): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select distinct n.id from interruption i join incident n on n.id = i.incident_id
    where i.told_at > ${new Date(now - latelyMs)} and n.state = 'closed'`.execute(db)
  await recountClosed(
    db,
    rows.map(({ id }) => id),
  )
}

/** Homes, begin and end of outages that are closed, by what meters have told where any has; one that was refuted, and is told of after all, was one. */
export async function recountClosed(db: Kysely<Tables>, incidents: readonly number[]): Promise<void> {
  if (incidents.length === 0) return
  await sql`
    update incident n
    set affected = c.affected, back = c.back, began = c.began, last_at = greatest(c.last, c.began),
      course = case when n.course = 'refuted' and c.confirmed then 'over' else n.course end,
      ended = case when n.course in ('over', 'refuted') then c.ended else n.ended end
    from (select incident_id as id, count(*) as affected, count(ended) as back, max(began) as last,
        coalesce(min(began) filter (where confirmed), min(began)) as began,
        coalesce(max(ended) filter (where confirmed), max(ended)) as ended, bool_or(confirmed) as confirmed
      from interruption where incident_id = any(${incidents}::bigint[]) group by 1) c
    where n.id = c.id and n.state = 'closed' and (n.affected, n.back, n.began, n.ended) is distinct from
      (c.affected, c.back, c.began, c.ended)`.execute(db)
}
