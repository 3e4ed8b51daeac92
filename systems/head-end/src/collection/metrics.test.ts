import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { createLog } from '../log.ts'
import { commitObserver } from '../readings/metrics.ts'
import { temporaryStore } from '../testing/temporary-store.ts'
import { sessionObserver, watchCollection } from './metrics.ts'

const busy = { activity: () => ({ activeSessions: 7, sessionsPerSecond: 1 }) }

test('a scrape tells what happened and what is going on, also when the database is away', async () => {
  const store = await temporaryStore()
  const registry = new Registry()
  const observer = sessionObserver(registry, createLog({ level: 'silent' }))
  const committed = commitObserver(registry)
  watchCollection(registry, { db: store.kysely, now: () => 0, collector: busy })
  observer.sessionEnded?.('completed', 0.02)
  observer.sessionEnded?.('completed', 0.3)
  observer.sessionEnded?.('silent', 10)
  committed({ intervals: 192, eventsLeftOut: 0, seconds: 0.004 })
  const lines = (await registry.metrics()).split('\n')
  for (const line of [
    'ferraris_sessions_total{result="completed"} 2',
    'ferraris_sessions_total{result="silent"} 1',
    'ferraris_session_duration_seconds_bucket{le="0.025"} 1',
    'ferraris_session_duration_seconds_count 3',
    'ferraris_intervals_stored_total 192',
    'ferraris_store_commit_duration_seconds_count 1',
    'ferraris_sessions_active 7',
    'ferraris_end_devices_due 0',
  ]) {
    expect(lines).toContain(line)
  }
  await store.remove()
  expect(await registry.metrics()).toContain('ferraris_end_devices_due Nan')
})
