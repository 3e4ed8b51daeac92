import type { Logger } from '../../server/log.ts'
import type { Metrics } from '../../server/metrics.ts'
import type { NetworkObserver } from './network.ts'

/** What happens in the network, for metrics and the log. */
export function networkObserver(metrics: Metrics, log: Logger): NetworkObserver {
  return {
    message: kind => metrics.concentratorMessage(kind),
    results: (committed, foreign) => metrics.concentratorResults(committed, foreign),
    resultRefused: (concentrator, key, error) =>
      log.warn({ concentrator, key, err: error }, 'a result cannot be stored; its concentrator keeps it'),
    unknownConcentrator: concentrator => log.warn({ concentrator }, 'a concentrator that nobody enrolled'),
    lost: concentrator => log.warn({ concentrator }, 'concentrator lost: three heartbeats are missing'),
    trouble: error => log.error({ err: error }, 'the network side goes on after an error'),
  }
}
