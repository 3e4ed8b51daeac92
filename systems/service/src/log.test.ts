import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createLog } from './log.ts'
import { openBareService } from './testing/test-service.ts'

function collect() {
  const lines: string[] = []
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  return { lines, destination }
}

test('what may be secret is blotted out, however deep a caller put it', () => {
  const { lines, destination } = collect()
  const log = createLog({ destination, secrets: ['guek', 'gak', 'keys'] })
  const key = 'c0ffee'.repeat(5)
  log.info(
    {
      guek: key,
      headers: { authorization: key, cookie: key },
      device: { keys: [key], security: { gak: key } },
    },
    'x',
  )
  expect(lines.join('')).toContain('[redacted]')
  expect(lines.join('')).not.toContain('c0ffee')
})

test('changes are logged with their actor, reads only for debugging, and neither with tokens or passwords', async () => {
  const { lines, destination } = collect()
  const fixture = await openBareService({ log: createLog({ destination, level: 'debug' }) })
  const token = await fixture.parts.people.tokens.issue('billing', 'administrator')
  const headers = { authorization: `Bearer ${token}` }
  await fixture.app.inject({ url: '/api/v1/audit-log?actor=private', headers })
  await fixture.app.inject({
    method: 'POST',
    url: '/api/v1/users',
    headers,
    payload: { username: 'ada', password: 'difference engine', role: 'viewer' },
  })
  const requests = lines.map(line => JSON.parse(line)).filter(({ msg }) => msg === 'request')
  expect(requests).toMatchObject([
    { level: 20, method: 'GET', path: '/api/v1/audit-log', status: 200, by: 'billing' },
    { level: 30, method: 'POST', path: '/api/v1/users', status: 201, by: 'billing' },
  ])
  for (const secret of [token!, 'difference engine', 'private']) expect(lines.join('')).not.toContain(secret)
  await fixture.close()
})
