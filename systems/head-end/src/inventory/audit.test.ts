import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestApp, type TestApp } from '../testing/test-app.ts'

let fixture: TestApp
let authorization: string
beforeAll(async () => {
  fixture = await openTestApp()
  authorization = `Bearer ${await fixture.parts.people.tokens.issue('admin-token', 'administrator')}`
})
afterAll(() => fixture.close())

function call(method: 'GET' | 'POST' | 'DELETE' | 'PUT', url: string, payload?: object) {
  return fixture.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization },
    ...(payload && { payload }),
  })
}

const guek = '00112233445566778899aabbccddeeff'

test.each<[string, ['POST' | 'DELETE' | 'PUT', string, object?], object]>([
  [
    'keys',
    [
      'POST',
      '/end-devices',
      {
        serial: 'FER1',
        uri: 'dlms+tcp://10.0.0.1?client=2&auth=gmac',
        keys: [{ client: 2, guek, gak: guek, password: 'open sesame' }],
      },
    ],
    { action: 'end-devices.enrolled', detail: { endDevices: [{ serial: 'FER1', keysOfClients: [2] }] } },
  ],
  [
    'a meter that is gone',
    ['DELETE', '/end-devices/FER1'],
    { action: 'end-device.removed', subject: 'FER1' },
  ],
  [
    'quirks',
    ['PUT', '/model-quirks/ISK%20AM550', { noLists: true }],
    { action: 'model-quirks.changed', subject: 'ISK AM550' },
  ],
])('the audit log tells of %s without secrets', async (_, request, told) => {
  const reply = await call(...request)
  expect(reply.statusCode).toBeLessThan(300)
  const { items } = (await call('GET', '/audit-log')).json()
  expect(items[0]).toMatchObject({ actor: 'admin-token', outcome: 'done', ...told })
  for (const secret of [guek, 'sesame']) expect(JSON.stringify(items)).not.toContain(secret)
})
