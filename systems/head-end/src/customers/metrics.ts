import { type Kysely, sql } from 'kysely'
import { Gauge, type Registry } from 'prom-client'
import type { Tables } from '../tables.ts'

/** Consents in force and demands that wait, asked for at each scrape. */
export function watchCustomers(registry: Registry, { db }: { readonly db: Kysely<Tables> }): void {
  const figures = {
    ferraris_consents_given: [
      'Consents that were not revoked and have not expired.',
      sql`select count(*) as count from consent where revoked_at is null and expires_at > now()`,
    ],
    ferraris_data_deletions_waiting: [
      'Demands of customers that readings be deleted, not yet decided.',
      sql`select count(*) as count from data_deletion where state = 'requested'`,
    ],
  } as const
  for (const [name, [help, query]] of Object.entries(figures)) {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const { rows } = (await query
          .execute(db)
          // A scrape must not fail because the database is away: /readyz says that.
          .catch(() => ({ rows: [] }))) as { rows: { count: number }[] }
        const [row] = rows
        if (row !== undefined) this.set(row.count)
      },
    })
  }
}
