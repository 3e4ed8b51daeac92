import type { Logger } from '@ferraris/service'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Tables } from '../../../tables.ts'
import type { Executor } from './executor.ts'
import type { ExecutorObserver } from './parts.ts'

/** What the executor reports, for metrics and the log. */
export function orderObserver(registry: Registry, log: Logger): ExecutorObserver {
  const attempts = new Counter({
    name: 'ferraris_order_attempts_total',
    help: 'Attempts at orders in sessions with meters, by what they came to: queued is tried again.',
    labelNames: ['state', 'cause'] as const,
    registers: [registry],
  })
  const duration = new Histogram({
    name: 'ferraris_order_duration_seconds',
    help: 'From the request of an order to its end, for those that were done.',
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 86_400],
    registers: [registry],
  })
  return {
    settled: ({ state, cause }, seconds) => {
      attempts.inc({ state, cause: cause ?? 'none' })
      if (state === 'done' || state === 'verified') duration.observe(seconds)
    },
    sessionFailed: (serial, { layer, message }) => log.warn({ serial, layer }, message),
    trouble: error => log.error({ err: error }, 'the executor of orders goes on after an error'),
  }
}

export interface WatchedOrders {
  readonly db: Kysely<Tables>
  readonly executor: Pick<Executor, 'activeSessions'>
}

/** What is open, asked for at each scrape. */
export function watchOrders(registry: Registry, { db, executor }: WatchedOrders): void {
  new Gauge({
    name: 'ferraris_order_sessions_active',
    help: 'Sessions with meters that carry out orders.',
    registers: [registry],
    collect() {
      this.set(executor.activeSessions)
    },
  })
  new Gauge({
    name: 'ferraris_orders_open',
    help: 'Orders that are not over, by way.',
    labelNames: ['way'] as const,
    registers: [registry],
    async collect() {
      const { rows } = await sql<{ way: string; count: number }>`
        select way, count(*) as count from end_device_control where not settled and state <> 'expired' group by way`
        .execute(db)
        // A scrape must not fail because the database is away: /readyz says that.
        .catch(() => ({ rows: [] }))
      this.reset()
      for (const { way, count } of rows) this.set({ way }, count)
    },
  })
}
