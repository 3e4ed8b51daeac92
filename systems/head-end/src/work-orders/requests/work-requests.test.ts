import {
  newKeyPair,
  openSigned,
  privateKeyOf,
  publicHalf,
  publicKeyOf,
  type StepResult,
  signDocument,
  type WorkOrder,
} from '@ferraris/work-order'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertControls, type NewControl } from '../../orders/record/insert.ts'
import { openTestApp, type TestApp } from '../../testing/test-app.ts'
import { watchWorkRequests } from './metrics.ts'

let fixture: TestApp
let tokens: Record<string, string>
beforeAll(async () => {
  fixture = await openTestApp()
  const { tokens: issuer } = fixture.parts.people
  tokens = {
    viewer: (await issuer.issue('viewer', 'viewer'))!,
    operator: (await issuer.issue('operator', 'operator'))!,
    administrator: (await issuer.issue('administrator', 'administrator'))!,
  }
  const keys = (digit: string) => ({ guek: digit.repeat(32), gak: digit.repeat(32) })
  await fixture.parts.enrol([
    meter('FER00000001', [{ client: 1, ...keys('1') }]),
    meter('FER00000002', [{ client: 1, ...keys('2') }]),
    // Enrolled without keys: nothing can be sealed for it.
    meter('FER00000003', []),
  ])
  await ask('POST', '/field-devices', { name: 'tablet-7', ...device }, 'operator')
  await ask('POST', '/field-devices/tablet-7/approve')
})
afterAll(() => fixture.close())

function meter(serial: string, keys: { client: number; guek: string; gak: string }[]) {
  const auth = keys.length === 0 ? 'none' : 'gmac'
  return { serial, uri: `dlms+tcp://127.0.0.1:4059?client=1&server=1&auth=${auth}`, keys }
}

const signing = privateKeyOf(newKeyPair('ed25519'))
const device = {
  sealing: publicHalf(privateKeyOf(newKeyPair('x25519'))),
  signing: publicHalf(signing),
}

async function ask(method: 'GET' | 'POST', path: string, payload?: object, as = 'administrator') {
  const answer = await fixture.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${tokens[as]}` },
    ...(payload && { payload }),
  })
  return { status: answer.statusCode, body: answer.body === '' ? {} : answer.json() }
}

/** An order that has come to nothing. */
async function failedControl(
  id: string,
  serial: string,
  kind: string,
  parameters: object,
  activity?: string,
) {
  const { db, now } = fixture.parts
  const { id: endDeviceId } = await db
    .selectFrom('end_device')
    .select('id')
    .where('serial', '=', serial)
    .executeTakeFirstOrThrow()
  const times = { expires: now() + 60_000, requestedBy: 'anna', priority: 'normal', way: 'session' } as const
  const control: NewControl = { id, kind, parameters, endDeviceId, concentrator: null, activity, ...times }
  await insertControls(db, [control], now())
  const outcome = { state: 'failed', settled: true, cause: 'silent', detail: 'three attempts' } as const
  await db.updateTable('end_device_control').set(outcome).where('id', '=', id).execute()
}

async function orderIn(document: string, place = 0): Promise<WorkOrder> {
  const { key } = (await ask('GET', '/work-orders/key')).body
  const { orders } = JSON.parse(document) as { orders: string[] }
  return openSigned('work order', orders[place]!, publicKeyOf('Ed25519', key)) as WorkOrder
}
function handIn(order: string, results: StepResult[]) {
  const document = signDocument('work results', { order, results }, signing)
  return ask('POST', `/work-orders/${order}/results`, { document }, 'operator')
}
function later(hours = 8): string {
  return new Date(fixture.parts.now() + hours * 3_600_000).toISOString()
}
function at(): string {
  return new Date(fixture.parts.now()).toISOString()
}

test('uc UC10-9 orders of an activity that came to nothing are done in field, many meters in one file', async () => {
  await failedControl('a-1', 'FER00000001', 'switch', { connected: false }, 'activity-1')
  await failedControl('a-2', 'FER00000002', 'set-clock', {}, 'activity-1')
  await failedControl('a-3', 'FER00000003', 'read-registers', {}, 'activity-1')
  const made = await ask(
    'POST',
    '/work-requests',
    { reason: 'unreachable', activity: 'activity-1' },
    'operator',
  )
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({
    state: 'open',
    lines: { total: 3, open: 3 },
    items: [
      { control: 'a-1', steps: [{ action: 'disconnect' }], why: 'the meter does not answer: three attempts' },
      { control: 'a-2', steps: [{ action: 'set-clock' }] },
      { control: 'a-3', steps: [{ action: 'read-registers' }] },
    ],
  })
  const { id } = made.body
  const issue = { fieldDevice: 'tablet-7', notAfter: later() }
  const { status, body: file } = await ask('POST', `/work-requests/${id}/issue`, issue)
  expect(status).toBe(201)
  expect(file).toMatchObject({
    issued: [{ endDevice: 'FER00000001' }, { endDevice: 'FER00000002' }],
    leftOut: [{ endDevice: 'FER00000003', why: 'its keys are not here' }],
  })
  const [first, second] = [await orderIn(file.document), await orderIn(file.document, 1)]
  expect(first).toMatchObject({ id: file.issued[0].workOrder, steps: [{ action: 'disconnect' }] })

  const failed = { step: 0, action: 'disconnect', outcome: 'failed', at: at(), error: 'the cover is locked' }
  await handIn(first.id, [failed as StepResult])
  expect((await ask('GET', `/work-requests/${id}`)).body.items[0]).toMatchObject({
    state: 'failed',
    error: 'the cover is locked',
  })
  expect((await ask('GET', '/end-device-controls/a-1')).body.state).toBe('failed')
  const done = { step: 0, action: 'disconnect', outcome: 'done', value: { state: 'disconnected' } }
  const minuteLater = new Date(fixture.parts.now() + 1000).toISOString()
  await handIn(first.id, [{ ...done, at: minuteLater } as StepResult])
  await handIn(second.id, [{ step: 0, action: 'set-clock', outcome: 'done', at: at() }])
  expect((await ask('GET', '/end-device-controls/a-1')).body).toMatchObject({
    state: 'done',
    way: 'field',
    cause: null,
    detail: expect.stringContaining('done in field'),
  })
  // Its result comes again: nothing changes, and it is closed once.
  expect(
    (await handIn(second.id, [{ step: 0, action: 'set-clock', outcome: 'done', at: at() }])).body,
  ).toMatchObject({
    accepted: 0,
  })
  const { items } = (await ask('GET', '/work-requests?activity=activity-1', undefined, 'viewer')).body
  expect(items).toMatchObject([{ id, state: 'open', lines: { done: 2, open: 1 } }])
  await ask('POST', `/work-requests/${id}/cancel`, undefined, 'operator')
  expect((await ask('GET', `/work-requests/${id}`)).body).toMatchObject({
    state: 'cancelled',
    lines: { done: 2, withdrawn: 1 },
  })
})

test('what comes of a withdrawn line is kept, and closes no order', async () => {
  await failedControl('b-1', 'FER00000001', 'limit', { watts: 4500 })
  const { body: made } = await ask(
    'POST',
    '/work-requests',
    { reason: 'limit', controls: ['b-1'] },
    'operator',
  )
  expect(made.items[0].steps).toEqual([{ action: 'write', attribute: '0.0.17.0.0.255:4', value: '4500' }])
  const again = await ask('POST', '/work-requests', { reason: 'again', controls: ['b-1'] }, 'operator')
  expect([again.status, again.body.detail]).toEqual([400, expect.stringContaining('in another work request')])
  const issue = { fieldDevice: 'tablet-7', notAfter: later() }
  const { body: file } = await ask('POST', `/work-requests/${made.id}/issue`, issue)
  await ask('POST', `/work-requests/${made.id}/cancel`, undefined, 'operator')
  const order = await orderIn(file.document)
  await handIn(order.id, [{ step: 0, action: 'write', outcome: 'done', at: at() }])
  expect((await ask('GET', '/end-device-controls/b-1')).body).toMatchObject({
    state: 'failed',
    way: 'session',
  })
  expect((await ask('GET', `/work-orders/${order.id}`)).body.done).toBe(1)
})

test('a programme that has no step of its own is one all the same; new keys are made by the head-end alone', async () => {
  await failedControl('c-1', 'FER00000001', 'display-message', { text: 'hello' })
  await failedControl('c-2', 'FER00000002', 'rotate-keys', {})
  const request = { reason: 'x', controls: ['c-1', 'c-2'] }
  const { body } = await ask('POST', '/work-requests', request, 'operator')
  expect(body.items.map(({ steps }: { steps: object[] }) => steps)).toEqual([
    [{ action: 'programme', kind: 'display-message', parameters: { text: 'hello' } }],
  ])
  expect(body.leftOut).toEqual([{ control: 'c-2', why: 'rotate-keys cannot be done on site' }])
})

test('meters without an order get the steps that are given', async () => {
  const steps = [{ action: 'read-registers' }]
  const request = { reason: 'not commissioned', endDevices: ['FER00000002', 'FER00000001'], steps }
  const { body } = await ask('POST', '/work-requests', request, 'operator')
  expect(body.items).toMatchObject([
    { endDevice: 'FER00000001', control: null, why: 'not commissioned' },
    { endDevice: 'FER00000002', steps },
  ])
})

test('what waits on site is a figure', async () => {
  const registry = new Registry()
  watchWorkRequests(registry, fixture.parts)
  expect(await registry.metrics()).toMatch(/ferraris_work_request_lines\{state="open"\} [1-9]/)
})

test.each([
  ['nothing at all', { reason: 'x' }, 'operator', 400],
  ['an order that is none', { reason: 'x', controls: ['nope'] }, 'operator', 400],
  ['meters without steps', { reason: 'x', endDevices: ['FER00000001'] }, 'operator', 400],
  [
    'a meter that is none',
    { reason: 'x', endDevices: ['FER00000099'], steps: [{ action: 'set-clock' }] },
    'operator',
    400,
  ],
  ['no reason', { controls: ['a-1'] }, 'operator', 400],
  ['no operator', { reason: 'x', controls: ['a-1'] }, 'viewer', 403],
])('%s makes no work request', async (_, request, as, status) => {
  expect((await ask('POST', '/work-requests', request, as)).status).toBe(status)
})

test('a request is issued to an approved field device and within 30 days', async () => {
  const { items } = (await ask('GET', '/work-requests')).body
  const { id } = items.find(({ state }: { state: string }) => state === 'open')
  const path = `/work-requests/${id}/issue`
  expect((await ask('POST', path, { fieldDevice: 'tablet-9', notAfter: later() })).status).toBe(409)
  expect((await ask('POST', path, { fieldDevice: 'tablet-7', notAfter: later(800) })).status).toBe(400)
  expect((await ask('POST', path, { fieldDevice: 'tablet-7', notAfter: later() }, 'operator')).status).toBe(
    403,
  )
})
