import type { Logger } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { Tables } from '../../tables.ts'
import type { RunnerObserver } from './runner/runner.ts'
import { activityStates } from './schemas.ts'

/** What the runner reports, for metrics and the log. */
export function activityObserver(registry: Registry, log: Logger): RunnerObserver {
  const released = new Counter({
    name: 'ferraris_activity_orders_released_total',
    help: 'Orders of activities that were released.',
    registers: [registry],
  })
  const bound = new Counter({
    name: 'ferraris_activity_release_bound_total',
    help: 'Looks at an activity that released as many orders as one look may.',
    registers: [registry],
  })
  const ended = new Counter({
    name: 'ferraris_activities_ended_total',
    help: 'Activities whose last order had an end (done), or that stopped themselves by their rule (stopped).',
    labelNames: ['how'] as const,
    registers: [registry],
  })
  return {
    released: (orders, isBound) => {
      released.inc(orders)
      if (isBound) bound.inc()
    },
    stopped: activity => {
      ended.inc({ how: 'stopped' })
      log.warn({ activity }, 'an activity stopped itself: more of a stage has failed than its rule allows')
    },
    done: activity => {
      ended.inc({ how: 'done' })
      log.info({ activity }, 'an activity is done')
    },
    trouble: error => log.error({ err: error }, 'activities go on after an error'),
  }
}

/** How many activities are in which state, asked for at each scrape. */
export function watchActivities(registry: Registry, { db }: { readonly db: Kysely<Tables> }): void {
  new Gauge({
    name: 'ferraris_activities',
    help: 'Activities by state.',
    labelNames: ['state'] as const,
    registers: [registry],
    async collect() {
      // A scrape must not fail because the database is away: /readyz says that.
      const counts = await byState(db).catch(() => undefined)
      if (counts === undefined) return this.reset()
      for (const state of activityStates) this.set({ state }, counts.get(state) ?? 0)
    },
  })
}

async function byState(db: Kysely<Tables>): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('activity')
    .select(['state', sql<number>`count(*)`.as('count')])
    .groupBy('state')
    .execute()
  return new Map(rows.map(({ state, count }) => [state, count]))
}
