import { expect, test } from 'vitest'
import { openBareService } from '../testing/test-service.ts'

test('off loopback the metrics are for viewers', async () => {
  const fixture = await openBareService({ publicMetrics: false })
  expect((await fixture.app.inject('/metrics')).statusCode).toBe(401)
  const token = await fixture.parts.people.tokens.issue('prometheus', 'viewer')
  const reply = await fixture.app.inject({ url: '/metrics', headers: { authorization: `Bearer ${token}` } })
  expect(reply.statusCode).toBe(200)
  expect(reply.headers['content-type']).toContain('version=0.0.4')
  expect(reply.body).toContain('process_resident_memory_bytes')
  await fixture.close()
})
