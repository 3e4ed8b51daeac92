import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Kit } from '../../kit.ts'
import { openBareService, type TestService } from '../../testing/test-service.ts'

let fixture: TestService<Kit>
let authorization: string
beforeAll(async () => {
  fixture = await openBareService()
  authorization = `Bearer ${await fixture.parts.people.tokens.issue('tests', 'administrator')}`
})
afterAll(() => fixture.close())

function ask(method: 'GET' | 'POST' | 'DELETE', url: string, payload?: string) {
  const headers = { authorization, ...(payload !== undefined && { 'content-type': 'application/json' }) }
  return fixture.app.inject({
    method,
    url: `/api/v1${url}`,
    headers,
    ...(payload !== undefined && { payload }),
  })
}
function signIn(username: string) {
  return ask('POST', '/session', `{"username":"${username}","password":"x"}`)
}
async function verify() {
  return (await ask('GET', '/audit-log/verification')).json()
}

test.each(['ada\\ud800', '\\udc00', 'a\\u0000b'])(
  'an anonymous sign-in as %s is refused and leaves the chain whole',
  async name => {
    const reply = await signIn(name)
    expect(reply.statusCode).toBe(400)
    expect(reply.json().errors).toEqual([
      { parameter: 'username', detail: expect.stringContaining('well-formed') },
    ])
    expect(await verify()).toMatchObject({ intact: true, breaks: [] })
  },
)

test('whole pairs are taken', async () => {
  expect((await signIn('\\ud83d\\ude00')).statusCode).toBe(401)
  expect(await verify()).toMatchObject({ intact: true })
})

test.each<[place: string, ...Parameters<typeof ask>]>([
  ['a member', 'POST', '/tokens', '{"name":"x","role":"viewer","other":["\\u0000"]}'],
  ['the name of a member', 'POST', '/tokens', '{"name":"x","role":"viewer","a\\u0000":1}'],
  ['the path', 'DELETE', '/tokens/a%00'],
  ['the query', 'GET', '/audit-log?actor=%00'],
  ['a cursor', 'GET', `/audit-log?cursor=${Buffer.from('["\\u0000"]').toString('base64url')}`],
])('NUL in %s is refused', async (_, ...request) => {
  const reply = await ask(...request)
  expect(reply.statusCode).toBe(400)
  expect(reply.body).not.toMatch(/encoding|UTF8|postgres/i)
})

test.each(['%ED%A0%80', '%FF', '%', '%2'])('octets %s in the query are no text', async octets => {
  const reply = await ask('GET', `/audit-log?actor=${octets}`)
  expect(reply.statusCode).toBe(400)
  expect(reply.json().errors).toEqual([{ parameter: 'actor', detail: expect.stringContaining('RFC 3986') }])
})

test('infinity is no number, with whatever sign', async () => {
  for (const limit of ['Infinity', '-Infinity']) {
    const reply = await ask('GET', `/audit-log?limit=${limit}`)
    expect(reply.statusCode).toBe(400)
    expect(reply.json().errors).toEqual([{ parameter: 'limit', detail: expect.any(String) }])
  }
})

test('the log itself changes what the database would change, before it is hashed', async () => {
  const event = { actorKind: 'person', address: null, action: 'test', outcome: 'done', detail: null } as const
  await fixture.parts.audit.append({ ...event, actor: 'ada\ud800', subject: 'a\0b' })
  expect(await verify()).toMatchObject({ intact: true })
})

test('verification goes on past a break and tells all of them', async () => {
  const { pool } = fixture.store
  const event = { actorKind: 'person', address: null, action: 'test', outcome: 'done', detail: null } as const
  for (let i = 0; i < 12; i++)
    await fixture.parts.audit.append({ ...event, actor: 'ada', subject: String(i) })
  await pool.query('alter table audit_entry disable trigger audit_entry_stays')
  await pool.query(`update audit_entry set subject = 'another' where sequence in (3, 5)`)
  await pool.query('delete from audit_entry where sequence in (8, 9)')
  expect(await verify()).toMatchObject({
    intact: false,
    brokenAt: 3,
    breaks: [
      { sequence: 3, kind: 'changed' },
      { sequence: 5, kind: 'changed' },
      { sequence: 8, kind: 'missing' },
    ],
  })
})

test('a DELETE that names the type of a body it has not is taken', async () => {
  await fixture.parts.people.tokens.issue('gone', 'viewer')
  const headers = { authorization, 'content-type': 'application/json' }
  const reply = await fixture.app.inject({ method: 'DELETE', url: '/api/v1/tokens/gone', headers })
  expect(reply.statusCode).toBe(204)
})
