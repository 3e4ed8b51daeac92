import { msPerSecond } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import { Gauge, type Registry } from 'prom-client'
import type { Tables } from '../../../tables.ts'

/** What waits for a second person, and how long the oldest has, asked for at each scrape. */
export function watchApprovals(
  registry: Registry,
  { db, now }: { readonly db: Kysely<Tables>; readonly now: () => number },
): void {
  const oldest = new Gauge({
    name: 'ferraris_approvals_oldest_seconds',
    help: 'For how long the oldest order or activity has waited for a second person; 0 when none waits.',
    registers: [registry],
  })
  new Gauge({
    name: 'ferraris_approvals_waiting',
    help: 'Orders and activities that wait for a second person.',
    registers: [registry],
    async collect() {
      const { rows } = await sql<{ count: number; since: Date | null }>`
        select count(*) as count, min(a.requested_at) as since
        from approval a left join end_device_control c on c.id = a.control_id
          left join activity act on act.id = a.activity
        where a.state = 'waiting' and (a.control_id is null or not c.settled and c.state <> 'expired')
          and (a.activity is null or act.state in ('planned', 'running', 'paused'))`
        .execute(db)
        // A scrape must not fail because the database is away: /readyz says that.
        .catch(() => ({ rows: [] }))
      const [row] = rows
      if (row === undefined) return
      this.set(row.count)
      oldest.set(row.since === null ? 0 : (now() - row.since.getTime()) / msPerSecond)
    },
  })
}
