import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { messageXml } from '@ferraris/cim'
import { msPerHour, msPerMinute } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HeadEnd } from '../../head-end.ts'
import {
  acaOf,
  connectConcentrator,
  lineKeys,
  neighbour,
  serialOf,
  type TestConcentrator,
} from '../../testing/network.fixture.ts'
import { startTestHeadEnd } from '../../testing/test-head-end.ts'
import { type Consumer, startConsumer } from '../testing/consumer.fixture.ts'
import { read } from '../testing/partner.fixture.ts'

const clock = { time: Date.parse('2026-11-21T12:00:00Z'), now: () => clock.time }
let data: string
let headEnd: HeadEnd
let c1: TestConcentrator
let mdm: Consumer

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
function destination() {
  return api('GET', '/integration/destinations/mdm').then(({ body }) => body)
}
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise(resolve => setTimeout(resolve, 30))
}
/** Orders, and lets the concentrator say what came of it. */
async function orderAndEnd(id: string, n: number, kind: object, end: object) {
  await api('POST', '/end-device-controls', { id, endDevice: serialOf(n), ...kind })
  await c1.until(told =>
    told.some(message => message.kind === 'jobs' && message.jobs.some(job => job.id === id)),
  )
  await c1.say({ kind: 'job-reports', reports: [{ id, at: clock.time, attempts: 1, ...end } as never] })
}

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'ferraris-results-'))
  headEnd = await startTestHeadEnd({
    data,
    concentrators: { mqttPort: 0, tunnelPort: 0 },
    apiToken: 'test-token',
    privateNetworks: ['127.0.0.1'],
    clock,
  })
  const { credential } = (await api('POST', '/concentrators', { id: 'C1', substation: 'North' })).body
  c1 = connectConcentrator(headEnd.mqttPort!, 'C1', credential)
  for (const n of [1, 2, 3, 4]) {
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
    neighbours: [1, 2, 3, 4].map(n => neighbour(n, clock.time)),
  })
  await c1.until(told => told.filter(({ kind }) => kind === 'adopt').length > 0)
  mdm = await startConsumer()
  const settings = {
    kind: 'http',
    url: mdm.url,
    nouns: ['EndDeviceControls', 'EndDeviceEvents', 'WorkRequests'],
  }
  await api('POST', '/integration/destinations', { name: 'mdm', ...settings })
})
afterAll(async () => {
  await mdm.down().catch(() => {})
  await c1.uplink.close()
  await headEnd.close()
  await rm(data, { recursive: true })
})

test('uc UC10-7 results of orders wait for a consumer that is away for an hour, and none is lost or doubled', async () => {
  await mdm.down()
  for (const n of [1, 2, 3]) await orderAndEnd(`order-${n}`, n, { kind: 'set-clock' }, { state: 'done' })
  await until(async () => (await destination()).waiting === 6)
  await until(async () => (await destination()).state === 'away')
  for (let waited = 0; waited < msPerHour; waited += 10 * msPerMinute) {
    clock.time += 10 * msPerMinute
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  expect(mdm.taken).toEqual([])
  await mdm.up()
  clock.time += 3 * msPerMinute
  await mdm.until(6)
  await until(async () => (await destination()).waiting === 0)
  expect(mdm.taken).toHaveLength(6)
  const orders = mdm.taken
    .map(read)
    .flatMap(message =>
      message.kind === 'event' ? (message.Payload?.EndDeviceControls?.EndDeviceControl ?? []) : [],
    )
  expect(orders.map(({ mRID }) => mRID)).toEqual(['order-1', 'order-2', 'order-3'])
  expect((await destination()).dead).toBe(0)
})

test('uc UC10-8 a result goes out as XML, meter and outcome in it; one that is rejected is a dead letter that is seen and mended', async () => {
  mdm.taken.length = 0
  await orderAndEnd(
    'golden',
    4,
    { kind: 'switch', connected: false },
    { state: 'failed', cause: 'refused', detail: 'the meter refuses: read-write-denied' },
  )
  await mdm.until(2)
  const pretty = mdm.taken.map(body => {
    const message = read(body)
    if (message.kind !== 'event') throw new Error(message.kind)
    const { ignored: _, ...rest } = message
    return messageXml(
      { ...rest, Header: { ...rest.Header, MessageID: 'MESSAGE-ID', Timestamp: 0 } },
      { pretty: true },
    )
  })
  // What the clock says of the report is the only thing that differs from run to run.
  const told = pretty.join('\n').replaceAll(/<createdDateTime>[^<]*/g, '<createdDateTime>TIME')
  await expect(told).toMatchFileSnapshot('./golden/failed-order.xml')

  mdm.answer = () => ({ status: 422, body: '<reason>no such order type</reason>' })
  await orderAndEnd('refused', 4, { kind: 'set-clock' }, { state: 'done' })
  await until(async () => (await destination()).dead === 2)
  const problems = (await api('GET', '/summary')).body.problems
  expect(problems).toContainEqual(expect.objectContaining({ kind: 'messages-dead', count: 2 }))
  mdm.answer = () => ({ status: 200 })
  const dead = (await api('GET', '/integration/messages?state=dead')).body.items
  for (const { id } of dead) await api('POST', `/integration/messages/${id}/resend`)
  await mdm.until(4)
  expect((await api('GET', '/summary')).body.problems).not.toContainEqual(
    expect.objectContaining({ kind: 'messages-dead' }),
  )
})

test('uc UC10-9 what cannot be done remotely goes out as a work request with its meters, and its end, too', async () => {
  mdm.taken.length = 0
  await orderAndEnd('in-vain', 4, { kind: 'set-clock' }, { state: 'failed', detail: 'the meter refuses' })
  await mdm.until(2)
  mdm.taken.length = 0
  const made = await api('POST', '/work-requests', {
    reason: 'not executable remotely',
    controls: ['in-vain'],
  })
  expect(made.status).toBe(201)
  await mdm.until(1)
  await api('POST', `/work-requests/${made.body.id}/cancel`)
  await mdm.until(2)
  const events = mdm.taken.map(read).flatMap(message => (message.kind === 'event' ? [message] : []))
  expect(events.map(({ Header: header }) => `${header.Verb} ${header.Noun}`)).toEqual([
    'created WorkRequests',
    'canceled WorkRequests',
  ])
  const [work] = events[0]?.Payload?.WorkRequests?.WorkRequest?.[0]?.Work ?? []
  expect(work?.WorkTasks).toMatchObject([
    { Assets: [{ serialNumber: serialOf(4) }], statusKind: 'waitingToBeScheduled' },
  ])
})
