import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Found } from './found.ts'

/**
 * Outages and storms that are open and not over, each as one problem. A suspicion is one while a concentrator says of its meters that
 * they are silent: meters of a lost concentrator, and of one that is back and has not asked them yet, are unknown.
 */
export async function incidentsOpen(db: Kysely<Tables>): Promise<Found[]> {
  const { rows } = await sql<{
    id: number
    kind: 'outage' | 'storm'
    severity: Found['severity']
    began: Date
    count: number
  }>`
    select n.id, n.kind, n.severity, n.began, n.affected - n.back as count from incident n
    where n.state <> 'closed' and n.course not in ('over', 'refuted') and (n.course <> 'suspected' or exists (
      select from interruption i
      join line_meter m on m.end_device_id = i.end_device_id
      join line_neighbour l on l.aca = m.aca and l.concentrator = m.concentrator
      where i.incident_id = n.id and i.ended is null and l.valid_to is null and l.state = 'silent'))
    order by n.id desc limit 100`.execute(db)
  return rows.map(({ id, kind, severity, began, count }) => ({
    kind: kind === 'outage' ? 'outage' : 'alarm-storm',
    severity,
    since: began,
    concentrator: null,
    endDevice: null,
    incident: id,
    count,
  }))
}
