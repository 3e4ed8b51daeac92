import type { QueryContext } from '@ferraris/service'
import { ownConditions } from '@ferraris/uplink'
import { Gauge, type Registry } from 'prom-client'
import type { Tables } from '../../tables.ts'
import { concentratorsByCondition } from './queries.ts'

/** How many concentrators report which condition, asked for at each scrape. */
export function watchConditions(registry: Registry, { db }: Pick<QueryContext<Tables>, 'db'>): void {
  new Gauge({
    name: 'ferraris_concentrator_conditions',
    help: 'Concentrators that report a condition of their status word.',
    labelNames: ['condition'] as const,
    registers: [registry],
    async collect() {
      // A scrape must not fail because the database is away: /readyz says that.
      const counts = await concentratorsByCondition(db).catch(() => undefined)
      if (counts === undefined) return this.reset()
      for (const condition of ownConditions) this.set({ condition }, counts.get(condition) ?? 0)
    },
  })
}
