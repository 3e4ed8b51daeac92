import type { QueryContext } from '@ferraris/service'
import { Gauge, type Registry } from 'prom-client'
import type { Tables } from '../../tables.ts'
import { concentratorsByState } from './queries.ts'

/** How many concentrators are in which state, asked for at each scrape. */
export function watchConcentrators(registry: Registry, { db }: Pick<QueryContext<Tables>, 'db'>): void {
  new Gauge({
    name: 'ferraris_concentrators',
    help: 'Concentrators by state.',
    labelNames: ['state'] as const,
    registers: [registry],
    async collect() {
      // A scrape must not fail because the database is away: /readyz says that.
      const counts = await concentratorsByState(db).catch(() => undefined)
      if (counts === undefined) return this.reset()
      for (const [state, count] of counts) this.set({ state }, count)
    },
  })
}
