import type { QueryContext } from '@ferraris/service'
import { Gauge, type Registry } from 'prom-client'
import type { Tables } from '../../tables.ts'
import { countOpenLines } from './queries.ts'

/** How much work waits to be done on site, asked for at each scrape. */
export function watchWorkRequests(registry: Registry, { db }: Pick<QueryContext<Tables>, 'db'>): void {
  new Gauge({
    name: 'ferraris_work_request_lines',
    help: 'Lines of work requests that are not closed: open (in no work order), issued.',
    labelNames: ['state'] as const,
    registers: [registry],
    async collect() {
      // A scrape must not fail because the database is away: /readyz says that.
      const counts = await countOpenLines(db).catch(() => undefined)
      if (counts === undefined) return this.reset()
      for (const state of ['open', 'issued'] as const) this.set({ state }, counts[state])
    },
  })
}
