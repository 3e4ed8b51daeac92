import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HeadEnd } from '../../../head-end.ts'
import {
  acaOf,
  connectConcentrator,
  lineKeys,
  neighbour,
  serialOf,
  type TestConcentrator,
} from '../../../testing/network.fixture.ts'
import { startTestHeadEnd } from '../../../testing/test-head-end.ts'

const clock = { time: Date.parse('2026-11-20T12:00:00Z'), now: () => clock.time }
const image = Uint8Array.from({ length: 70_000 }, (_, i) => (i * i) >> 5)
const sha256 = createHash('sha256').update(image).digest('hex')
let data: string
let headEnd: HeadEnd
let c1: TestConcentrator

// biome-ignore lint/suspicious/noExplicitAny: each test reads its own shape from JSON
type Reply = { readonly status: number; readonly body: any }

async function api(method: string, path: string, body?: object | Uint8Array): Promise<Reply> {
  const type = body instanceof Uint8Array ? 'application/octet-stream' : 'application/json'
  const reply = await fetch(`${headEnd.url}/api/v1${path}`, {
    method,
    headers: { authorization: 'Bearer test-token', ...(body && { 'content-type': type }) },
    ...(body && { body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body) }),
  })
  return { status: reply.status, body: reply.status === 204 ? undefined : await reply.json() }
}

function order(id: string, change: object = {}) {
  return api('POST', '/end-device-controls', {
    id,
    endDevice: serialOf(1),
    kind: 'firmware',
    image: sha256,
    ...change,
  })
}

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'ferraris-firmware-'))
  headEnd = await startTestHeadEnd({
    data,
    concentrators: { mqttPort: 0, tunnelPort: 0 },
    apiToken: 'test-token',
    clock,
  })
  const { credential } = (await api('POST', '/concentrators', { id: 'C1', substation: 'North' })).body
  c1 = connectConcentrator(headEnd.mqttPort!, 'C1', credential)
  const uri = `smitp+g2:///${acaOf(1)}?client=2&server=1&auth=gmac`
  await api('POST', '/end-devices', { serial: serialOf(1), uri, keys: [], lineKeys })
  await c1.say({ kind: 'inventory', at: clock.time, neighbours: [neighbour(1, clock.time)] })
  await c1.until(told => told.some(({ kind }) => kind === 'adopt'))
})
afterAll(async () => {
  await c1.uplink.close()
  await headEnd.close()
  await rm(data, { recursive: true })
})

test('an image is uploaded once, and no order names one that is not here', async () => {
  expect((await order('early')).status).toBe(400)
  const uploaded = await api('POST', '/firmware-images?version=2.0', image)
  expect(uploaded).toMatchObject({ status: 201, body: { sha256, version: '2.0', size: 70_000 } })
  expect((await api('POST', '/firmware-images?version=2.0', image)).status).toBe(200)
  expect((await api('POST', '/firmware-images?version=3.0', image)).status).toBe(409)
  expect((await api('GET', '/firmware-images')).body.items).toHaveLength(1)
})

test('what is empty, too large, or no octets is no image', async () => {
  expect((await api('POST', '/firmware-images?version=1', new Uint8Array())).status).toBe(400)
  expect((await api('POST', '/firmware-images?version=1', new Uint8Array(1_000_001))).status).toBe(413)
  expect((await api('POST', '/firmware-images?version=1', { octets: 'AA' })).status).toBe(400)
  expect((await api('POST', '/firmware-images?version=a%20b', image)).status).toBe(400)
})

test('a concentrator fetches it part by part, whatever part it asks for, and is told when there is none', async () => {
  const parts: Buffer[] = []
  const have = () => parts.reduce((sum, { length }) => sum + length, 0)
  while (have() < image.length) {
    const count = c1.told.length
    await c1.say({ kind: 'image-request', sha256, offset: have() })
    await c1.until(told => told.length > count)
    const part = c1.told.at(-1)!
    if (part.kind !== 'image-part') throw new Error(part.kind)
    expect(part).toMatchObject({ sha256, size: 70_000, offset: have() })
    parts.push(Buffer.from(part.octets, 'base64'))
  }
  expect(parts).toHaveLength(3)
  expect(Buffer.concat(parts).equals(image)).toBe(true)
  const unknown = 'ab'.repeat(32)
  await c1.say({ kind: 'image-request', sha256: unknown, offset: 0 })
  await c1.until(told => told.some(message => message.kind === 'image-part' && message.sha256 === unknown))
  expect(c1.told.at(-1)).toMatchObject({ size: 0, octets: '' })
})

test('an order goes to the concentrator and has a week; the image stays until it is over', async () => {
  const { status, body } = await order('update')
  expect(status).toBe(201)
  expect(body).toMatchObject({ kind: 'firmware', parameters: { sha256, version: '2.0' } })
  expect(Date.parse(body.expiresAt) - clock.time).toBe(7 * 86_400_000)
  await c1.until(told => told.some(({ kind }) => kind === 'jobs'))
  const jobs = c1.told.find(({ kind }) => kind === 'jobs')
  expect(jobs).toMatchObject({
    jobs: [{ id: 'update', task: { kind: 'firmware', aca: acaOf(1), sha256, version: '2.0' } }],
  })
  const remove = () => api('DELETE', `/firmware-images/${sha256}`)
  expect((await remove()).status).toBe(409)
  const report = { id: 'update', at: clock.time, attempts: 1 } as const
  await c1.say({ kind: 'job-reports', reports: [{ ...report, state: 'running', detail: '3 of 730 blocks' }] })
  await c1.say({ kind: 'job-reports', reports: [{ ...report, state: 'done', attempts: 3 }] })
  while ((await api('GET', '/end-device-controls/update')).body.state !== 'done')
    await new Promise(resolve => setTimeout(resolve, 5))
  expect((await remove()).status).toBe(204)
  expect((await remove()).status).toBe(404)
})

test('a concentrator is removed when it serves no meter, and not before', async () => {
  const remove = (id: string) => api('DELETE', `/concentrators/${id}`)
  expect((await remove('C1')).status).toBe(409)
  await api('POST', '/concentrators', { id: 'C2', substation: 'South' })
  expect((await remove('C2')).status).toBe(204)
  expect((await remove('C2')).status).toBe(404)
  await api('DELETE', `/end-devices/${serialOf(1)}`)
  expect((await remove('C1')).status).toBe(204)
  expect((await api('GET', '/concentrators')).body.total).toBe(0)
})
