import { type Kysely, sql } from 'kysely'
import { Gauge, type Registry } from 'prom-client'
import type { Tables } from '../../tables.ts'

/** How many debts are open, asked for at each scrape. */
export function watchDebts(registry: Registry, { db }: { readonly db: Kysely<Tables> }): void {
  new Gauge({
    name: 'ferraris_debts_open',
    help: 'Debts on lists whose payment was not told.',
    registers: [registry],
    async collect() {
      const { rows } = await sql<{ count: number }>`select count(*) as count from debt where paid_at is null`
        .execute(db)
        // A scrape must not fail because the database is away: /readyz says that.
        .catch(() => ({ rows: [] }))
      const [row] = rows
      if (row !== undefined) this.set(row.count)
    },
  })
}
