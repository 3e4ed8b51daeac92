import type { Logger } from '@ferraris/service'
import { Counter, type Registry } from 'prom-client'
import type { NetworkObserver } from './observer.ts'

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
    help: 'Results of concentrators: committed, or refused for good: foreign (of meters they do not serve), impossible, refused by the store.',
    labelNames: ['outcome'] as const,
    registers: [registry],
  })
  const losses = new Counter({
    name: 'ferraris_concentrators_lost_total',
    help: 'How often a concentrator was lost: its connection broke, or its heartbeats were missing.',
    registers: [registry],
  })
  const strangers = new Counter({
    name: 'ferraris_strangers_left_out_total',
    help: 'Strange meters in inventories of concentrators that were not taken, because there were too many.',
    registers: [registry],
  })
  return {
    message: kind => messages.inc({ kind }),
    results: (concentrator, committed, refused) => {
      results.inc({ outcome: 'committed' }, committed)
      for (const { reason } of refused) results.inc({ outcome: reason })
      const [first] = refused
      if (first === undefined) return
      const { reason, detail, result } = first
      log.warn(
        { concentrator, count: refused.length, first: { key: result.key, reason, detail } },
        'results are refused for good; the latest are kept to be looked at',
      )
    },
    strangersLeftOut: (concentrator, count) => {
      strangers.inc(count)
      log.warn(
        { concentrator, count },
        'a concentrator names more strange meters than a line has; they are left out',
      )
    },
    impossible: (concentrator, kind) =>
      log.warn(
        { concentrator, kind },
        'a message of a concentrator says what cannot be, and changes nothing',
      ),
    malformed: (concentrator, kind, parts) => {
      const [first] = parts
      log.warn(
        {
          concentrator,
          kind,
          count: parts.length,
          first: first && { path: first.path, detail: first.detail },
        },
        'parts of a message of a concentrator are malformed; they are left out, the others are taken',
      )
    },
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
