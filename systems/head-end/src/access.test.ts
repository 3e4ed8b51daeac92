import { type Access, mayUse, type Role, roles } from '@ferraris/service'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestApp, type TestApp } from './testing/test-app.ts'

let fixture: TestApp
const tokens = {} as Record<Role, string>
beforeAll(async () => {
  fixture = await openTestApp({ eagerSchemas: true })
  for (const role of roles) tokens[role] = (await fixture.parts.people.tokens.issue(role, role))!
  await fixture.app.ready()
})
afterAll(() => fixture.close())

/** Least role of each route. An added route or a changed role shows here. */
const declared: Record<string, Access> = {
  'POST /api/v1/session': 'anonymous',
  'GET /api/v1/session': 'signed-in',
  'DELETE /api/v1/session': 'signed-in',
  'POST /api/v1/session/password': 'signed-in',
  'GET /api/v1/summary': 'viewer',
  'GET /api/v1/end-devices': 'viewer',
  'GET /api/v1/end-devices/:serial': 'viewer',
  'POST /api/v1/end-devices': 'administrator',
  'DELETE /api/v1/end-devices/:serial': 'administrator',
  'GET /api/v1/usage-points': 'viewer',
  'GET /api/v1/model-quirks': 'viewer',
  'PUT /api/v1/model-quirks/:model': 'administrator',
  'DELETE /api/v1/model-quirks/:model': 'administrator',
  'GET /api/v1/interval-blocks': 'viewer',
  'GET /api/v1/meter-readings': 'viewer',
  'GET /api/v1/end-device-events': 'viewer',
  'GET /api/v1/alarms': 'viewer',
  'GET /api/v1/alarms/summary': 'viewer',
  'GET /api/v1/alarms/:id': 'viewer',
  'POST /api/v1/alarms/actions': 'operator',
  'GET /api/v1/incidents': 'viewer',
  'GET /api/v1/incidents/:id': 'viewer',
  'GET /api/v1/incidents/:id/homes': 'viewer',
  'POST /api/v1/incidents/actions': 'operator',
  'GET /api/v1/alarm-rules': 'viewer',
  'PUT /api/v1/alarm-rules/:kind': 'administrator',
  'DELETE /api/v1/alarm-rules/:kind': 'administrator',
  'GET /api/v1/alarm-silences': 'viewer',
  'POST /api/v1/alarm-silences': 'operator',
  'DELETE /api/v1/alarm-silences/:id': 'operator',
  'GET /api/v1/supply-points': 'viewer',
  'PUT /api/v1/supply-points': 'operator',
  'GET /api/v1/reliability': 'viewer',
  'GET /api/v1/alarm-news': 'viewer',
  'GET /api/v1/alarm-subscriptions': 'viewer',
  'POST /api/v1/alarm-subscriptions': 'operator',
  'PUT /api/v1/alarm-subscriptions/:id': 'operator',
  'DELETE /api/v1/alarm-subscriptions/:id': 'operator',
  'GET /api/v1/register-completeness': 'viewer',
  'GET /api/v1/push-statistics': 'viewer',
  'GET /api/v1/refused-pushes': 'viewer',
  'GET /api/v1/unknown-callers': 'viewer',
  'DELETE /api/v1/unknown-callers/:systemTitle': 'administrator',
  'PUT /api/v1/activities/:id/pace': 'operator',
  'GET /api/v1/end-device-groups/:name/sheet': 'viewer',
  'GET /api/v1/debt-lists': 'viewer',
  'POST /api/v1/debt-lists': 'operator',
  'GET /api/v1/debt-lists/:id': 'viewer',
  'GET /api/v1/debt-lists/:id/debts': 'viewer',
  'POST /api/v1/debt-payments': 'operator',
  'GET /api/v1/end-devices/:serial/supply': 'viewer',
  'GET /api/v1/customer-agreements': 'viewer',
  'POST /api/v1/customer-agreements': 'operator',
  'GET /api/v1/customer-agreements/:id': 'viewer',
  'POST /api/v1/customer-agreements/:id/end': 'operator',
  'GET /api/v1/customer-agreements/:id/consents': 'viewer',
  'GET /api/v1/third-parties': 'customer',
  'GET /api/v1/consents': 'customer',
  'POST /api/v1/consents': 'customer',
  'POST /api/v1/consents/:id/revoke': 'customer',
  'GET /api/v1/shared-data': 'third-party',
  'GET /api/v1/shared-data/:id/daily-energy': 'third-party',
  'GET /api/v1/shared-data/:id/interval-blocks': 'third-party',
  'GET /api/v1/shared-data/:id/meter-readings': 'third-party',
  'GET /api/v1/shared-data/:id/csv': 'third-party',
  'GET /api/v1/shared-data/:id/green-button': 'third-party',
  'GET /api/v1/data-deletions': 'signed-in',
  'POST /api/v1/data-deletions': 'customer',
  'POST /api/v1/data-deletions/:id/withdraw': 'customer',
  'POST /api/v1/data-deletions/:id/carry-out': 'operator',
  'POST /api/v1/data-deletions/:id/refuse': 'operator',
  'GET /api/v1/simulation/meters/:serial/front': 'viewer',
  'POST /api/v1/simulation/meters/:serial/front': 'operator',
  'PUT /api/v1/simulation/scenario': 'operator',
  'DELETE /api/v1/simulation/scenario': 'operator',
  'POST /api/v1/end-devices/:serial/readings': 'operator',
  'POST /api/v1/end-devices/:serial/diagnoses': 'operator',
  'GET /api/v1/end-devices/:serial/diagnoses': 'viewer',
  'GET /api/v1/findings': 'viewer',
  'GET /api/v1/findings/:id': 'viewer',
  'PATCH /api/v1/findings/:id': 'operator',
  'POST /api/v1/findings/:id/work-request': 'operator',
  'POST /api/v1/findings/search': 'operator',
  'PUT /api/v1/end-devices/:serial/generation': 'operator',
  'DELETE /api/v1/end-devices/:serial/generation': 'operator',
  'GET /api/v1/end-devices/:serial/quality': 'viewer',
  'POST /api/v1/end-devices/:serial/quality': 'operator',
  'PUT /api/v1/end-devices/:serial/quality-watch': 'operator',
  'DELETE /api/v1/end-devices/:serial/quality-watch': 'operator',
  'GET /api/v1/voltage-map': 'viewer',
  'GET /api/v1/meter-health/batteries': 'viewer',
  'GET /api/v1/meter-health/firmware': 'viewer',
  'GET /api/v1/meter-health/memory': 'viewer',
  'GET /api/v1/meter-health/temperatures': 'viewer',
  'PUT /api/v1/end-devices/:serial/battery-replacement': 'operator',
  'GET /api/v1/trusted-firmware': 'viewer',
  'POST /api/v1/trusted-firmware': 'administrator',
  'POST /api/v1/trusted-firmware/withdraw': 'administrator',
  'GET /api/v1/diagnoses': 'viewer',
  'POST /api/v1/end-devices/:serial/checks': 'operator',
  'GET /api/v1/end-devices/:serial/checks': 'viewer',
  'GET /api/v1/routine-checks': 'viewer',
  'GET /api/v1/communication-statistics': 'viewer',
  'GET /api/v1/communication-statistics/csv': 'viewer',
  'GET /api/v1/communication-statistics/concentrators': 'viewer',
  'GET /api/v1/diagnoses/:id': 'viewer',
  'GET /api/v1/diagnoses/:id/report': 'viewer',
  'GET /api/v1/end-devices/:serial/objects': 'viewer',
  'GET /api/v1/meter-read-schedules': 'viewer',
  'PUT /api/v1/meter-read-schedules/:id': 'administrator',
  'GET /api/v1/concentrators': 'viewer',
  'POST /api/v1/concentrators': 'administrator',
  'GET /api/v1/concentrators/:id': 'viewer',
  'DELETE /api/v1/concentrators/:id': 'administrator',
  'GET /api/v1/files': 'signed-in',
  'POST /api/v1/files': 'vendor',
  'GET /api/v1/files/:sha256': 'signed-in',
  'GET /api/v1/files/:sha256/content': 'signed-in',
  'POST /api/v1/files/:sha256/approve': 'operator',
  'POST /api/v1/files/:sha256/release': 'operator',
  'POST /api/v1/files/:sha256/withdraw': 'operator',
  'GET /api/v1/vendor-keys': 'signed-in',
  'POST /api/v1/vendor-keys': 'administrator',
  'POST /api/v1/vendor-keys/:name/revoke': 'administrator',
  'GET /api/v1/test-meters': 'viewer',
  'PUT /api/v1/test-meters/:serial': 'operator',
  'DELETE /api/v1/test-meters/:serial': 'operator',
  'GET /api/v1/configuration-checks': 'viewer',
  'GET /api/v1/approvals': 'viewer',
  'GET /api/v1/approvals/:id': 'viewer',
  'POST /api/v1/approvals/:id/approve': 'operator',
  'POST /api/v1/approvals/:id/reject': 'operator',
  'GET /api/v1/protected-customers': 'viewer',
  'POST /api/v1/protected-customers': 'operator',
  'DELETE /api/v1/protected-customers/:id': 'administrator',
  'GET /api/v1/brakes': 'viewer',
  'PUT /api/v1/brakes': 'administrator',
  'GET /api/v1/firmware-images': 'viewer',
  'POST /api/v1/firmware-images': 'administrator',
  'DELETE /api/v1/firmware-images/:sha256': 'administrator',
  'GET /api/v1/concentrators/:id/own-events': 'viewer',
  'GET /api/v1/concentrators/:id/own-state': 'viewer',
  'GET /api/v1/concentrators/:id/refused-results': 'viewer',
  'GET /api/v1/concentrators/:id/settings': 'viewer',
  'PATCH /api/v1/concentrators/:id/settings': 'operator',
  'GET /api/v1/tables': 'viewer',
  'GET /api/v1/concentrators/:id/tables/:kind': 'operator',
  'PUT /api/v1/concentrators/:id/tables/:kind': 'operator',
  'POST /api/v1/concentrators/:id/tables/:kind/reset': 'operator',
  'GET /api/v1/end-devices/:serial/tables/:kind': 'operator',
  'PUT /api/v1/end-devices/:serial/tables/:kind': 'administrator',
  'POST /api/v1/end-devices/:serial/tables/:kind/reset': 'administrator',
  'GET /api/v1/concentrators/:id/tickets': 'viewer',
  'POST /api/v1/concentrators/:id/tickets': 'administrator',
  'DELETE /api/v1/concentrators/:id/tickets/:ticket': 'administrator',
  'GET /api/v1/concentrators/:id/topology': 'viewer',
  'GET /api/v1/concentrators/:id/live': 'viewer',
  'GET /api/v1/commissioning': 'viewer',
  'POST /api/v1/commissioning/:aca/accept': 'administrator',
  'POST /api/v1/commissioning/:aca/refuse': 'administrator',
  'POST /api/v1/end-device-controls': 'operator',
  'GET /api/v1/end-device-control-kinds': 'viewer',
  'GET /api/v1/end-device-controls': 'viewer',
  'GET /api/v1/end-device-controls/:id': 'viewer',
  'GET /api/v1/end-device-controls/:id/frames': 'operator',
  'GET /api/v1/end-device-controls/:id/signed-apdus': 'viewer',
  'POST /api/v1/end-device-controls/:id/cancel': 'operator',
  'POST /api/v1/activities/preview': 'operator',
  'POST /api/v1/activities': 'operator',
  'GET /api/v1/activities': 'viewer',
  'GET /api/v1/activities/:id': 'viewer',
  'GET /api/v1/activities/:id/left-out': 'viewer',
  'GET /api/v1/activities/:id/report': 'viewer',
  'POST /api/v1/activities/:id/pause': 'operator',
  'POST /api/v1/activities/:id/resume': 'operator',
  'POST /api/v1/activities/:id/cancel': 'operator',
  'POST /api/v1/activities/:id/replan': 'operator',
  'GET /api/v1/end-device-groups': 'viewer',
  'POST /api/v1/end-device-groups': 'operator',
  'GET /api/v1/end-device-groups/:name': 'viewer',
  'GET /api/v1/end-device-groups/:name/members': 'viewer',
  'DELETE /api/v1/end-device-groups/:name': 'operator',
  'GET /api/v1/energy-balance': 'viewer',
  'POST /api/v1/work-requests': 'operator',
  'GET /api/v1/work-requests': 'viewer',
  'GET /api/v1/work-requests/:id': 'viewer',
  'POST /api/v1/work-requests/:id/issue': 'administrator',
  'POST /api/v1/work-requests/:id/cancel': 'operator',
  'GET /api/v1/work-orders/key': 'viewer',
  'POST /api/v1/work-orders': 'administrator',
  'GET /api/v1/field-devices': 'viewer',
  'POST /api/v1/field-devices': 'operator',
  'POST /api/v1/field-devices/:name/approve': 'administrator',
  'DELETE /api/v1/field-devices/:name': 'administrator',
  'GET /api/v1/work-orders': 'viewer',
  'GET /api/v1/work-orders/:id': 'viewer',
  'POST /api/v1/work-orders/:id/results': 'operator',
  'GET /api/v1/integration/messages': 'viewer',
  'GET /api/v1/integration/messages/:id': 'viewer',
  'PUT /api/v1/integration/messages/:id': 'operator',
  'POST /api/v1/integration/messages/:id/resend': 'operator',
  'POST /api/v1/integration/messages/:id/discard': 'operator',
  'GET /api/v1/integration/destinations': 'viewer',
  'GET /api/v1/integration/destinations/:name': 'viewer',
  'POST /api/v1/integration/destinations': 'administrator',
  'PUT /api/v1/integration/destinations/:name': 'administrator',
  'DELETE /api/v1/integration/destinations/:name': 'administrator',
  'GET /api/v1/integration/partner-codes': 'viewer',
  'GET /api/v1/integration/partner-codes/:partner': 'viewer',
  'PUT /api/v1/integration/partner-codes/:partner': 'administrator',
  'DELETE /api/v1/integration/partner-codes/:partner': 'administrator',
  'POST /api/v1/integration/cim': 'viewer',
  'POST /api/v1/integration/soap': 'viewer',
  'GET /api/v1/integration/soap': 'viewer',
  'GET /api/v1/integration/schemas/:file': 'viewer',
  'GET /api/v1/simulation': 'viewer',
  'PUT /api/v1/simulation/faults/:kind': 'operator',
  'DELETE /api/v1/simulation/faults/:kind': 'operator',
  'GET /api/v1/users': 'administrator',
  'POST /api/v1/users': 'administrator',
  'DELETE /api/v1/users/:username': 'administrator',
  'POST /api/v1/users/:username/password': 'administrator',
  'GET /api/v1/tokens': 'administrator',
  'POST /api/v1/tokens': 'administrator',
  'DELETE /api/v1/tokens/:name': 'administrator',
  'GET /api/v1/audit-log': 'auditor',
  'GET /api/v1/audit-log/verification': 'auditor',
  'GET /api/v1/openapi.json': 'anonymous',
  'GET /healthz': 'anonymous',
  'GET /readyz': 'anonymous',
  'GET /metrics': 'anonymous',
  'GET /': 'anonymous',
}

test('every registered route is in the table with its role, and the table has no others', () => {
  const registered = fixture.app.accessTable
    .filter(({ method }) => method !== 'HEAD')
    .map(({ method, url, access }) => [`${method} ${url}`, access])
  expect(Object.fromEntries(registered)).toEqual(declared)
})

test('a HEAD route asks for the same role as its GET', () => {
  for (const { method, url, access } of fixture.app.accessTable) {
    if (method === 'HEAD') expect(access, url).toBe(declared[`GET ${url}`])
  }
})

describe.each(Object.entries(declared))('%s is for %s', (route, least) => {
  const [method, pattern] = route.split(' ') as ['GET' | 'POST' | 'PUT' | 'DELETE', string]
  const url = pattern.replace(/:\w+/g, '1')

  test.each(['anonymous', ...roles] as const)('asked by %s', async role => {
    const { statusCode } = await fixture.app.inject({
      method,
      url,
      headers: role === 'anonymous' ? {} : { authorization: `Bearer ${tokens[role]}` },
      ...(['POST', 'PUT'].includes(method) && { payload: {} }),
    })
    if (least === 'anonymous' || (role !== 'anonymous' && mayUse(role, least))) {
      expect([401, 403]).not.toContain(statusCode)
      expect(statusCode).toBeLessThan(500)
    } else {
      expect(statusCode).toBe(role === 'anonymous' ? 401 : 403)
    }
  })
})

test('a route that declares no role keeps the server from starting', async () => {
  const other = await openTestApp()
  expect(() => other.app.get('/forgotten', async () => 'open to all')).toThrow(/declares no access/)
  await other.close()
})

test.each([
  ['an unknown token', 'Bearer nonsense'],
  ['another scheme', 'Basic YWRtaW46YWRtaW4='],
  ['an empty token', 'Bearer '],
])('%s is not a sign-in', async (_name, authorization) => {
  const reply = await fixture.app.inject({ url: '/api/v1/summary', headers: { authorization } })
  expect(reply.statusCode).toBe(401)
  expect(reply.headers['www-authenticate']).toBe('Bearer realm="ferraris"')
  expect(reply.json().type).toBe('urn:ferraris:problem:not-signed-in')
})
