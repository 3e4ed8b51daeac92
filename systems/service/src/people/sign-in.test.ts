import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Kit } from '../kit.ts'
import { openBareService, type TestService } from '../testing/test-service.ts'

let fixture: TestService<Kit>
beforeAll(async () => {
  fixture = await openBareService()
  await fixture.parts.people.accounts.create('ada', 'correct horse', 'administrator')
})
afterAll(() => fixture.close())

let address = 0
/** Each test comes from an address of its own, so that the limits of one do not reach the others. */
function signIn(username: string, password: string, remoteAddress = `10.0.0.${address}`) {
  return fixture.app.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { username, password },
    remoteAddress,
  })
}

function session(cookie: string) {
  return fixture.app.inject({ url: '/api/v1/session', headers: { cookie } })
}

async function sessionOf(username: string, password: string): Promise<string> {
  const { name, value } = (await signIn(username, password)).cookies[0]!
  return `${name}=${value}`
}

beforeEach(() => {
  address++
})

test('the right password opens a session in a cookie that scripts and other sites cannot use', async () => {
  const reply = await signIn('ada', 'correct horse')
  expect(reply.statusCode).toBe(200)
  expect(reply.json()).toEqual({ user: { username: 'ada', role: 'administrator' } })
  expect(reply.cookies[0]).toMatchObject({
    name: 'ferraris_session',
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
  })
})

test.each([
  ['a wrong password', 'ada', 'wrong horse'],
  ['an unknown name', 'eve', 'correct horse'],
])('%s is refused in the same words', async (_case, username, password) => {
  const reply = await signIn(username, password)
  expect(reply.statusCode).toBe(401)
  expect(reply.json()).toMatchObject({
    type: 'urn:ferraris:problem:sign-in-refused',
    detail: 'username or password is wrong',
  })
  expect(reply.cookies).toEqual([])
})

test('after ten attempts on an account within a minute even the right password waits', async () => {
  for (let attempt = 0; attempt < 10; attempt++) {
    expect((await signIn('ada', 'wrong horse')).statusCode).toBe(401)
  }
  const reply = await signIn('ada', 'correct horse')
  expect(reply.statusCode).toBe(429)
  expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0)
  expect(reply.json().type).toBe('urn:ferraris:problem:too-many-attempts')
  // Guesses from another address do not lock the owner out.
  expect((await signIn('ada', 'correct horse', '10.9.9.9')).statusCode).toBe(200)
})

describe('a session', () => {
  test('lives on while it is used, and ends after twelve hours without', async () => {
    const cookie = await sessionOf('ada', 'correct horse')
    for (let hours = 0; hours < 30; hours += 10) {
      fixture.clock.now += 10 * 3_600_000
      expect((await session(cookie)).statusCode).toBe(200)
    }
    fixture.clock.now += 12 * 3_600_000
    expect((await session(cookie)).statusCode).toBe(401)
  })

  test('ends after seven days however busy', async () => {
    const cookie = await sessionOf('ada', 'correct horse')
    for (let hours = 0; hours < 7 * 24 - 10; hours += 10) {
      fixture.clock.now += 10 * 3_600_000
      expect((await session(cookie)).statusCode, `after ${hours} hours`).toBe(200)
    }
    fixture.clock.now += 10 * 3_600_000
    expect((await session(cookie)).statusCode).toBe(401)
  })

  test('changes nothing without the header that other sites cannot send', async () => {
    const cookie = await sessionOf('ada', 'correct horse')
    const signOut = (headers: Record<string, string>) =>
      fixture.app.inject({ method: 'DELETE', url: '/api/v1/session', headers: { cookie, ...headers } })
    const refused = await signOut({})
    expect(refused.statusCode).toBe(403)
    expect(refused.json().type).toBe('urn:ferraris:problem:request-header-missing')
    expect((await signOut({ 'x-ferraris-request': '1' })).statusCode).toBe(204)
    expect((await session(cookie)).statusCode).toBe(401)
  })

  test('is stored as a digest only', async () => {
    const cookie = await sessionOf('ada', 'correct horse')
    const id = cookie.split('=')[1]!
    const { rows } = await fixture.store.pool.query('select digest from browser_session')
    expect(rows.length).toBeGreaterThan(0)
    for (const { digest } of rows) {
      expect(digest).toHaveLength(32)
      expect(digest.equals(Buffer.from(id, 'base64url'))).toBe(false)
    }
  })
})

test('over TLS the cookie never leaves it', async () => {
  const { cert, key } = await import('../testing/tls-pair.ts')
  const secure = await openBareService({ tls: { cert, key } })
  await secure.parts.people.accounts.create('ada', 'correct horse', 'viewer')
  const reply = await secure.app.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { username: 'ada', password: 'correct horse' },
  })
  expect(reply.cookies[0]).toMatchObject({ secure: true })
  expect(reply.headers['strict-transport-security']).toBeDefined()
  await secure.close()
})

describe('the own password', () => {
  const change = (cookie: string, payload: object) =>
    fixture.app.inject({
      method: 'POST',
      url: '/api/v1/session/password',
      headers: { cookie, 'x-ferraris-request': '1' },
      payload,
    })

  test('is changed by its owner, whatever the role, and ends the other sessions', async () => {
    await fixture.parts.people.accounts.create('vera', 'a first password', 'viewer')
    const [here, elsewhere] = [
      await sessionOf('vera', 'a first password'),
      await sessionOf('vera', 'a first password'),
    ]
    const wrong = await change(here, { current: 'not the one', password: 'a second password' })
    expect(wrong.json().type).toBe('urn:ferraris:problem:password-wrong')
    const reply = await change(here, { current: 'a first password', password: 'a second password' })
    expect(reply.statusCode).toBe(204)
    expect((await session(elsewhere)).statusCode).toBe(401)
    const { name, value } = reply.cookies[0]!
    expect((await session(`${name}=${value}`)).statusCode).toBe(200)
    expect((await signIn('vera', 'a second password')).statusCode).toBe(200)
  })

  test('is not asked for more often than a sign-in', async () => {
    await fixture.parts.people.accounts.create('gus', 'a first password', 'viewer')
    const cookie = await sessionOf('gus', 'a first password')
    const attempt = { current: 'not the one', password: 'a second password' }
    let status = 0
    for (let attempts = 0; attempts < 12; attempts++) status = (await change(cookie, attempt)).statusCode
    expect(status).toBe(429)
  })

  test('is nothing a token has', async () => {
    const token = await fixture.parts.people.tokens.issue('own-password', 'viewer')
    const reply = await fixture.app.inject({
      method: 'POST',
      url: '/api/v1/session/password',
      headers: { authorization: `Bearer ${token}` },
      payload: { current: 'whatever', password: 'a second password' },
    })
    expect(reply.json().type).toBe('urn:ferraris:problem:token-without-password')
  })
})

describe('behind a proxy', () => {
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7' }
  const through = (app: TestService<Kit>['app'], password: string, from = '127.0.0.1', headers = forwarded) =>
    app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { username: 'ada', password },
      remoteAddress: from,
      headers,
    })

  test('that is trusted, the cookie is for TLS, and guesses are counted by client address', async () => {
    const other = await openBareService({ trustProxy: 'loopback' })
    await other.parts.people.accounts.create('ada', 'correct horse', 'viewer')
    const reply = await through(other.app, 'correct horse')
    expect(reply.cookies[0]).toMatchObject({ secure: true })
    expect(reply.headers['strict-transport-security']).toBeDefined()
    for (let attempt = 0; attempt < 10; attempt++) await through(other.app, 'wrong horse')
    expect((await through(other.app, 'correct horse')).statusCode).toBe(429)
    const elsewhere = { ...forwarded, 'x-forwarded-for': '203.0.113.8' }
    expect((await through(other.app, 'correct horse', '127.0.0.1', elsewhere)).statusCode).toBe(200)
    // Forwarded headers from any other address are ignored.
    expect((await through(other.app, 'correct horse', '198.51.100.1')).cookies[0]).not.toHaveProperty(
      'secure',
    )
    await other.close()
  })

  test('that is not, nothing it says is believed', async () => {
    const reply = await through(fixture.app, 'correct horse', '10.8.8.8')
    expect(reply.cookies[0]).not.toHaveProperty('secure')
  })
})
