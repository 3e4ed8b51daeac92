import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeSoap, encodeSoap, identify, named, readingTypeOf } from '@ferraris/cim'
import { obisCodes } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HeadEnd } from '../../head-end.ts'
import {
  acaOf,
  connectConcentrator,
  lineKeys,
  neighbour,
  profileDay,
  serialOf,
  type TestConcentrator,
} from '../../testing/network.fixture.ts'
import { startTestHeadEnd } from '../../testing/test-head-end.ts'
import { type Consumer, startConsumer } from '../testing/consumer.fixture.ts'
import { read, replyIn, request, switchOrder } from '../testing/partner.fixture.ts'

const clock = { time: Date.parse('2026-11-21T12:00:00Z'), now: () => clock.time }
let data: string
let headEnd: HeadEnd
let c1: TestConcentrator
let mdm: Consumer
let token: string

// biome-ignore lint/suspicious/noExplicitAny: each test reads its own shape from JSON
type Json = { readonly status: number; readonly body: any }

async function api(method: string, path: string, body?: object): Promise<Json> {
  const reply = await fetch(`${headEnd.url}/api/v1${path}`, {
    method,
    headers: { authorization: 'Bearer test-token', ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await reply.text()
  return { status: reply.status, body: text === '' ? undefined : JSON.parse(text) }
}

async function post(xml: string | Uint8Array, { by = token, path = 'cim', type = 'application/xml' } = {}) {
  const reply = await fetch(`${headEnd.url}/api/v1/integration/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${by}`, 'content-type': type },
    body: typeof xml === 'string' ? xml : Buffer.from(xml),
  })
  return { status: reply.status, xml: await reply.text() }
}

/** The jobs that the concentrator was told, whatever the meter. */
function jobs() {
  return c1.told.flatMap(message => (message.kind === 'jobs' ? message.jobs : []))
}
async function report(id: string, state: 'done' | 'failed', detail?: string) {
  const about = { id, at: clock.time, attempts: 1, state, ...(detail !== undefined && { detail }) }
  await c1.say({ kind: 'job-reports', reports: [about] })
}

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'ferraris-inbox-'))
  headEnd = await startTestHeadEnd({
    data,
    concentrators: { mqttPort: 0, tunnelPort: 0 },
    apiToken: 'test-token',
    privateNetworks: ['127.0.0.1'],
    clock,
  })
  token = (await api('POST', '/tokens', { name: 'mdm', role: 'operator' })).body.token
  const { credential } = (await api('POST', '/concentrators', { id: 'C1', substation: 'North' })).body
  c1 = connectConcentrator(headEnd.mqttPort!, 'C1', credential)
  for (const n of [1, 2, 3]) {
    const uri = `smitp+g2:///${acaOf(n)}?client=2&server=1&auth=gmac`
    await api('POST', '/end-devices', {
      serial: serialOf(n),
      usagePoint: `POD-${n}`,
      uri,
      keys: [],
      lineKeys,
    })
  }
  await c1.say({
    kind: 'inventory',
    at: clock.time,
    neighbours: [1, 2, 3].map(n => neighbour(n, clock.time)),
  })
  await c1.until(told => told.some(({ kind }) => kind === 'adopt'))
  mdm = await startConsumer()
  const nouns = ['EndDeviceControls', 'EndDeviceEvents', 'MeterReadings']
  await api('POST', '/integration/destinations', { name: 'mdm', kind: 'http', url: mdm.url, nouns })
})
afterAll(async () => {
  await mdm.down()
  await c1.uplink.close()
  await headEnd.close()
  await rm(data, { recursive: true })
})

test('uc IF-MDM an order comes as a message, is done once however often it comes, and its end goes back with its correlation', async () => {
  const xml = switchOrder('3.31.0.23', [serialOf(1)], {
    MessageID: 'm-1',
    CorrelationID: 'c-1',
    AsyncReplyFlag: true,
    ReplyAddress: mdm.url,
  })
  const answers = await Promise.all([post(xml), post(xml), post(xml)])
  for (const { status, xml: answer } of answers) {
    expect(status).toBe(200)
    expect(replyIn(answer)).toMatchObject({ result: 'OK', codes: ['0.0'], correlation: 'c-1' })
  }
  expect(new Set(answers.map(({ xml: answer }) => answer)).size).toBe(1)
  await c1.until(() => jobs().length > 0)
  const [job, ...more] = jobs()
  expect(more).toEqual([])
  expect(job).toMatchObject({ task: { kind: 'switch', aca: acaOf(1), connected: false } })

  await mdm.down()
  await report(job!.id, 'done')
  while ((await api('GET', '/integration/destinations/mdm')).body.waiting < 3)
    await new Promise(r => setTimeout(r, 50))
  await mdm.up()
  clock.time += 120_000
  await mdm.until(3)
  const told = mdm.taken.map(read)
  expect(told.map(({ kind }) => kind).toSorted()).toEqual(['event', 'event', 'response'])
  const reply = replyIn(mdm.taken.find(body => read(body).kind === 'response')!)
  expect(reply).toMatchObject({ result: 'OK', correlation: 'c-1' })
  const events = told.flatMap(message => (message.kind === 'event' ? [message] : []))
  expect(events.map(({ Header: header }) => [header.Verb, header.Noun, header.CorrelationID])).toEqual([
    ['closed', 'EndDeviceControls', 'c-1'],
    ['created', 'EndDeviceEvents', 'c-1'],
  ])
  expect(events[1]?.Payload?.EndDeviceEvents?.EndDeviceEvent).toMatchObject([
    { EndDeviceEventType: '3.31.0.68', issuerTrackingID: 'WO-77', Assets: named(serialOf(1)) },
  ])

  const order = (await api('GET', `/integration/messages?messageId=m-1`)).body.items[0]
  const detail = (await api('GET', `/integration/messages/${order.id}`)).body
  expect(detail).toMatchObject({ state: 'done', answeredBy: [expect.any(Number)], xml })
  const [control] = detail.endDeviceControls
  const about = (await api('GET', `/integration/messages?endDeviceControl=${control}`)).body
  expect(about.total).toBe(4)
  const audit = (await api('GET', '/audit-log?action=message.worked-on')).body
  expect(audit).toMatchObject({ total: 1, items: [{ actor: 'mdm', subject: 'create EndDeviceControls' }] })
})

test('what cannot be ordered is named meter by meter, and the rest stands', async () => {
  const header = { MessageID: 'm-2', AsyncReplyFlag: true, ReplyAddress: 'mdm' }
  const { xml } = await post(switchOrder('3.31.0.18', [serialOf(2), 'NOBODY'], header))
  expect(replyIn(xml)).toMatchObject({
    result: 'PARTIAL',
    codes: ['2.4'],
    about: ['NOBODY'],
    correlation: 'm-2',
  })
  const none = await post(switchOrder('3.31.0.18', ['NOBODY'], { MessageID: 'm-3' }))
  expect(replyIn(none.xml)).toMatchObject({ result: 'FAILED', codes: ['2.4'] })
})

test('another message under a known MessageID is refused, and one without is known by what it says', async () => {
  const { xml } = await post(switchOrder('3.31.0.23', [serialOf(3)], { MessageID: 'm-1' }))
  expect(replyIn(xml)).toMatchObject({ result: 'FAILED', codes: ['message-id-used'] })
  const before = (await api('GET', '/end-device-controls')).body.total
  await post(switchOrder('3.31.0.18', [serialOf(3)], {}))
  await post(switchOrder('3.31.0.18', [serialOf(3)], { Timestamp: clock.time + 5000 }))
  expect((await api('GET', '/end-device-controls')).body.total).toBe(before + 1)
})

test('a mark against replays is good once, and not for long', async () => {
  const header = (id: string, Created = clock.time) => ({
    MessageID: id,
    ReplayDetection: { Nonce: 'n-1', Created },
  })
  expect(replyIn((await post(request('get', 'MeterConfig', { header: header('r-1') }))).xml).result).toBe(
    'OK',
  )
  expect(replyIn((await post(request('get', 'MeterConfig', { header: header('r-2') }))).xml).codes).toEqual([
    'replayed',
  ])
  const old = request('get', 'MeterConfig', { header: header('r-3', clock.time - 3_600_000) })
  expect(replyIn((await post(old)).xml).codes).toEqual(['replayed'])
})

test.each([
  ['create', 'Nonsense', {}, 'noun-unsupported'],
  ['close', 'EndDeviceControls', {}, 'verb-unsupported'],
  ['create', 'EndDeviceControls', {}, 'payload-missing'],
  ['create', 'MeterConfig', {}, 'role-too-low'],
  ['get', 'MeterReadings', {}, 'value-missing'],
  [
    'get',
    'MeterReadings',
    { AsyncReplyFlag: true, ReplyAddress: 'http://127.0.0.1:1/' },
    'reply-address-unknown',
  ],
] as const)('%s %s with %j is refused: %s', async (verb, noun, header, code) => {
  const { status, xml } = await post(
    request(verb, noun, { header: { MessageID: `x-${code}-${noun}`, ...header } }),
  )
  expect([status, replyIn(xml).codes]).toEqual([200, [code]])
})

test.each([
  ['half a message', '<RequestMessage', 'xml-invalid'],
  ['an external entity', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', 'dtd-refused'],
  [
    'a hundred thousand elements in each other',
    `<RequestMessage xmlns="http://iec.ch/TC57/2011/schema/message">${'<a>'.repeat(100_000)}`,
    'too-deep',
  ],
  ['a page of the web', '<html/>', 'root-unknown'],
])('%s is answered with a fault and kept to be seen', async (_, xml, code) => {
  const { status, xml: answer } = await post(xml)
  expect([status, replyIn(answer).codes]).toEqual([400, [code]])
  const kept = (await api('GET', '/integration/messages?state=refused&limit=1')).body.items
  expect(kept).toMatchObject([{ code, verb: '', direction: 'in' }])
})

test('a viewer may ask and not order; an unknown token gets nothing', async () => {
  const viewer = (await api('POST', '/tokens', { name: 'reports', role: 'viewer' })).body.token
  const { xml } = await post(switchOrder('3.31.0.23', [serialOf(2)], { MessageID: 'v-1' }), { by: viewer })
  expect(replyIn(xml).codes).toEqual(['role-too-low'])
  const asked = request('get', 'EndDeviceEvents', {
    header: { MessageID: 'v-2' },
    Request: { GetEndDeviceEvents: { EndDevice: [named(serialOf(2))] } },
  })
  expect(replyIn((await post(asked, { by: viewer })).xml).result).toBe('OK')
  expect((await post(asked, { by: 'nonsense' })).status).toBe(401)
})

test('the operations of a set may ask; what they bring comes together', async () => {
  const show = (operationId: number, n: number) => ({
    operationId,
    noun: 'MeterConfig',
    verb: 'get',
    GetMeterConfig: { Meter: [named(serialOf(n))] },
  })
  const asked = request('execute', 'MeterConfig', {
    header: { MessageID: 'set-1' },
    Payload: { OperationSet: { Operation: [show(1, 2), show(2, 3), show(3, 999)] } },
  })
  const { xml } = await post(asked)
  const { result, payload } = replyIn(xml)
  expect(result).toBe('PARTIAL')
  expect(payload?.MeterConfig?.Meter?.map(identify)).toEqual([serialOf(2), serialOf(3)])
  const answer = read(xml)
  expect(answer).toMatchObject({ Reply: { Error: [{ code: '2.4', operationId: 3 }] } })
})

test('the same in SOAP of both versions; a fault for what cannot be read; WSDL and schemas', async () => {
  const asked = read(
    request('get', 'MeterConfig', {
      header: { MessageID: 's-1' },
      Request: { GetMeterConfig: { Meter: [named(serialOf(2))] } },
    }),
  )
  for (const version of ['1.1', '1.2'] as const) {
    const { status, xml } = await post(encodeSoap(asked, { version }), { path: 'soap', type: 'text/xml' })
    expect(status).toBe(200)
    const content = decodeSoap(new TextEncoder().encode(xml))
    expect(content).toMatchObject({
      version,
      kind: 'message',
      message: { kind: 'response', Reply: { Result: 'OK' } },
    })
  }
  const bad = await post('<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"/>', {
    path: 'soap',
    type: 'text/xml',
  })
  expect(bad.status).toBe(500)
  expect(decodeSoap(new TextEncoder().encode(bad.xml))).toMatchObject({
    kind: 'fault',
    fault: { code: 'Client' },
  })
  const get = async (path: string) => {
    const reply = await fetch(`${headEnd.url}/api/v1/integration/${path}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    return { status: reply.status, text: await reply.text() }
  }
  expect((await get('soap')).text).toContain('/api/v1/integration/soap')
  expect((await get('soap?noun=EndDeviceControls')).text).toContain('CreateEndDeviceControls')
  expect((await get('soap?noun=Nonsense')).status).toBe(404)
  expect((await get('schemas/nothing.xsd')).status).toBe(404)
})

test('readings that come in are published with their reading types, and are answered when asked for', async () => {
  const before = mdm.taken.length
  await c1.say({ kind: 'results', results: [profileDay(2, '2026-11-20', 25)] })
  await mdm.until(before + 1)
  const published = read(mdm.taken.at(-1)!)
  if (published.kind !== 'event') throw new Error(published.kind)
  const [reading] = published.Payload?.MeterReadings?.MeterReading ?? []
  expect(reading?.Meter).toEqual(named(serialOf(2)))
  const [block] = reading?.IntervalBlocks ?? []
  expect(block?.ReadingType).toBe(readingTypeOf(obisCodes.activeEnergyImport, { period: 900, delta: true }))
  expect(block?.IntervalReadings).toHaveLength(96)
  expect(block?.IntervalReadings?.[0]).toEqual({
    timeStamp: Date.parse('2026-11-20T00:15:00+01:00'),
    value: '0.025',
  })

  const asked = request('get', 'MeterReadings', {
    header: { MessageID: 'g-1' },
    Request: {
      StartTime: Date.parse('2026-11-20T10:00:00Z'),
      EndTime: Date.parse('2026-11-20T11:00:00Z'),
      GetMeterReadings: {
        EndDevice: [named(serialOf(2))],
        ReadingType: [named(obisCodes.activeEnergyImport)],
      },
    },
  })
  const { payload } = replyIn((await post(asked)).xml)
  expect(payload?.MeterReadings?.MeterReading?.[0]?.IntervalBlocks?.[0]?.IntervalReadings).toHaveLength(4)
})
