import type { Logger } from '@ferraris/service'
import { Counter, type Registry } from 'prom-client'
import type { NetworkObserver } from './network.ts'

/** What happens in the network, for metrics and the log. */
export function networkObserver(registry: Registry, log: Logger): NetworkObserver {
  const messages = new Counter({
    name: 'ferraris_concentrator_messages_total',
    help: 'Messages of concentrators, by kind.',
    labelNames: ['kind'] as const,
    registers: [registry],
  })
  const results = new Counter({
    name: 'ferraris_concentrator_results_total',
    help: 'Results of concentrators: committed, or foreign (of meters they do not serve).',
    labelNames: ['outcome'] as const,
    registers: [registry],
  })
  const losses = new Counter({
    name: 'ferraris_concentrators_lost_total',
    help: 'How often a concentrator was lost: its connection broke, or its heartbeats were missing.',
    registers: [registry],
  })
  return {
    message: kind => messages.inc({ kind }),
    results: (committed, foreign) => {
      results.inc({ outcome: 'committed' }, committed)
      results.inc({ outcome: 'foreign' }, foreign)
    },
    resultRefused: (concentrator, key, error) =>
      log.warn({ concentrator, key, err: error }, 'a result cannot be stored; its concentrator keeps it'),
    unknownConcentrator: concentrator => log.warn({ concentrator }, 'a concentrator that is not enrolled'),
    back: concentrator => log.info({ concentrator }, 'concentrator online'),
    closed: concentrator => log.info({ concentrator }, 'concentrator closed its connection'),
    lost: concentrator => {
      losses.inc()
      log.warn({ concentrator }, 'concentrator lost: its connection broke, or its heartbeats are missing')
    },
    trouble: error => log.error({ err: error }, 'the network side goes on after an error'),
  }
}
