import type { Logger } from '@ferraris/service'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Roads } from './call-in/roads.ts'
import type { PushDoor, PushObserver } from './push-door.ts'
import { pushReasonNames } from './push-reason.ts'

/** What the door of the pushes reports, for metrics and the log. */
export function pushObserver(registry: Registry, log: Logger): PushObserver {
  const stored = new Counter({
    name: 'ferraris_pushes_total',
    help: 'Pushes of meters that were stored.',
    registers: [registry],
  })
  const events = new Counter({
    name: 'ferraris_pushed_events_total',
    help: 'Events that pushes told of first.',
    registers: [registry],
  })
  const refused = new Counter({
    name: 'ferraris_pushes_refused_total',
    help: 'Pushes that were not taken, by reason.',
    labelNames: ['reason'] as const,
    registers: [registry],
  })
  for (const reason of pushReasonNames) refused.inc({ reason }, 0)
  const noise = new Counter({
    name: 'ferraris_push_noise_total',
    help: 'Times that octets came of which nothing could be made.',
    registers: [registry],
  })
  const seconds = new Histogram({
    name: 'ferraris_push_commit_seconds',
    help: 'Time to store what meters have pushed, many in one transaction.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  })
  return {
    refused: reason => refused.inc({ reason }),
    noise: () => noise.inc(),
    stored(pushes, fresh, took) {
      stored.inc(pushes)
      events.inc(fresh)
      seconds.observe(took)
    },
    trouble: error => log.error({ err: error }, 'the door of the pushes stays open after an error'),
  }
}

export interface WatchedPushes {
  readonly pushes: PushDoor
  readonly roads: Roads
}

/** What is going on, asked for at each scrape. */
export function watchPushes(registry: Registry, { pushes, roads }: WatchedPushes): void {
  new Gauge({
    name: 'ferraris_pushes_waiting',
    help: 'Pushes that have come and are not stored.',
    registers: [registry],
    collect() {
      this.set(pushes.waiting)
    },
  })
  new Gauge({
    name: 'ferraris_callers',
    help: 'Meters of the inventory that hold a connection open.',
    registers: [registry],
    collect() {
      this.set(roads.size)
    },
  })
}
