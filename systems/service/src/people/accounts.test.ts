import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Kit } from '../kit.ts'
import { openBareService, type TestService } from '../testing/test-service.ts'

let fixture: TestService<Kit>
let token: string
beforeAll(async () => {
  fixture = await openBareService()
  token = (await fixture.parts.people.tokens.issue('tests', 'administrator'))!
})
afterAll(() => fixture.close())

function call(method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object, bearer = token) {
  return fixture.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization: `Bearer ${bearer}` },
    ...(payload && { payload }),
  })
}

test('an account is made, listed without its password, and deleted', async () => {
  const made = await call('POST', '/users', { username: 'grace', password: 'nanoseconds', role: 'operator' })
  expect(made.statusCode).toBe(201)
  const account = {
    username: 'grace',
    role: 'operator',
    createdAt: '2026-11-20T12:00:00.000Z',
    lastSignIn: null,
  }
  expect(made.json()).toEqual(account)
  expect((await call('GET', '/users')).json().items).toContainEqual(account)
  expect((await call('DELETE', '/users/grace')).statusCode).toBe(204)
  expect((await call('DELETE', '/users/grace')).statusCode).toBe(404)
})

test('a name is taken once', async () => {
  const grace = { username: 'twin', password: 'nanoseconds', role: 'viewer' }
  expect((await call('POST', '/users', grace)).statusCode).toBe(201)
  const again = await call('POST', '/users', grace)
  expect(again.statusCode).toBe(409)
  expect(again.json().type).toBe('urn:ferraris:problem:already-exists')
})

test('a short password is refused with what is allowed, and is not repeated', async () => {
  const reply = await call('POST', '/users', { username: 'grace', password: 'secret', role: 'viewer' })
  expect(reply.statusCode).toBe(400)
  expect(reply.json().errors).toEqual([
    { parameter: 'password', detail: 'must NOT have fewer than 10 characters' },
  ])
  expect(reply.body).not.toContain('secret')
})

test('a new password ends the sessions of the account and replaces the old one', async () => {
  const { accounts, sessions } = fixture.parts.people
  await accounts.create('alan', 'old password', 'viewer')
  const session = await sessions.open('alan')
  expect(await sessions.find(session)).toEqual({ kind: 'session', name: 'alan', role: 'viewer' })
  expect((await call('POST', '/users/alan/password', { password: 'new password' })).statusCode).toBe(204)
  expect(await sessions.find(session)).toBeNull()
  expect(await accounts.verify('alan', 'old password')).toBeNull()
  expect(await accounts.verify('alan', 'new password')).toEqual({ username: 'alan', role: 'viewer' })
})

test('two administrators who delete each other at the same time leave one', async () => {
  const { accounts } = fixture.parts.people
  await accounts.create('castor', 'a password', 'administrator')
  await accounts.create('pollux', 'a password', 'administrator')
  const outcomes = await Promise.all([accounts.delete('castor'), accounts.delete('pollux')])
  expect(outcomes.sort()).toEqual(['deleted', 'last-administrator'])
  const [left] = (await accounts.list()).filter(({ role }) => role === 'administrator')
  const reply = await call('DELETE', `/users/${left!.username}`)
  expect(reply.statusCode).toBe(409)
  expect(reply.json().type).toBe('urn:ferraris:problem:last-administrator')
})

test('a password is the same in any Unicode form', async () => {
  const { accounts } = fixture.parts.people
  await accounts.create('zoe', 'caf\u00e9 au lait', 'viewer')
  expect(await accounts.verify('zoe', 'cafe\u0301 au lait')).not.toBeNull()
})

test('a token is shown once, works at once, and is kept as a digest', async () => {
  const made = await call('POST', '/tokens', { name: 'billing', role: 'viewer' })
  expect(made.statusCode).toBe(201)
  const text = made.json().token as string
  expect(text).toMatch(/^fer_[\w-]{43}$/)
  expect((await call('GET', '/session', undefined, text)).statusCode).toBe(200)
  expect((await call('GET', '/tokens')).body).not.toContain(text)
  expect((await call('GET', '/tokens')).json().items).toContainEqual({
    name: 'billing',
    role: 'viewer',
    createdAt: '2026-11-20T12:00:00.000Z',
    lastUsed: '2026-11-20T12:00:00.000Z',
  })
  const { rows } = await fixture.store.pool.query('select digest from api_token')
  expect(rows.every(({ digest }) => digest.length === 32)).toBe(true)
  expect((await call('DELETE', '/tokens/billing')).statusCode).toBe(204)
  expect((await call('GET', '/session', undefined, text)).statusCode).toBe(401)
})

test('the token of the environment follows the variable and nothing else', async () => {
  const { tokens } = fixture.parts.people
  await tokens.followEnvironment('first value')
  expect(await tokens.find('first value')).toEqual({
    kind: 'token',
    name: 'environment',
    role: 'administrator',
  })
  expect((await call('DELETE', '/tokens/environment')).json().type).toBe(
    'urn:ferraris:problem:environment-token',
  )
  await tokens.followEnvironment('second value')
  expect(await tokens.find('first value')).toBeNull()
  expect(await tokens.find('second value')).not.toBeNull()
  await tokens.followEnvironment(undefined)
  expect(await tokens.find('second value')).toBeNull()
})
