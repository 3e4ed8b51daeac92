import { type Kysely, sql } from 'kysely'
import { Gauge, type Registry } from 'prom-client'
import type { Tables } from '../../tables.ts'

/** How many supplies stand otherwise than they should, asked for at each scrape. */
export function watchSupplies(registry: Registry, { db }: { readonly db: Kysely<Tables> }): void {
  new Gauge({
    name: 'ferraris_supplies_differing',
    help: 'Supply switches that a meter showed otherwise than the last order left them.',
    registers: [registry],
    async collect() {
      const { rows } = await sql<{ count: number }>`
        select count(*) as count from supply_state where differs_since is not null`
        .execute(db)
        // A scrape must not fail because the database is away: /readyz says that.
        .catch(() => ({ rows: [] }))
      const [row] = rows
      if (row !== undefined) this.set(row.count)
    },
  })
}
