import type { AppOptions } from '@ferraris/service'
import { openTestService, type TestService } from '@ferraris/service/testing'
import { ownSystemTitle } from '../collection/system-title.ts'
import { Writer } from '../collection/writer.ts'
import { features } from '../features.ts'
import { makeParts, type Parts } from '../parts.ts'
import type { Tables } from '../tables.ts'
import { ring } from './readings.ts'

/** The head-end's HTTP side over a real, empty store; none of its parts acts of its own. */
export type TestApp = TestService<Parts>

export function openTestApp(options: Partial<AppOptions> = {}): Promise<TestApp> {
  return openTestService(
    features,
    async kit => {
      const db = kit.db.withTables<Tables>()
      const writer = await Writer.open(kit.pool, { gather: 1 })
      const parts = makeParts({
        kit,
        db,
        ring,
        writer,
        clock: { now: kit.now },
        systemTitle: await ownSystemTitle(db),
      })
      return { parts, close: () => writer.close() }
    },
    options,
  )
}
