import { type Access, mayUse, type Role, roles } from '@ferraris/service'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPlatform, type Platform } from './testing/platform.fixture.ts'

let platform: Platform
beforeAll(async () => {
  platform = await openPlatform()
  await platform.app.ready()
})
afterAll(() => platform.close())

/** Least role of each route of the platform itself. An added route or a changed role shows here. */
const declared: Record<string, Access> = {
  'GET /campaign': 'signed-in',
  'PUT /campaign': 'administrator',
  'GET /provinces': 'signed-in',
  'PUT /provinces': 'operator',
  'GET /participants': 'signed-in',
  'POST /participants': 'operator',
  'PUT /participants/:id/contract': 'operator',
  'PUT /participants/:id/members/:principal': 'administrator',
  'DELETE /participants/:id/members/:principal': 'administrator',
  'GET /offers': 'signed-in',
  'PUT /participants/:id/offers': 'signed-in',
  'POST /quota': 'operator',
  'GET /integration-tests': 'signed-in',
  'POST /integration-tests': 'operator',
  'POST /integration-tests/:id/outcome': 'operator',
  'GET /notices': 'signed-in',
  'POST /notices/:id/read': 'vendor',
  'GET /devices': 'signed-in',
  'POST /devices': 'signed-in',
  'POST /device-lists': 'signed-in',
  'GET /devices/:id': 'signed-in',
  'PATCH /devices/:id': 'signed-in',
  'GET /devices/:id/days': 'signed-in',
  'POST /counter-imports': 'signed-in',
  'GET /refused-uploads': 'signed-in',
  'GET /sent-counters/reading': 'viewer',
  'POST /sent-counters/reading': 'operator',
  'POST /sent-counters': 'operator',
  'GET /overview': 'signed-in',
  'GET /success': 'signed-in',
  'GET /report': 'evaluator',
  'GET /visits': 'signed-in',
  'POST /visits': 'signed-in',
  'PATCH /visits/:id': 'operator',
  'GET /tickets': 'signed-in',
  'POST /tickets': 'signed-in',
  'POST /tickets/:id/messages': 'signed-in',
  'PATCH /tickets/:id': 'signed-in',
}

const ofKit = /^\/api\/v1\/(session|users|tokens|audit-log|openapi\.json)/

test('each route has the least role that is written here', () => {
  const own = platform.app.accessTable
    .filter(({ method, url }) => method !== 'HEAD' && url.startsWith('/api/v1/') && !ofKit.test(url))
    .map(({ method, url, access }) => [`${method} ${url.replace('/api/v1', '')}`, access])
  expect(Object.fromEntries(own)).toEqual(declared)
})

test('a role below the least one is refused before anything else', async () => {
  for (const [route, access] of Object.entries(declared)) {
    if (access === 'signed-in' || access === 'anonymous') continue
    const [method = 'GET', path = ''] = route.split(' ')
    for (const role of roles.filter(its => !mayUse(its, access))) {
      const url = path.replaceAll(/:\w+/g, '1')
      const { status } = await platform.ask(role as Role, method as 'GET', url)
      expect(`${route} ${role} ${status}`).toBe(`${route} ${role} 403`)
    }
  }
})

test('no request passes without a token', async () => {
  for (const route of Object.keys(declared)) {
    const [method = 'GET', path = ''] = route.split(' ')
    const reply = await platform.app.inject({
      method: method as 'GET',
      url: `/api/v1${path.replaceAll(/:\w+/g, '1')}`,
    })
    expect(`${route} ${reply.statusCode}`).toBe(`${route} 401`)
  }
})
