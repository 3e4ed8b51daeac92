import type { Feature } from '@ferraris/service'
import type { Collector } from './collector.ts'
import { type WatchedCollection, watchCollection } from './metrics.ts'

/** Sessions with the meters that are due. */
export const collection: Feature<WatchedCollection & { readonly collector: Collector }> = {
  name: 'collection',
  migrations: new URL('./migrations/', import.meta.url),
  metrics: watchCollection,
  start: ({ collector }) => {
    collector.start()
    return () => collector.stop()
  },
}
