import { messageXml } from '@ferraris/cim'
import { msPerDay, msPerHour, msPerMinute } from '@ferraris/metering'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestApp, type TestApp } from '../../testing/test-app.ts'
import { longestWaitMs, mostAttempts } from '../bounds.ts'
import { type Consumer, startConsumer } from '../testing/consumer.fixture.ts'
import { Outbox } from './outbox.ts'
import { putMessage } from './put.ts'

let service: TestApp
let consumer: Consumer
let token: string

// biome-ignore lint/suspicious/noExplicitAny: each test reads its own shape from JSON
type Reply = { readonly status: number; readonly body: any }

async function api(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  payload?: object,
): Promise<Reply> {
  const { statusCode, body } = await service.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${token}` },
    ...(payload && { payload }),
  })
  return { status: statusCode, body: body === '' ? undefined : JSON.parse(body) }
}

function event(id: string, correlation?: string): string {
  return messageXml({
    kind: 'event',
    form: 'generic',
    year: '2011',
    Header: {
      Verb: 'created',
      Noun: 'EndDeviceEvents',
      MessageID: id,
      ...(correlation !== undefined && { CorrelationID: correlation }),
    },
  })
}
function put(id: string, correlation: string | null = null): Promise<void> {
  return putMessage(
    service.parts.db,
    {
      destination: 'mdm',
      source: 'ferraris',
      messageId: id,
      correlationId: correlation,
      root: 'EventMessage',
      verb: 'created',
      noun: 'EndDeviceEvents',
      xml: event(id, correlation ?? undefined),
    },
    service.clock.now,
  )
}
function send(): Promise<void> {
  return service.parts.integration.outbox.send()
}
function idsOf(bodies: readonly string[]) {
  return bodies.map(body => /MessageID>([^<]*)</.exec(body)?.[1])
}
async function states(): Promise<Record<string, string>> {
  const { body } = await api('GET', '/integration/messages?limit=500')
  return Object.fromEntries(
    body.items.map(({ messageId, state }: { messageId: string; state: string }) => [messageId, state]),
  )
}

beforeAll(async () => {
  service = await openTestApp()
  token = (await service.parts.people.tokens.issue('tests', 'administrator'))!
})
afterAll(() => service.close())

beforeEach(async () => {
  await service.parts.db.deleteFrom('integration_message').execute()
  await service.parts.db.deleteFrom('integration_destination').execute()
  await service.parts.integration.outbox.close()
  consumer = await startConsumer()
  const added = await api('POST', '/integration/destinations', {
    name: 'mdm',
    kind: 'http',
    url: consumer.url,
    username: 'ferraris',
    password: 'very-secret-1',
  })
  expect(added.status).toBe(201)
  return () => consumer.down().catch(() => {})
})

test('what waits is sent in the order of its correlation, and each message once', async () => {
  for (const [id, correlation] of [
    ['a1', 'a'],
    ['b1', 'b'],
    ['a2', 'a'],
    ['a3', 'a'],
    ['x', null],
  ] as const)
    await put(id, correlation)
  await Promise.all([send(), send()])
  expect(idsOf(consumer.taken).toSorted()).toEqual(['a1', 'a2', 'a3', 'b1', 'x'])
  expect(idsOf(consumer.taken).filter(id => id?.startsWith('a'))).toEqual(['a1', 'a2', 'a3'])
  await send()
  expect(consumer.taken).toHaveLength(5)
})

test('two processes share the work, and a lease that its process left behind runs out', async () => {
  for (let n = 0; n < 40; n++) await put(`m${n}`)
  const { pool, integration, now } = service.parts
  const other = new Outbox({
    pool,
    ring: integration.ring,
    now,
    owner: '00000000-0000-4000-8000-000000000002',
  })
  await Promise.all([send(), other.send()])
  expect(idsOf(consumer.taken).toSorted()).toEqual(Array.from({ length: 40 }, (_, n) => `m${n}`).toSorted())
  await put('left')
  await pool.query(
    `update integration_message set lease_owner = gen_random_uuid(), lease_until = $1 where state = 'waiting'`,
    [new Date(service.clock.now + msPerMinute)],
  )
  await other.send()
  expect(consumer.taken).toHaveLength(40)
  service.clock.now += 2 * msPerMinute
  await other.send()
  expect(idsOf(consumer.taken).at(-1)).toBe('left')
  await other.close()
})

test('a consumer that is away for an hour loses nothing, and costs its messages no attempt', async () => {
  await consumer.down()
  for (let n = 0; n < 60; n++) {
    await put(`h${n}`, 'hour')
    await send()
    service.clock.now += msPerMinute
  }
  const away = (await api('GET', '/integration/destinations/mdm')).body
  expect(away).toMatchObject({ state: 'away', waiting: 60, dead: 0 })
  expect(away.detail).toContain('ECONNREFUSED')
  await consumer.up()
  service.clock.now += 2 * msPerMinute
  await send()
  expect(idsOf(consumer.taken)).toEqual(Array.from({ length: 60 }, (_, n) => `h${n}`))
  const { rows } = await service.parts.pool.query('select max(attempts) as most from integration_message')
  expect(rows).toEqual([{ most: 0 }])
  expect((await api('GET', '/integration/destinations/mdm')).body).toMatchObject({
    state: 'ready',
    waiting: 0,
  })
})

test('a message that is refused is a dead letter at once, is mended and resent; those behind it go on', async () => {
  consumer.answer = body =>
    body.includes('bad') ? { status: 400, body: '<why>no such thing</why>' } : { status: 200 }
  await put('bad', 'c')
  await put('good', 'c')
  await send()
  expect(await states()).toEqual({ bad: 'dead', good: 'delivered' })
  const { body } = await api('GET', '/integration/messages?state=dead')
  const [dead] = body.items
  expect(dead).toMatchObject({
    code: 'refused',
    detail: 'HTTP 400: no such thing',
    correlationId: 'c',
    attempts: 1,
  })
  expect((await api('GET', '/summary')).body.problems).toMatchObject([{ kind: 'messages-dead', count: 1 }])

  const broken = await api('PUT', `/integration/messages/${dead.id}`, { xml: '<EventMessage>' })
  expect(broken).toMatchObject({ status: 400, body: { type: 'urn:ferraris:problem:message-unreadable' } })
  const mended = await api('PUT', `/integration/messages/${dead.id}`, { xml: event('fine', 'c') })
  expect(mended).toMatchObject({ status: 200, body: { state: 'waiting', mendedBy: 'tests', attempts: 0 } })
  await send()
  expect(idsOf(consumer.taken)).toEqual(['good', 'fine'])
  expect((await api('GET', `/integration/messages/${dead.id}`)).body.xml).toContain('fine')

  expect((await api('POST', `/integration/messages/${dead.id}/resend`)).status).toBe(200)
  await send()
  expect(idsOf(consumer.taken)).toEqual(['good', 'fine', 'fine'])
})

test('a message that the consumer fails over is tried again at growing intervals, a number of times', async () => {
  consumer.answer = () => ({ status: 500 })
  await put('hard')
  const began = service.clock.now
  while ((await states()).hard === 'waiting') {
    await send()
    service.clock.now += 30_000
  }
  expect(await states()).toEqual({ hard: 'dead' })
  expect(service.clock.now - began).toBeGreaterThan(msPerHour)
  const { body } = await api('GET', '/integration/messages?state=dead')
  expect(body.items).toMatchObject([{ attempts: mostAttempts, code: 'failed' }])
  expect((await api('POST', `/integration/messages/${body.items[0].id}/discard`)).body.state).toBe(
    'discarded',
  )
})

test('a reply that says FAILED makes a dead letter, whatever the status is', async () => {
  const reply = messageXml({
    kind: 'response',
    form: 'generic',
    year: '2011',
    Header: { Verb: 'reply', Noun: 'EndDeviceEvents' },
    Reply: { Result: 'FAILED', Error: [{ code: '2.4', details: 'no such meter' }] },
  })
  consumer.answer = () => ({ status: 200, body: reply })
  await put('told')
  await send()
  const { body } = await api('GET', '/integration/messages')
  expect(body.items).toMatchObject([
    { state: 'dead', detail: 'the other end replies FAILED: 2.4 no such meter' },
  ])
})

test('what waits for a week is given up, and told', async () => {
  await consumer.down()
  await put('old')
  await send()
  expect((await api('GET', '/summary')).body.problems).toEqual([])
  service.clock.now += msPerDay
  expect((await api('GET', '/summary')).body.problems).toMatchObject([{ kind: 'destination-away', count: 1 }])
  service.clock.now += longestWaitMs
  await send()
  expect(await states()).toEqual({ old: 'dead' })
})

test('credentials go to the consumer, and into no answer, list or log of what was done', async () => {
  const shown = await api('PUT', '/integration/destinations/mdm', {
    kind: 'http',
    url: consumer.url,
    username: 'u2',
  })
  expect(shown.body).toMatchObject({ username: 'u2', hasPassword: true })
  const everything = await Promise.all(
    ['/integration/destinations', '/integration/destinations/mdm', '/audit-log'].map(path =>
      api('GET', path),
    ),
  )
  expect(JSON.stringify([shown, everything])).not.toContain('very-secret-1')
  const { rows } = await service.parts.pool.query('select sealed from integration_destination')
  expect(rows[0].sealed.toString('latin1')).not.toContain('very-secret-1')
})

test.each([
  [{ url: 'http://mdm.example/cim' }, 'url'],
  [{ url: 'https://u:p@mdm.example/' }, 'url'],
  [{ kind: 'mqtt', url: 'mqtts://broker.example' }, 'address'],
  [{ address: 'x' }, 'address'],
  [{ requests: 'x' }, 'requests'],
  [{ nouns: ['Nonsense'] }, 'nouns'],
  [{ key: 'x' }, 'key'],
])('a destination that cannot be one is refused: %j', async (change, member) => {
  const settings = { name: 'other', kind: 'http', url: consumer.url, ...change }
  const { status, body } = await api('POST', '/integration/destinations', settings)
  expect(status).toBe(400)
  expect(body).toMatchObject({ type: 'urn:ferraris:problem:destination-unusable' })
  expect(body.detail).toContain(member)
})

test('a destination that messages wait for goes only when told twice', async () => {
  await put('waits')
  expect((await api('DELETE', '/integration/destinations/mdm')).status).toBe(409)
  expect((await api('DELETE', '/integration/destinations/mdm?force=true')).status).toBe(204)
  expect(await states()).toEqual({ waits: 'discarded' })
  expect((await api('GET', '/integration/destinations/mdm')).status).toBe(404)
})
