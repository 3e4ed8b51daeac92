import { sql } from 'kysely'
import { Gauge, type Registry } from 'prom-client'
import type { SearchParts } from './search.ts'

/** Cases in hand by kind, asked for at each scrape. */
export function watchFindings(registry: Registry, { db }: Pick<SearchParts, 'db'>): void {
  new Gauge({
    name: 'ferraris_findings_open',
    help: 'Cases that are open or in work, by kind.',
    labelNames: ['kind'] as const,
    registers: [registry],
    async collect() {
      this.reset()
      const rows = await db
        .selectFrom('finding')
        .select(['kind', sql<number>`count(*)`.as('count')])
        .where('state', 'in', ['open', 'in-work'])
        .groupBy('kind')
        .execute()
      for (const { kind, count } of rows) this.set({ kind }, count)
    },
  })
}
