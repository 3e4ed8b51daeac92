import type { Logger } from '@ferraris/service'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Tables } from '../../tables.ts'
import type { IntegrationObserver } from '../integration.ts'

/** What the way to other systems reports, for metrics and the log. */
export function integrationObserver(registry: Registry, log: Logger): IntegrationObserver {
  const came = new Counter({
    name: 'ferraris_integration_received_total',
    help: 'Messages of other systems by outcome: done, refused, unreadable, again (known already).',
    labelNames: ['outcome'] as const,
    registers: [registry],
  })
  const sent = new Counter({
    name: 'ferraris_integration_sent_total',
    help: 'Attempts to send a message to another system, by outcome: delivered, failed (tried again), dead.',
    labelNames: ['destination', 'outcome'] as const,
    registers: [registry],
  })
  const duration = new Histogram({
    name: 'ferraris_integration_send_duration_seconds',
    help: 'Duration of attempts to send a message.',
    buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 20],
    registers: [registry],
  })
  return {
    came: outcome => came.inc({ outcome }),
    requests(destination, state, error) {
      if (state === 'up') log.info({ destination }, 'its broker hands over requests')
      else log.warn({ destination, err: error }, 'its broker hands over no requests')
    },
    sent(destination, outcome, seconds) {
      sent.inc({ destination, outcome })
      duration.observe(seconds)
    },
    away: (destination, error) =>
      log.warn({ destination, err: error }, 'a destination is away; its messages wait'),
    tooOld: messages => log.error({ messages }, 'messages waited for too long and are dead letters now'),
    trouble: error => log.error({ err: error }, 'the way to other systems goes on after an error'),
  }
}

/** What waits, asked for at each scrape. */
export function watchMessages(registry: Registry, { db }: { readonly db: Kysely<Tables> }): void {
  new Gauge({
    name: 'ferraris_integration_messages',
    help: 'Messages to other systems that wait or are dead letters, by destination.',
    labelNames: ['destination', 'state'] as const,
    registers: [registry],
    async collect() {
      const { rows } = await sql<{ destination: string; state: string; count: number }>`
        select destination, state, count(*) as count from integration_message
        where state in ('waiting', 'dead') group by destination, state`
        .execute(db)
        // A scrape must not fail because the database is away: /readyz says that.
        .catch(() => ({ rows: undefined }))
      this.reset()
      for (const { destination, state, count } of rows ?? []) this.set({ destination, state }, count)
    },
  })
}
