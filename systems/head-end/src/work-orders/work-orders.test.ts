import {
  checkValidity,
  newKeyPair,
  openSigned,
  privateKeyOf,
  publicHalf,
  publicKeyOf,
  type StepResult,
  signDocument,
  unseal,
  type WorkOrder,
} from '@ferraris/work-order'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestApp, type TestApp } from '../testing/test-app.ts'

let fixture: TestApp
const tokens: Record<string, string> = {}
beforeAll(async () => {
  fixture = await openTestApp()
  for (const role of ['operator', 'administrator'] as const)
    tokens[role] = (await fixture.parts.people.tokens.issue(role, role))!
  const keys = (digit: string) => ({ guek: digit.repeat(32), gak: digit.repeat(32) })
  await fixture.parts.enrol([
    {
      serial: 'FER00000001',
      uri: 'smitp+g2:///464500000001?client=2&server=1&auth=gmac',
      keys: [
        { client: 1, ...keys('1') },
        { client: 2, ...keys('2') },
      ],
      lineKeys: { k1: 'a'.repeat(32), k2: 'b'.repeat(32) },
    },
  ])
})
beforeAll(async () => {
  await ask('POST', '/field-devices', { name: 'tablet-1', ...fieldDevice }, 'operator')
  await ask('POST', '/field-devices/tablet-1/approve')
})
afterAll(() => fixture.close())

const [sealing, signing] = [privateKeyOf(newKeyPair('x25519')), privateKeyOf(newKeyPair('ed25519'))]
const fieldDevice = { sealing: publicHalf(sealing), signing: publicHalf(signing) }

function ask(method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object, as = 'administrator') {
  return fixture.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${tokens[as]}` },
    ...(payload && { payload }),
  })
}

const disconnect = { action: 'disconnect' }
const later = '2026-11-21T12:00:00.000Z'
async function issue(steps: object[], changes: object = {}) {
  return await ask('POST', '/work-orders', {
    endDevice: 'FER00000001',
    steps,
    notAfter: later,
    fieldDevice,
    ...changes,
  })
}

async function opened(document: string): Promise<WorkOrder> {
  const { key } = (await ask('GET', '/work-orders/key')).json()
  return openSigned('work order', document, publicKeyOf('Ed25519', key)) as WorkOrder
}

function results(order: string, items: StepResult[], signer = signing) {
  return ask(
    'POST',
    `/work-orders/${order}/results`,
    {
      document: signDocument('work results', { order, results: items }, signer),
    },
    'operator',
  )
}

test('an order is signed, and its keys open for its field device alone', async () => {
  const { id, document } = (await issue([{ action: 'read-registers' }, disconnect])).json()
  const order = await opened(document)
  expect(order).toMatchObject({
    id,
    fieldDevice,
    notBefore: '2026-11-20T12:00:00.000Z',
    notAfter: later,
    steps: [{ action: 'read-registers' }, disconnect],
    meter: { serial: 'FER00000001', aca: '464500000001', timeZone: 'Europe/Rome' },
  })
  expect(() => checkValidity(order, fixture.clock.now)).not.toThrow()
  expect(document).not.toContain('a'.repeat(32))
  const ring = JSON.parse(unseal(sealing, id, order.keys))
  expect(ring.map(({ client, k1 }: { client?: number; k1?: string }) => client ?? k1)).toEqual([
    1,
    2,
    'a'.repeat(32),
  ])
})

test('an order that only reads comes without keys that write', async () => {
  const { id, document } = (await issue([{ action: 'read-events' }])).json()
  const text = unseal(sealing, id, (await opened(document)).keys)
  expect(JSON.parse(text).map(({ client, k1 }: { client?: number; k1?: string }) => [client, k1])).toEqual([
    [2, undefined],
    [undefined, undefined],
  ])
})

test.each([
  ['notAfter', 400, [disconnect], { notAfter: '2026-11-20T11:00:00Z' }],
  ['notAfter', 400, [disconnect], { notAfter: '2027-11-20T11:00:00Z' }],
  ['steps', 400, [], {}],
  ['action', 400, [{ action: 'explode' }], {}],
  ['FER00000009', 404, [disconnect], { endDevice: 'FER00000009' }],
])('an order that cannot be is refused: %s', async (what, status, steps, changes) => {
  const answer = await issue(steps, changes)
  expect([answer.statusCode, answer.body]).toEqual([status, expect.stringContaining(what)])
})

test('results are taken once, a failure gives way to what was done later, and nothing else does', async () => {
  const { id } = (await issue([{ action: 'read-registers' }, disconnect])).json()
  const at = (minute: number) => `2026-11-20T12:0${minute}:00.000Z`
  const read: StepResult = {
    step: 0,
    action: 'read-registers',
    at: at(1),
    outcome: 'done',
    value: { registers: [] },
  }
  const failed: StepResult = { step: 1, action: 'disconnect', at: at(2), outcome: 'failed', error: 'refused' }
  expect((await results(id, [read, failed])).json()).toEqual({ order: id, accepted: 2, known: 0 })
  expect((await results(id, [read, failed])).json()).toMatchObject({ accepted: 0, known: 2 })
  const done: StepResult = {
    step: 1,
    action: 'disconnect',
    at: at(3),
    outcome: 'done',
    value: { state: 'disconnected' },
  }
  expect((await results(id, [read, done])).json()).toMatchObject({ accepted: 1, known: 1 })
  expect((await results(id, [{ ...failed, at: at(4) }])).json()).toMatchObject({ accepted: 0, known: 1 })
  expect((await ask('GET', `/work-orders/${id}`)).json()).toMatchObject({ done: 2, results: [read, done] })
  expect((await ask('GET', '/work-orders')).json().items).toContainEqual(
    expect.objectContaining({ id, done: 2 }),
  )
})

test('registers that were read on site are readings of the meter, by its clock or a better one', async () => {
  const { id } = (await issue([{ action: 'read-registers' }, { action: 'read-registers' }])).json()
  const registers = [
    { obis: '1.0.1.8.0.255', value: 4711, unit: 'Wh' },
    { obis: '1.0.32.7.0.255', value: 230.1, unit: 'V' },
  ]
  const read = (step: number, offsetSeconds: number): StepResult => ({
    step,
    action: 'read-registers',
    at: `2026-11-20T13:0${step}:00.000Z`,
    outcome: 'done',
    value: { clock: { time: `2026-11-20T14:00:0${step}+01:00`, offsetSeconds }, registers },
  })
  for (let i = 0; i < 2; i++) await results(id, [read(0, 2), read(1, 9000)])
  const query = 'endDevice=FER00000001&obis=1.0.1.8.0.255&from=2026-11-20&to=2026-11-20'
  const { items } = (await ask('GET', `/meter-readings?${query}`)).json()
  expect(items.map(({ value, time }: { value: number; time: string }) => [value, Date.parse(time)])).toEqual(
    ['2026-11-20T13:00:00Z', '2026-11-20T13:01:00Z'].map(time => [4711, Date.parse(time)]),
  )
})

test('results of another device, another order or another step are not believed', async () => {
  const { id } = (await issue([disconnect])).json()
  const { id: other } = (await issue([disconnect])).json()
  const done: StepResult = { step: 0, action: 'disconnect', at: later, outcome: 'done' }
  const stranger = privateKeyOf(newKeyPair('ed25519'))
  expect((await results(id, [done], stranger)).body).toContain('signature')
  const crossed = { document: signDocument('work results', { order: other, results: [done] }, signing) }
  expect((await ask('POST', `/work-orders/${id}/results`, crossed)).body).toContain('another order')
  for (const wrong of [
    { ...done, action: 'reconnect' as const },
    { ...done, step: 1 },
  ])
    expect((await results(id, [wrong])).statusCode).toBe(400)
  expect((await results('00000000-0000-4000-8000-000000000000', [done])).statusCode).toBe(404)
})

test('the key that signs stays the same', async () => {
  const keys = await Promise.all([1, 2, 3].map(async () => (await ask('GET', '/work-orders/key')).json().key))
  expect(new Set(keys).size).toBe(1)
})

test('a field device is given no keys before it is registered and an administrator has approved it', async () => {
  const other = {
    sealing: publicHalf(privateKeyOf(newKeyPair('x25519'))),
    signing: publicHalf(privateKeyOf(newKeyPair('ed25519'))),
  }
  const attempt = async () => (await issue([disconnect], { fieldDevice: other })).json().type
  const refused = 'urn:ferraris:problem:field-device-not-approved'
  expect(await attempt()).toBe(refused)
  expect((await ask('POST', '/field-devices', { name: 'tablet-2', ...other }, 'operator')).statusCode).toBe(
    204,
  )
  expect(await attempt()).toBe(refused)
  expect((await ask('POST', '/field-devices/tablet-2/approve', undefined, 'operator')).statusCode).toBe(403)
  expect(await attempt()).toBe(refused)
  expect((await ask('POST', '/field-devices/tablet-2/approve')).statusCode).toBe(204)
  expect((await issue([disconnect], { fieldDevice: other })).statusCode).toBe(201)
  // Half of one device and half of another is none.
  expect(
    (await issue([disconnect], { fieldDevice: { ...other, sealing: fieldDevice.sealing } })).statusCode,
  ).toBe(409)
  const { items } = (await ask('GET', '/field-devices')).json()
  expect(items).toMatchObject([
    { name: 'tablet-1', state: 'approved' },
    { name: 'tablet-2', state: 'approved', registeredBy: 'operator', approvedBy: 'administrator', ...other },
  ])
  expect((await ask('POST', '/field-devices', { name: 'tablet-2', ...other }, 'operator')).statusCode).toBe(
    409,
  )
  expect((await ask('DELETE', '/field-devices/tablet-2')).statusCode).toBe(204)
  expect(await attempt()).toBe(refused)
})

test('keys that are none are no field device', async () => {
  const reply = await ask('POST', '/field-devices', {
    name: 'x',
    sealing: 'A'.repeat(43),
    signing: '!'.repeat(43),
  })
  expect(reply.statusCode).toBe(400)
})

test('results of a time that cannot be are refused', async () => {
  const { id } = (await issue([disconnect])).json()
  for (const at of ['2099-01-01T00:00:00.000Z', '1971-01-01T00:00:00.000Z']) {
    const reply = await results(id, [{ step: 0, action: 'disconnect', outcome: 'done', at }])
    expect(reply.statusCode).toBe(400)
    expect(reply.json().detail).toContain('a time that cannot be')
  }
})
