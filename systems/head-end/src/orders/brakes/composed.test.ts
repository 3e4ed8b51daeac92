import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestApp, type TestApp } from '../../testing/test-app.ts'
import { defaultBrakes } from './settings.ts'

/* Orders that are made of others are braked by all that they can do. */

let fixture: TestApp
const authorization: Record<string, string> = {}
beforeAll(async () => {
  fixture = await openTestApp()
  for (const [name, role] of [
    ['ann', 'operator'],
    ['root', 'administrator'],
  ] as const)
    authorization[name] = `Bearer ${await fixture.parts.people.tokens.issue(name, role)}`
  await fixture.app.ready()
  await fixture.parts.enrol(
    ['FREE', 'SAFE'].map(serial => ({ serial, uri: `dlms+tcp://127.0.0.1:9?device=${serial}`, keys: [] })),
  )
  await ask('root', 'PUT', '/brakes', { ...defaultBrakes, disconnectionsAnHour: 0 })
  await ask('root', 'POST', '/protected-customers', { endDevice: 'SAFE', reason: 'medical device' })
})
afterAll(() => fixture.close())

function ask(by: string, method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) {
  return fixture.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization: authorization[by] ?? '' },
    ...(payload && { payload }),
  })
}

function order(endDevice: string, kind: string, parameters: object) {
  return ask('ann', 'POST', '/end-device-controls', { endDevice, kind, parameters })
}

/** A file that two persons have let through. */
async function available(
  kind: 'configuration' | 'firmware' | 'table',
  content: Buffer,
  legal = false,
): Promise<string> {
  const sha256 = createHash('sha256').update(content).digest('hex')
  const { db, now } = fixture.parts
  await db
    .insertInto('device_file')
    .values({
      sha256,
      kind,
      name: sha256,
      version: '1',
      models: [],
      legal,
      octets: content,
      state: 'available',
      uploaded_at: new Date(now()),
      uploaded_by: 'acme',
    } as never)
    .execute()
  return sha256
}

function configuration(of: object): Promise<string> {
  const file = { format: 'ferraris-configuration/1', version: '1', models: [], ...of }
  return available('configuration', Buffer.from(JSON.stringify(file)))
}

const clock = { kind: 'set-clock', parameters: {} }
const limiter = { object: '0.0.17.0.0.255', class: 71 }
function scheduler(name: number[]) {
  return {
    object: '0.0.15.0.9.255',
    class: 22,
    attribute: 2,
    value: {
      t: 'structure',
      v: [
        { t: 'octet-string', v: Buffer.from(name).toString('hex') },
        { t: 'long-unsigned', v: 1 },
      ],
    },
  }
}
function day(switches: object[]) {
  return {
    kind: 'tariff-calendar',
    parameters: {
      name: 'C',
      seasons: [{ name: 'S', start: '*-01-01', week: 'W' }],
      weeks: [{ name: 'W', days: [1, 1, 1, 1, 1, 1, 1] }],
      days: [{ day: 1, switches }],
    },
  }
}

test.each<[string, object]>([
  ['switch', { connected: false }],
  ['limit', { watts: 0 }],
  ['contract', { watts: 0 }],
  ['contract', { watts: 3000, emergencyWatts: 0 }],
  ['execute-script', { table: '0.0.10.0.106.255', script: 1 }],
  ['set-credit', { amount: 0 }],
])('a sequence with %s is braked as it', async (kind, parameters) => {
  const actions = [clock, { kind, parameters }]
  const protectedOne = await order('SAFE', 'sequence', { actions })
  expect(protectedOne.json().type, protectedOne.body).toContain('customer-protected')
  expect((await order('FREE', 'sequence', { actions })).json()).toMatchObject({ waitsFor: 'approval' })
})

test.each<[string, object]>([
  [
    'a limit of nothing',
    { settings: [{ ...limiter, attribute: 4, value: { t: 'double-long-unsigned', v: 0 } }] },
  ],
  ['a scheduled script of the switch', { settings: [scheduler([0, 0, 10, 0, 106, 255])] }],
  ['an open switch', { actions: [{ kind: 'switch', parameters: { connected: false } }] }],
])('a configuration with %s is braked as a disconnection', async (_, content) => {
  const sha256 = await configuration(content)
  expect((await order('SAFE', 'configure', { sha256 })).json().type).toContain('customer-protected')
  expect((await order('FREE', 'configure', { sha256 })).json()).toMatchObject({ waitsFor: 'approval' })
})

test("a table of another maker's is braked as a disconnection, the one that is the utility's own is not", async () => {
  const sha256 = await available('table', Buffer.from('00000000\n'))
  const foreign = { sha256, object: '0.0.94.39.1' }
  expect((await order('SAFE', 'write-table', foreign)).json().type).toContain('customer-protected')
  expect((await order('FREE', 'write-table', foreign)).json()).toMatchObject({ waitsFor: 'approval' })
  const actions = [{ kind: 'write-table', parameters: foreign }]
  expect((await order('SAFE', 'sequence', { actions })).json().type).toContain('customer-protected')
  for (const own of [{ sha256 }, { sha256, object: '0.0.96.52.0' }])
    expect((await order('SAFE', 'write-table', own)).json()).toMatchObject({ released: true })
})

test('what harms nobody waits for nobody', async () => {
  const settings = [
    { ...limiter, attribute: 4, value: { t: 'double-long-unsigned', v: 3000 } },
    { ...limiter, object: '0.0.17.0.1.255', attribute: 4, value: { t: 'double-long-unsigned', v: 0 } },
    scheduler([0, 0, 10, 0, 1, 255]),
  ]
  const orders: [string, object][] = [
    ['sequence', { actions: [clock, { kind: 'switch', parameters: { connected: true } }] }],
    ['configure', { sha256: await configuration({ settings }) }],
    ['execute-script', { table: '0.0.10.0.1.255', script: 1 }],
  ]
  for (const [kind, parameters] of orders) {
    const reply = await order('SAFE', kind, parameters)
    expect(reply.json(), reply.body).toMatchObject({ released: true })
  }
})

test('a calendar that executes scripts of the switch is a disconnection', async () => {
  const { kind, parameters } = day([{ at: '00:00', script: 1, table: '0.0.10.0.106.255' }])
  const reply = await order('SAFE', kind, parameters)
  expect(reply.json().type, reply.body).toContain('customer-protected')
  const tariffs = day([{ at: '00:00', script: 1 }])
  const harmless = await order('SAFE', tariffs.kind, tariffs.parameters)
  expect(harmless.json(), harmless.body).toMatchObject({ released: true })
})

test('uc K-7 legal firmware waits for an administrator in a sequence too, beside a disconnection', async () => {
  const sha256 = await available('firmware', Buffer.from('legal'), true)
  const actions = [
    { kind: 'firmware', parameters: { sha256, version: '1' } },
    { kind: 'switch', parameters: { connected: false } },
  ]
  const reply = await order('FREE', 'sequence', { actions })
  expect(reply.statusCode, reply.body).toBe(201)
  const { items } = (await ask('ann', 'GET', '/approvals?state=waiting&limit=1')).json()
  expect(items[0]).toMatchObject({ control: reply.json().id, least: 'administrator' })
  expect(items[0].reasons).toContain('legal-firmware')
})

test.each<[string, object[], string]>([
  [
    'a file that is not there',
    [{ kind: 'firmware', parameters: { sha256: 'ab'.repeat(32), version: '1' } }],
    'actions.0.parameters.sha256',
  ],
  ['a kind that is no part of others', [clock, { kind: 'configure', parameters: {} }], 'actions.1.kind'],
  [
    'parameters that do not fit',
    [{ kind: 'switch', parameters: { connected: 'no' } }],
    'actions.0.parameters.connected',
  ],
])('a sequence with %s is refused with its place', async (_, actions, place) => {
  const reply = await order('FREE', 'sequence', { actions })
  expect(reply.statusCode).toBe(400)
  expect(reply.body).toContain(place)
})

test('an activity leaves protected customers out of a sequence that disconnects, and waits', async () => {
  const reply = await ask('ann', 'POST', '/activities', {
    name: 'A night without',
    kind: 'sequence',
    parameters: { actions: [{ kind: 'limit', parameters: { watts: 0 } }] },
    targets: { endDevices: ['FREE', 'SAFE'] },
    include: ['unreachable', 'conflict'],
  })
  expect(reply.json(), reply.body).toMatchObject({ counts: { total: 1 } })
  const { items } = (await ask('ann', 'GET', '/approvals?state=waiting&limit=1')).json()
  expect(items).toMatchObject([{ activity: reply.json().id, meters: 1 }])
  const leftOut = await ask('ann', 'GET', `/activities/${reply.json().id}/left-out`)
  expect(leftOut.json().items).toMatchObject([{ endDevice: 'SAFE', reason: 'protected' }])
})
