import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestApp, type TestApp } from './testing/test-app.ts'

let fixture: TestApp
let authorization: string
beforeAll(async () => {
  fixture = await openTestApp()
  authorization = `Bearer ${await fixture.parts.people.tokens.issue('tests', 'administrator')}`
})
afterAll(() => fixture.close())

function get(url: string) {
  return fixture.app.inject({ url, headers: { authorization } })
}
function post(url: string, payload: string | object, type = 'application/json') {
  return fixture.app.inject({
    method: 'POST',
    url,
    payload,
    headers: { authorization, 'content-type': type },
  })
}

test('an error is problem+json that names its request, as the answer’s header does', async () => {
  const reply = await get('/api/v1/end-devices/FER404')
  expect(reply.headers['content-type']).toBe('application/problem+json')
  expect(reply.json()).toEqual({
    type: 'urn:ferraris:problem:not-found',
    title: 'The resource does not exist',
    status: 404,
    detail: 'there is no end device FER404',
    instance: `urn:ferraris:request:${reply.headers['x-request-id']}`,
  })
})

const blocks = '/api/v1/interval-blocks?endDevice=FER1&obis=1.0.1.8.0.255'
const device = { serial: 'FER1', uri: 'dlms+tcp://127.0.0.1:1', keys: [] }
const keys = [{ client: 2, guek: '0'.repeat(32), gak: 'xyz' }]

describe('a request that does not fit says which parameter and what is allowed', () => {
  test.each([
    ['/api/v1/end-devices?limit=501', 'limit', 'must be <= 500'],
    ['/api/v1/end-devices?limit=many', 'limit', 'must be integer'],
    [
      '/api/v1/end-devices?state=lost',
      'state',
      'must be one of reachable, silent, refused, failed, unknown, new',
    ],
    ['/api/v1/end-devices?serch=FER', 'serch', 'is not a parameter of this request'],
    [
      '/api/v1/end-devices?cursor=abc',
      'cursor',
      'the cursor is not one of this service; start without a cursor',
    ],
    ['/api/v1/interval-blocks?obis=1.0.1.8.0.255', 'endDevice', 'is required'],
    [`${blocks}&from=2026-11-31&to=2026-12-01`, 'from', 'must be a calendar day, for example 2026-11-20'],
    [`${blocks}&from=2026-11-02&to=2026-11-01`, 'to', 'must not be before from (2026-11-02)'],
    [
      `${blocks}&from=2025-01-01&to=2026-11-01`,
      'to',
      'must be at most 399 days after from; ask for parts of the range',
    ],
    [
      '/api/v1/end-device-events?from=yesterday',
      'from',
      'must be a moment with its zone, for example 2026-11-20T00:00:00Z',
    ],
    [
      '/api/v1/end-device-events?from=2026-12-31T23:59:60Z',
      'from',
      'must be a moment with its zone, for example 2026-11-20T00:00:00Z',
    ],
  ])('GET %s', async (url, parameter, detail) => {
    const reply = await get(url)
    expect(reply.statusCode).toBe(400)
    expect(reply.json()).toMatchObject({
      type: 'urn:ferraris:problem:invalid-request',
      detail: `${parameter}: ${detail}`,
      errors: [{ parameter, detail }],
    })
  })

  test.each([
    ['a wrong key', { ...device, keys }, 'keys[0].gak', 'must be: Authentication key, 32 or 64 hex digits.'],
    [
      'a wrong key in a batch',
      [device, { ...device, keys }],
      '[1].keys[0].gak',
      'must be: Authentication key, 32 or 64 hex digits',
    ],
    ['a missing member', { serial: 'FER1', keys: [] }, 'uri', 'is required'],
    ['an unknown member', { ...device, key: 1 }, 'key', 'is not a parameter of this request'],
    ['something else altogether', '"FER1"', 'body', 'must match a schema in anyOf'],
    ['an address that is none', { ...device, uri: 'here' }, 'uri', 'is not that of a URI'],
    ['a zone that is none', [device, { ...device, timeZone: 'Rome' }], '[1].timeZone', 'Rome is no IANA'],
  ])('enrolment with %s', async (_name, payload, parameter, detail) => {
    const reply = await post('/api/v1/end-devices', payload)
    expect(reply.statusCode).toBe(400)
    const [error] = reply.json().errors
    expect(error.parameter).toBe(parameter)
    expect(error.detail).toContain(detail)
  })
})

test.each([
  ['no JSON', '{"username":', 'application/json', 400, 'invalid-request'],
  ['another type of body', 'a=b', 'text/plain', 415, 'media-type-unsupported'],
  [
    'a body beyond the limit',
    JSON.stringify({ obis: 'x'.repeat(100_000) }),
    'application/json',
    413,
    'body-too-large',
  ],
])('%s is told as such', async (_name, payload, type, status, code) => {
  const reply = await post('/api/v1/session', payload, type)
  expect(reply.statusCode).toBe(status)
  expect(reply.json().type).toBe(`urn:ferraris:problem:${code}`)
})

test('an unknown path is not part of the API', async () => {
  const reply = await get('/api/v1/meters')
  expect(reply.statusCode).toBe(404)
  expect(reply.json().detail).toBe('GET /api/v1/meters is not part of this API')
})

test('every answer carries the headers that fence the console in', async () => {
  for (const url of ['/', '/api/v1/summary', '/api/v1/none']) {
    const { headers } = await get(url)
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['x-frame-options']).toBe('DENY')
    expect(headers['referrer-policy']).toBe('same-origin')
    expect(headers['x-request-id']).toMatch(/^[0-9a-f]{16}$/)
  }
})

test('a lost database is said to be lost, and a readable mistake never shows its inside', async () => {
  const broken = await openTestApp()
  const bearer = { authorization: `Bearer ${await broken.parts.people.tokens.issue('tests', 'viewer')}` }
  await broken.store.pool.query('drop table end_device_event')
  const mistake = await broken.app.inject({ url: '/api/v1/end-device-events', headers: bearer })
  expect(mistake.statusCode).toBe(500)
  expect(mistake.body).not.toContain('end_device_event')

  await broken.store.server!.stop()
  const lost = await broken.app.inject({ url: '/api/v1/summary', headers: bearer })
  expect(lost.statusCode).toBe(503)
  expect(lost.json().type).toBe('urn:ferraris:problem:store-unreachable')
  expect((await broken.app.inject('/healthz')).statusCode).toBe(200)
  expect((await broken.app.inject('/readyz')).statusCode).toBe(503)
  await broken.close()
})
