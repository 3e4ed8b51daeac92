import { expect, test } from 'vitest'
import { openTestApp } from '../testing/test-app.ts'
import { Metrics } from './metrics.ts'

test('a scrape tells what happened, what is going on, and how the process is', async () => {
  const metrics = new Metrics({ activeSessions: () => 7, dueNow: async () => 42 })
  metrics.sessionEnded('completed', 0.02)
  metrics.sessionEnded('completed', 0.3)
  metrics.sessionEnded('silent', 10)
  metrics.committed(192, 0.004)
  const text = await metrics.registry.metrics()
  for (const line of [
    'ferraris_sessions_total{result="completed"} 2',
    'ferraris_sessions_total{result="silent"} 1',
    'ferraris_session_duration_seconds_bucket{le="0.025"} 1',
    'ferraris_session_duration_seconds_count 3',
    'ferraris_intervals_stored_total 192',
    'ferraris_store_commit_duration_seconds_count 1',
    'ferraris_sessions_active 7',
    'ferraris_end_devices_due 42',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
  expect(text).toContain('process_resident_memory_bytes')
})

test('a scrape goes on when the database is away', async () => {
  const metrics = new Metrics({ activeSessions: () => 0, dueNow: () => Promise.reject(new Error('away')) })
  expect(await metrics.registry.metrics()).toContain('ferraris_end_devices_due Nan')
})

test('off loopback the metrics are for viewers', async () => {
  const fixture = await openTestApp({ publicMetrics: false })
  expect((await fixture.app.inject('/metrics')).statusCode).toBe(401)
  const token = await fixture.services.people.tokens.issue('prometheus', 'viewer')
  const reply = await fixture.app.inject({ url: '/metrics', headers: { authorization: `Bearer ${token}` } })
  expect(reply.statusCode).toBe(200)
  expect(reply.headers['content-type']).toContain('version=0.0.4')
  await fixture.close()
})
