import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Kit } from '../kit.ts'
import { openBareService, type TestService } from '../testing/test-service.ts'

let fixture: TestService<Kit>
let administrator: string
let auditor: string
let viewer: string
beforeAll(async () => {
  fixture = await openBareService()
  const { tokens, accounts } = fixture.parts.people
  administrator = (await tokens.issue('admin-token', 'administrator'))!
  auditor = (await tokens.issue('audit-token', 'auditor'))!
  viewer = (await tokens.issue('view-token', 'viewer'))!
  await accounts.create('ada', 'correct horse', 'administrator')
})
afterAll(() => fixture.close())

function call(method: 'GET' | 'POST', url: string, payload?: object, token = administrator) {
  return fixture.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization: `Bearer ${token}` },
    ...(payload && { payload }),
  })
}

/** The newest entry. */
async function latest() {
  return (await call('GET', '/audit-log?limit=1', undefined, auditor)).json().items[0]
}

function signIn(password: string) {
  return fixture.app.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { username: 'ada', password },
  })
}

test('sign-ins are logged, the refused ones too, and no password', async () => {
  await signIn('wrong horse')
  expect(await latest()).toMatchObject({ actor: 'ada', action: 'signed-in', outcome: 'refused' })
  await signIn('correct horse')
  expect(await latest()).toMatchObject({
    actor: 'ada',
    actorKind: 'person',
    action: 'signed-in',
    outcome: 'done',
  })
  expect((await call('GET', '/audit-log')).body).not.toContain('horse')
})

test('a refused user is logged, an unknown sender is not', async () => {
  await call('POST', '/users', { username: 'mallory', password: 'long enough', role: 'viewer' }, viewer)
  const refused = { actor: 'view-token', actorKind: 'token', action: 'user.created', outcome: 'refused' }
  expect(await latest()).toMatchObject(refused)
  await call('POST', '/users', { username: 'mallory', password: 'long enough', role: 'viewer' }, 'unknown')
  expect(await latest()).toMatchObject(refused)
})

test.each<[string, ['POST', string, object?], object]>([
  [
    'an account',
    ['POST', '/users', { username: 'grace', password: 'nanoseconds', role: 'operator' }],
    { action: 'user.created', subject: 'grace', detail: { username: 'grace', role: 'operator' } },
  ],
  [
    'a password',
    ['POST', '/users/grace/password', { password: 'another one' }],
    { action: 'user.password-set', subject: 'grace', detail: null },
  ],
  [
    'a token',
    ['POST', '/tokens', { name: 'billing', role: 'viewer' }],
    { action: 'token.issued', subject: 'billing', detail: { name: 'billing', role: 'viewer' } },
  ],
])('%s is logged without its secrets', async (_, request, told) => {
  const reply = await call(...request)
  expect(reply.statusCode).toBeLessThan(300)
  expect(await latest()).toMatchObject({ actor: 'admin-token', outcome: 'done', ...told })
  const { body } = await call('GET', '/audit-log')
  for (const secret of ['nanoseconds', 'another one', 'fer_']) expect(body).not.toContain(secret)
})

test('a malformed request changes nothing and is not logged', async () => {
  const before = await latest()
  expect((await call('POST', '/users', { username: 'X' })).statusCode).toBe(400)
  expect(await latest()).toEqual(before)
})

test('entries are found by actor, action and time, and paged', async () => {
  const { items, total } = (await call('GET', '/audit-log?actor=ada&action=signed-in')).json()
  expect(total).toBe(2)
  expect(items.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['done', 'refused'])
  const page = (await call('GET', '/audit-log?limit=1')).json()
  const next = (await call('GET', `/audit-log?limit=1&cursor=${page.nextCursor}`)).json()
  expect(next.items[0].sequence).toBe(page.items[0].sequence - 1)
  expect((await call('GET', '/audit-log?from=2026-11-20T12:00:01Z')).json().total).toBe(0)
})

describe('the chain', () => {
  const verdict = async () => (await call('GET', '/audit-log/verification', undefined, auditor)).json()

  test('holds, also when many write at once', async () => {
    const event = { actor: 'x', actorKind: 'token', address: null, action: 'test', subject: null } as const
    await Promise.all(
      Array.from({ length: 20 }, () =>
        fixture.parts.audit.append({ ...event, outcome: 'done', detail: null }),
      ),
    )
    const { intact, entries, lastDigest } = await verdict()
    expect(intact).toBe(true)
    expect(entries).toBeGreaterThan(22)
    expect(lastDigest).toBe((await latest()).digest)
  })

  test('cannot be changed by a statement, and reveals a change that overruled that', async () => {
    const { pool } = fixture.store
    const change = `update audit_entry set actor = 'another' where sequence = 4`
    await expect(pool.query(change)).rejects.toThrow('only ever added to')
    await expect(pool.query('delete from audit_entry where sequence = 4')).rejects.toThrow(
      'only ever added to',
    )
    await expect(pool.query('truncate audit_entry')).rejects.toThrow('only ever added to')
    await pool.query('alter table audit_entry disable trigger audit_entry_stays')
    await pool.query(change)
    expect(await verdict()).toMatchObject({
      intact: false,
      brokenAt: 4,
      breaks: [{ sequence: 4, kind: 'changed' }],
    })
    await pool.query('delete from audit_entry where sequence = 4')
    expect(await verdict()).toMatchObject({
      intact: false,
      brokenAt: 4,
      breaks: [{ sequence: 4, kind: 'missing' }],
    })
  })
})
