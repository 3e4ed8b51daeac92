import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type ServerState, stepServer } from '@ferraris/dlms/server'
import { decodeCosem, encodeCosem } from '@ferraris/smitp/cosem'
import { TunnelDialer } from '@ferraris/transport'
import type { Neighbour } from '@ferraris/uplink'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HeadEnd } from '../head-end.ts'
import { startMeters, type TestMeter } from '../testing/meter-fleet.fixture.ts'
import {
  acaOf,
  connectConcentrator,
  importRegister,
  lineKeys,
  neighbour,
  profileDay,
  serialOf,
  type TestConcentrator,
} from '../testing/network.fixture.ts'
import { startTestHeadEnd } from '../testing/test-head-end.ts'

const clock = { time: Date.parse('2026-11-20T12:00:00Z'), now: () => clock.time }
let data: string
let headEnd: HeadEnd
let c1: TestConcentrator
let credential: string

interface Reply<T> {
  readonly status: number
  readonly body: T
}

// biome-ignore lint/suspicious/noExplicitAny: each test reads its own shape from JSON
async function api<T = any>(path: string, body?: object): Promise<Reply<T>> {
  const reply = await fetch(`${headEnd.url}/api/v1${path}`, {
    headers: { authorization: 'Bearer test-token', ...(body && { 'content-type': 'application/json' }) },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  return { status: reply.status, body: (await reply.json()) as T }
}
function hear(...neighbours: Neighbour[]) {
  clock.time += 1000
  return c1.say({ kind: 'inventory', at: clock.time, neighbours })
}
function at(n: number, state: Neighbour['state'], change: Partial<Neighbour> = {}) {
  return neighbour(n, clock.time, { state, ...change })
}

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'ferraris-network-'))
  headEnd = await startTestHeadEnd({
    data,
    concentrators: { mqttPort: 0, tunnelPort: 0 },
    apiToken: 'test-token',
    clock,
  })
  const enrolled = await api('/concentrators', { id: 'C1', substation: 'North', balanceMeter: acaOf(100) })
  expect(enrolled.status).toBe(201)
  credential = enrolled.body.credential
  c1 = connectConcentrator(headEnd.mqttPort!, 'C1', credential)
  // Its hello is taken before it says anything else.
  while ((await api('/concentrators/C1')).body.version === null)
    await new Promise(resolve => setTimeout(resolve, 5))
})
afterAll(async () => {
  await c1.uplink.close()
  await headEnd.close()
  await rm(data, { recursive: true })
})

test('a concentrator shows its state, its figures and its meters, and never its credential', async () => {
  await c1.say({ kind: 'heartbeat', at: clock.time, meters: 3, silent: 1, pendingResults: 2, diskFree: 1e9 })
  const hour = 3_600_000
  await c1.say({
    kind: 'statistics',
    statistics: {
      since: clock.time - hour,
      until: clock.time,
      frames: 1000,
      airtimeSeconds: 360,
      exchanges: 400,
      failed: 20,
      completeness: { day: '2026-11-19', expected: 288, received: 280 },
    },
  })
  expect((await api('/concentrators')).body).toMatchObject({
    total: 1,
    items: [{ id: 'C1', state: 'online' }],
  })
  const { body } = await api('/concentrators/C1')
  expect(body).toMatchObject({
    substation: 'North',
    version: '1',
    heartbeat: { meters: 3, pendingResults: 2 },
    statistics: [{ occupancy: 0.1, success: 0.95, completeness: { expected: 288, received: 280 } }],
  })
  expect(body.days).toHaveLength(14)
  expect(JSON.stringify(body)).not.toContain(credential)
  expect((await api('/summary')).body.concentrators).toBe(1)
  expect((await api('/concentrators', { id: 'C1', substation: 'South' })).status).toBe(409)
  expect((await api('/concentrators/C9')).status).toBe(404)
})

describe('commissioning', () => {
  test('a stranger waits in the inbox; accepted with its keys, it is adopted and part of the inventory', async () => {
    await hear(at(50, 'new', { serial: serialOf(50), route: [acaOf(1)], snr: 12 }))
    const waiting = (await api('/commissioning')).body
    expect(waiting).toMatchObject({
      total: 1,
      items: [
        { aca: acaOf(50), serial: serialOf(50), hasKeys: false, heardBy: [{ concentrator: 'C1', hops: 1 }] },
      ],
    })
    expect((await api(`/commissioning/${acaOf(50)}/accept`, {})).body.type).toBe(
      'urn:ferraris:problem:meter-keys-missing',
    )
    const nowhere = await api(`/commissioning/${acaOf(50)}/accept`, { timeZone: '+01:00', lineKeys })
    expect(nowhere.body.errors).toMatchObject([{ parameter: 'timeZone' }])
    const accepted = await api(`/commissioning/${acaOf(50)}/accept`, { usagePoint: 'POD-50', lineKeys })
    expect(accepted.body).toEqual({ aca: acaOf(50), state: 'accepted', concentrator: 'C1' })
    await c1.until(told =>
      told.some(message => message.kind === 'adopt' && message.meters[0]!.aca === acaOf(50)),
    )
    expect((await api(`/end-devices/${serialOf(50)}`)).body).toMatchObject({
      usagePoint: 'POD-50',
      uri: `smitp+g2://C1/${acaOf(50)}?client=2&server=1&auth=gmac`,
      nextDue: null,
    })
    expect((await api('/commissioning')).body.total).toBe(0)
  })

  test('a meter that is refused is released, and does not come back to the inbox', async () => {
    await hear(at(51, 'adopted'))
    await c1.until(told =>
      told.some(message => message.kind === 'release' && message.acas.includes(acaOf(51))),
    )
    expect((await api(`/commissioning/${acaOf(51)}/refuse`, {})).body.state).toBe('refused')
    await hear(at(51, 'new'))
    expect((await api('/commissioning')).body.total).toBe(0)
    expect((await api(`/commissioning/${acaOf(99)}/refuse`, {})).status).toBe(404)
  })
})

test('the tree of the line, now and then', async () => {
  await hear(at(50, 'adopted'))
  const before = new Date(clock.time).toISOString()
  await hear(at(50, 'adopted', { route: [acaOf(51)], phase: 'in' }))
  const now = (await api('/concentrators/C1/topology')).body.items
  expect(now).toMatchObject([
    { aca: acaOf(50), serial: serialOf(50), hops: 1, route: [acaOf(51)], phase: 'in' },
  ])
  expect((await api(`/concentrators/C1/topology?at=${before}`)).body.items).toMatchObject([
    { hops: 0, phase: null },
  ])
})

test('an order is given through the concentrator, once, and its state is shown', async () => {
  const order = { id: 'order-1', endDevice: serialOf(50), kind: 'switch', connected: false }
  const given = await api('/end-device-controls', order)
  // It is sent once it is in the store together with its entry in the audit log.
  expect(given).toMatchObject({ status: 201, body: { id: 'order-1', state: 'queued', concentrator: 'C1' } })
  expect((await api('/end-device-controls/order-1')).body).toMatchObject({ state: 'sent' })
  expect((await api('/end-device-controls', order)).status).toBe(200)
  expect((await api('/end-device-controls', { ...order, connected: true })).status).toBe(409)
  expect(
    (await api('/end-device-controls', { ...order, id: 'x', connected: undefined })).body.errors,
  ).toEqual([{ parameter: 'connected', detail: 'is required for switch' }])
  expect(
    (await api('/end-device-controls', { kind: 'switch', endDevice: 'unknown', connected: true })).status,
  ).toBe(404)
  await c1.until(told => told.some(({ kind }) => kind === 'jobs'))
  const jobs = c1.told.flatMap(message => (message.kind === 'jobs' ? message.jobs : []))
  expect(jobs).toMatchObject([{ id: 'order-1', task: { kind: 'switch', aca: acaOf(50), connected: false } }])
  const read = {
    ...({ kind: 'registers', key: 'k1', aca: acaOf(50), readAt: clock.time, time: clock.time } as const),
    registers: [{ obis: '1.0.1.8.0.255', value: 4711 }],
  }
  await c1.say({ kind: 'results', results: [read] })
  await c1.say({
    kind: 'job-reports',
    reports: [{ id: 'order-1', state: 'done', at: clock.time, attempts: 1, result: 'k1' }],
  })
  expect((await api('/end-device-controls/order-1')).body).toMatchObject({
    state: 'done',
    attempts: 1,
    result: { kind: 'registers', time: new Date(clock.time).toISOString() },
    reports: [{ state: 'done' }],
  })
  expect((await api(`/end-device-controls?endDevice=${serialOf(50)}&state=done`)).body.total).toBe(1)
  expect((await api('/end-device-controls', { kind: 'discover', concentrator: 'C1' })).status).toBe(201)
})

test('an order to a meter with a connection of its own goes by session, or says why it cannot', async () => {
  const uri = 'dlms+tcp://127.0.0.1:4059?client=16'
  await api('/end-devices', { serial: 'DIRECT1', uri, timeZone: 'Europe/Rome', keys: [] })
  const notBefore = new Date(clock.time + 60_000).toISOString()
  const order = { kind: 'set-clock', endDevice: 'DIRECT1', notBefore, mostAttempts: 3 }
  expect(await api('/end-device-controls', order)).toMatchObject({
    status: 201,
    body: { state: 'queued', way: 'session', concentrator: null, waitsFor: 'time', mostAttempts: 3 },
  })
})

test('an order can be cancelled until it is over', async () => {
  await api('/end-device-controls', { id: 'order-2', endDevice: serialOf(50), kind: 'set-clock' })
  const asked = await api('/end-device-controls/order-2/cancel', {})
  expect(asked).toMatchObject({ status: 200, body: { state: 'sent', waitsFor: 'cancellation' } })
  await c1.until(told => told.some(message => message.kind === 'cancel' && message.ids.includes('order-2')))
  await c1.say({
    kind: 'job-reports',
    reports: [{ id: 'order-2', state: 'cancelled', at: clock.time, attempts: 0 }],
  })
  expect((await api('/end-device-controls/order-2')).body).toMatchObject({
    state: 'cancelled',
    waitsFor: null,
    cancelledBy: expect.any(String),
  })
  expect((await api('/end-device-controls/order-1/cancel', {})).status).toBe(409)
  expect((await api('/end-device-controls/unknown/cancel', {})).status).toBe(404)
})

test('settings of a concentrator are bounded, and the field at fault is named', async () => {
  const patch = async (settings: object, id = 'C1') => {
    const reply = await fetch(`${headEnd.url}/api/v1/concentrators/${id}/settings`, {
      method: 'PATCH',
      headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
      body: JSON.stringify(settings),
    })
    return { status: reply.status, body: (await reply.json()) as { errors: { parameter: string }[] } }
  }
  const given = await patch({ attempts: 6, channels: ['1.0.1.8.0.255'] })
  expect(given).toMatchObject({ status: 200, body: { state: 'waiting', wanted: { attempts: 6 } } })
  await c1.until(told => told.some(({ kind }) => kind === 'settings'))
  for (const [field, value] of Object.entries({
    attempts: 0,
    statusEverySeconds: 59,
    backOffSeconds: 1e9,
    nightStartSeconds: '3',
    channels: [],
  })) {
    const { status, body } = await patch({ [field]: value })
    expect([status, body.errors[0]?.parameter], field).toEqual([400, expect.stringContaining(field)])
  }
  expect((await patch({ attempts: 6 }, 'unknown')).status).toBe(404)
  expect((await api('/concentrators/C1/settings')).body).toMatchObject({ wanted: { attempts: 6 } })
})

test('the balance of a transformer names the meter that counts too little', async () => {
  const homes = [60, 61, 62]
  const meters = [...homes, 100].map(n => ({
    serial: serialOf(n),
    uri: `smitp+g2:///${acaOf(n)}`,
    keys: [],
    lineKeys,
  }))
  await api('/end-devices', meters)
  await hear(...[...homes, 100].map(n => at(n, 'adopted')), at(50, 'silent'))
  await api(`/commissioning/${acaOf(50)}/refuse`, {})
  const curve = (n: number) =>
    Array.from({ length: 96 }, (_, i) => 50 + (Math.abs(i - (n - 59) * 22) < 6 ? 500 : 0))
  const total = Array.from({ length: 96 }, (_, i) =>
    Math.round(homes.reduce((sum, n) => sum + curve(n)[i]!, 0) * 1.02),
  )
  const result = (n: number, increments: number[]) => ({
    ...profileDay(n, '2026-11-19'),
    registers: [importRegister(increments)],
  })
  const counted = (n: number) => (n === 61 ? curve(n).map(value => Math.round(value * 0.6)) : curve(n))
  await c1.say({ kind: 'results', results: [...homes.map(n => result(n, counted(n))), result(100, total)] })
  const known = Array.from({ length: 96 }, () => 1)
  const start = Date.parse('2026-11-19T00:00:00+01:00')
  const own = {
    transformer: 'North',
    day: '2026-11-19',
    start,
    intervalSeconds: 900,
    supplied: known,
    metered: known,
  }
  await c1.say({ kind: 'balance', balance: { ...own, meters: 3, missing: 1, lossShare: 0.2 } })
  const { items } = (await api('/energy-balance?concentrator=C1&from=2026-11-19&to=2026-11-19')).body
  expect(items).toHaveLength(1)
  expect(items[0]).toMatchObject({
    day: '2026-11-19',
    meters: { known: 3, expected: 3 },
    intervals: { known: 96 },
  })
  expect(items[0].reported).toEqual([
    { transformer: 'North', lossShare: 0.2, meters: { known: 2, expected: 3 }, step: null },
  ])
  expect(items[0].findings).toMatchObject([
    { kind: 'loss-high' },
    { kind: 'suspect', endDevice: serialOf(61) },
  ])
  const again = (await api('/energy-balance?concentrator=C1&from=2026-11-19&to=2026-11-19')).body
  expect(again.items).toEqual(items)
  expect((await api('/energy-balance?concentrator=C1&from=2026-11-19&to=2027-11-19')).status).toBe(400)
})

test('frames of the power line are shown as they hop, to users with the role', async () => {
  const frame = { at: 1, from: acaOf(1), to: acaOf(2), hop: 0, octets: 24, ok: true }
  expect((await fetch(`${headEnd.url}/api/v1/concentrators/C1/live`)).status).toBe(401)
  const headers = { authorization: 'Bearer test-token' }
  const reply = await fetch(`${headEnd.url}/api/v1/concentrators/C1/live`, { headers })
  expect(reply.headers.get('content-type')).toBe('text/event-stream')
  expect(reply.headers.get('x-content-type-options')).toBe('nosniff')
  const reader = reply.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = (await reader.read()).value!
  await c1.say({ kind: 'frames', frames: [frame] })
  while (!text.includes('data:')) text += (await reader.read()).value!
  expect(JSON.parse(/data: (.*)\n/.exec(text)![1]!)).toEqual([frame])
  await reader.cancel()
})

describe('a meter behind a concentrator is read now', () => {
  let meter: TestMeter
  let dialer: TunnelDialer
  const n = 70
  beforeAll(async () => {
    ;[meter] = (await startMeters(1, clock, [2026, 11, 10])) as [TestMeter]
    const states = new Map<number, ServerState>()
    const up = Promise.withResolvers<void>()
    dialer = new TunnelDialer({
      place: { host: '127.0.0.1', port: headEnd.tunnelPort! },
      concentrator: 'C1',
      credential,
      onState: () => up.resolve(),
      async onRequest({ aca, dsap, ecc, lsdu }) {
        if (aca !== acaOf(n)) return undefined
        const { server, client, apdu } = decodeCosem(lsdu)
        const [state, outputs] = stepServer(
          meter.meter.server,
          states.get(client) ?? createServer(client),
          apdu,
        )
        states.set(client, state)
        const sent = outputs.find(output => output.kind === 'send')
        return sent && { dsap, ecc, lsdu: encodeCosem({ server, client, apdu: sent.apdu }) }
      },
    })
    await up.promise
    const uri = `smitp+g2:///${acaOf(n)}?client=2&server=1&auth=gmac`
    const { serial, keys } = meter.enrolment
    await api('/end-devices', { serial, uri, keys, lineKeys })
  })
  afterAll(async () => {
    await dialer.close()
    await meter.listener.close()
  })

  test('not before a concentrator serves it', async () => {
    const reply = await api(`/end-devices/${meter.enrolment.serial}/readings`, {})
    expect(reply).toMatchObject({ status: 409, body: { type: 'urn:ferraris:problem:meter-not-callable' } })
  })

  test('end to end, with the keys that never leave the head-end, and its frames decoded', async () => {
    await hear(at(n, 'adopted'))
    const reply = await api(`/end-devices/${meter.enrolment.serial}/readings`, { obis: ['1.0.1.8.0.255'] })
    expect(reply.status).toBe(200)
    expect(reply.body.registers).toMatchObject([{ obis: '1.0.1.8.0.255', unit: 'Wh' }])
    expect(reply.body.registers[0].value).toBeGreaterThan(0)
    expect(reply.body.frames.length).toBeGreaterThan(6)
    const objects = await api(`/end-devices/${meter.enrolment.serial}/objects`)
    expect(objects.body.items.length).toBeGreaterThan(10)
  })

  test('and its concentrator is named when that has gone', async () => {
    await dialer.close()
    const reply = await api(`/end-devices/${meter.enrolment.serial}/readings`, {})
    expect(reply).toMatchObject({ status: 503, body: { type: 'urn:ferraris:problem:concentrator-away' } })
  })
})
