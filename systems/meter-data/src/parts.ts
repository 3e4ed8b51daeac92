import type { Kit } from '@ferraris/service'
import type { ProcessObserver } from './processing/observer.ts'
import type { Source } from './source.ts'

/** What meter data works with: what every service has, and where days come from. */
export interface MeterDataParts extends Pick<Kit, 'pool' | 'now'> {
  readonly daySource: Source
  readonly judgeObserver?: ProcessObserver | undefined
}
