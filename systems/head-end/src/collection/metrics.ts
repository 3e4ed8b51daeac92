import type { Logger } from '@ferraris/service'
import type { Kysely } from 'kysely'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Tables } from '../tables.ts'
import type { Collector, CollectorObserver } from './collector.ts'
import { dueNow } from './queries.ts'

/** What the collector reports, for metrics and the log. */
export function sessionObserver(registry: Registry, log: Logger): CollectorObserver {
  const sessions = new Counter({
    name: 'ferraris_sessions_total',
    help: 'Sessions with end devices, by result.',
    labelNames: ['result'] as const,
    registers: [registry],
  })
  const duration = new Histogram({
    name: 'ferraris_session_duration_seconds',
    help: 'Duration of sessions with end devices.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers: [registry],
  })
  const healed = new Counter({
    name: 'ferraris_end_devices_healed_total',
    help: 'End devices that were due or leased later than they can be, and were made due.',
    registers: [registry],
  })
  const clocksOff = new Counter({
    name: 'ferraris_clocks_off_total',
    help: 'Clocks that a reading found off, by what came of it: ordered, ordered-today, clock-in-doubt, too-many, refused.',
    labelNames: ['outcome'] as const,
    registers: [registry],
  })
  return {
    clockOff: outcome => clocksOff.inc({ outcome }),
    sessionEnded: (result, seconds) => {
      sessions.inc({ result })
      duration.observe(seconds)
    },
    sessionFailed: (serial, { layer, message }) => log.warn({ serial, layer }, message),
    healed: devices => {
      healed.inc(devices)
      log.warn(
        { devices },
        'meters waited for longer than their schedule allows, as after a jump of the clock: due now',
      )
    },
    trouble: error => log.error({ err: error }, 'the collector goes on after an error'),
  }
}

export interface WatchedCollection {
  readonly db: Kysely<Tables>
  readonly now: () => number
  readonly collector: Pick<Collector, 'activity'>
}

/** What is going on, asked for at each scrape. */
export function watchCollection(registry: Registry, { db, now, collector }: WatchedCollection): void {
  new Gauge({
    name: 'ferraris_sessions_active',
    help: 'Sessions with end devices that are open.',
    registers: [registry],
    collect() {
      this.set(collector.activity().activeSessions)
    },
  })
  new Gauge({
    name: 'ferraris_end_devices_due',
    help: 'End devices due for reading and not begun.',
    registers: [registry],
    async collect() {
      // A scrape must not fail because the database is away: /readyz says that.
      this.set(await dueNow(db, now()).catch(() => Number.NaN))
    },
  })
}
