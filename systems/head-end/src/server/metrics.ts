import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** The head-end's figures for Prometheus; those that are known only on demand are asked for at each scrape. */
export interface MetricSources {
  readonly activeSessions: () => number
  readonly dueNow: () => Promise<number>
}

/** What the collector and the writer report to. Names follow the Prometheus conventions (base units, `_total`). */
export class Metrics {
  readonly registry = new Registry()

  readonly #sessions = new Counter({
    name: 'ferraris_sessions_total',
    help: 'Sessions with end devices, by result.',
    labelNames: ['result'] as const,
    registers: [this.registry],
  })

  readonly #sessionDuration = new Histogram({
    name: 'ferraris_session_duration_seconds',
    help: 'Duration of sessions with end devices.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers: [this.registry],
  })

  readonly #intervals = new Counter({
    name: 'ferraris_intervals_stored_total',
    help: 'Interval values committed to the store.',
    registers: [this.registry],
  })

  readonly #storeLatency = new Histogram({
    name: 'ferraris_store_commit_duration_seconds',
    help: 'Duration of the commits that store readings.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [this.registry],
  })

  readonly #messages = new Counter({
    name: 'ferraris_concentrator_messages_total',
    help: 'Messages of concentrators, by kind.',
    labelNames: ['kind'] as const,
    registers: [this.registry],
  })

  readonly #results = new Counter({
    name: 'ferraris_concentrator_results_total',
    help: 'Results of concentrators: committed, or foreign (of meters they do not serve).',
    labelNames: ['outcome'] as const,
    registers: [this.registry],
  })

  constructor({ activeSessions, dueNow }: MetricSources) {
    const { registry } = this
    new Gauge({
      name: 'ferraris_sessions_active',
      help: 'Sessions with end devices that are open.',
      registers: [registry],
      collect() {
        this.set(activeSessions())
      },
    })
    new Gauge({
      name: 'ferraris_end_devices_due',
      help: 'End devices whose reading is due and has not begun.',
      registers: [registry],
      async collect() {
        // A scrape must not fail because the database is away: /readyz says that.
        this.set(await dueNow().catch(() => Number.NaN))
      },
    })
    collectDefaultMetrics({ register: registry })
  }

  sessionEnded(result: string, seconds: number): void {
    this.#sessions.inc({ result })
    this.#sessionDuration.observe(seconds)
  }

  committed(intervals: number, seconds: number): void {
    this.#intervals.inc(intervals)
    this.#storeLatency.observe(seconds)
  }

  concentratorMessage(kind: string): void {
    this.#messages.inc({ kind })
  }

  concentratorResults(committed: number, foreign: number): void {
    this.#results.inc({ outcome: 'committed' }, committed)
    this.#results.inc({ outcome: 'foreign' }, foreign)
  }
}
