import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Found } from './found.ts'

/**
 * Outages and storms that are open and not over, each as one problem. What is suspected only because a concentrator is lost is told as
 * that: whether its meters have supply is not known.
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
    where n.state <> 'closed' and n.course not in ('over', 'refuted') and not (n.course = 'suspected' and exists (
      select from concentrator k where k.substation = n.substation and k.state = 'lost'))
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
