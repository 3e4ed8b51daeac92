import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { DeviceInFolder } from '../testing/running-device.fixture.ts'
import { noon, SendingMeter } from '../testing/sending-meter.fixture.ts'
import { stateSchema } from '../view/schema.ts'
import { type Pairing, Pairings } from './pairings.ts'
import { type LocalServer, openLocalServer } from './server.ts'

let box: DeviceInFolder
let pairings: Pairings
let server: LocalServer
let url: string
let nowMs = 0

beforeEach(async () => {
  box = new DeviceInFolder()
  const memory = {
    load: () => box.store.load<readonly Pairing[]>('pairings') ?? [],
    save: (kept: readonly Pairing[]) => box.store.save('pairings', kept),
  }
  pairings = new Pairings(memory, () => nowMs)
  server = await openLocalServer({
    device: box.device,
    pairings,
    frames: () => [],
    host: '127.0.0.1',
    port: 0,
  })
  url = `http://127.0.0.1:${server.port}`
})
afterEach(async () => {
  await server.close()
  box.end()
})

async function ask(path: string, init: RequestInit = {}): Promise<[status: number, document: unknown]> {
  const response = await fetch(`${url}${path}`, init)
  return [response.status, await response.json()]
}

function pair(code: string, name = 'phone') {
  return ask('/api/v1/pairings', { method: 'POST', body: JSON.stringify({ code, name }) })
}

function as(token: string) {
  return { headers: { authorization: `Bearer ${token}` } }
}

test('without pairing nothing is told, and the page holds no data', async () => {
  for (const path of [
    '/api/v1/state',
    '/api/v1/counters',
    '/api/v1/quarters?day=2026-11-30',
    '/api/v1/pairings',
    '/api/v1/gone',
  ])
    expect(await ask(path)).toMatchObject([
      401,
      { code: 'unpaired', remedy: expect.stringContaining('code') },
    ])
  const stream = new WebSocket(`${url.replace('http', 'ws')}/api/v1/stream`)
  const [error] = await once(stream, 'error')
  expect(error.message).toContain('401')
  const page = await fetch(url)
  expect([page.status, page.headers.get('content-security-policy')]).toEqual([
    200,
    expect.stringContaining("default-src 'self'"),
  ])
})

test('a code pairs once, ends after five wrong ones, and after ten minutes', async () => {
  expect(await pair('00000000')).toMatchObject([400, { code: 'no-code' }])
  const { code } = pairings.offer()
  const wrong = code === '11111111' ? '22222222' : '11111111'
  for (let i = 0; i < 5; i++) expect(await pair(wrong)).toMatchObject([400, { code: 'wrong-code' }])
  expect(await pair(code)).toMatchObject([400, { code: 'no-code' }])
  const second = pairings.offer().code
  nowMs += 10 * 60_000 + 1
  expect(await pair(second)).toMatchObject([400, { code: 'no-code' }])
  const third = pairings.offer().code
  const [status, paired] = await pair(`${third.slice(0, 4)} ${third.slice(4)}`)
  expect(status).toBe(201)
  expect(await pair(third)).toMatchObject([400, { code: 'no-code' }])
  const { token } = paired as { token: string }
  expect(await ask('/api/v1/state', as(token))).toMatchObject([200, { device: { id: 'DU-0001' } }])
  // Kept over a restart, and never as it is.
  expect(JSON.stringify(box.store.load('pairings'))).not.toContain(token)
})

test('a stream gives the state at once and at each change, and ends when its pairing is taken away', async () => {
  const { token } = pairings.admit('tablet')
  const stream = new WebSocket(`${url.replace('http', 'ws')}/api/v1/stream`, as(token))
  const first = JSON.parse(String((await once(stream, 'message'))[0]))
  for (const member of stateSchema.required) expect(first).toHaveProperty(member)
  const meter = new SendingMeter()
  box.device.take(meter.association())
  box.device.take(meter.power(1234, noon))
  const second = JSON.parse(String((await once(stream, 'message'))[0]))
  expect(second.meters[0].power).toEqual({ value: 1234, time: noon })
  const [, { items }] = (await ask('/api/v1/pairings', as(token))) as [
    number,
    { items: { id: string; name: string }[] },
  ]
  expect(items).toMatchObject([{ name: 'tablet' }])
  expect(items[0]).not.toHaveProperty('digest')
  const closed = once(stream, 'close')
  expect(
    (await fetch(`${url}/api/v1/pairings/${items[0]!.id}`, { method: 'DELETE', ...as(token) })).status,
  ).toBe(200)
  box.device.take(meter.power(1235, noon + 1))
  expect((await closed)[0]).toBe(4401)
  expect(await ask('/api/v1/state', as(token))).toMatchObject([401, { code: 'unpaired' }])
})

test('a page of another origin gets nowhere, with a cookie too', async () => {
  const { token } = pairings.admit('phone')
  const headers = { cookie: `a=b; ferraris-device=${token}`, origin: 'http://evil.example' }
  expect(await ask('/api/v1/state', { headers })).toMatchObject([403, { code: 'foreign-origin' }])
  expect(await ask('/api/v1/state', { headers: { ...headers, origin: url } })).toMatchObject([200, {}])
})

test('bad requests are told what is wrong', async () => {
  const { token } = pairings.admit('phone')
  expect(await ask('/api/v1/quarters?day=today', as(token))).toMatchObject([400, { code: 'bad-request' }])
  expect(await ask('/api/v1/quarters?meter=M9&day=2026-11-30', as(token))).toMatchObject([
    404,
    { code: 'not-found' },
  ])
  expect(await ask('/api/v1/pairings', { method: 'POST', body: '{' })).toMatchObject([
    400,
    { code: 'bad-request' },
  ])
  expect(await ask('/api/v1/pairings', { method: 'POST', body: 'x'.repeat(5000) })).toMatchObject([
    400,
    { code: 'bad-request' },
  ])
  expect(await ask('/../../package.json')).toMatchObject([404, { code: 'not-found' }])
  expect(await ask('//')).toMatchObject([400, { code: 'bad-request' }])
  expect(await ask('/api/v1/quarters?day=2026-13-32', as(token))).toMatchObject([
    400,
    { code: 'bad-request' },
  ])
  const unreadable = { method: 'POST', ...as(token) }
  expect(await ask('/api/v1/messages/%E0/read', unreadable)).toMatchObject([400, { code: 'bad-request' }])
})

/** A client that is not paired asks for a stream, and keeps its side of the connection open. */
function askForStream(path: string) {
  const socket = connect({ host: '127.0.0.1', port: server.port, allowHalfOpen: true })
  const upgrade = 'Host: device\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'
  const key = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
  socket
    .on('error', () => {})
    .on('connect', () => socket.write(`GET ${path} HTTP/1.1\r\n${upgrade}${key}\r\n`))
  return socket
}

test('who is not paired cannot end the device with what becomes of a stream', async () => {
  for (const path of ['//', 'http://[', '/api/v1/stream'])
    expect(String((await once(askForStream(path), 'data'))[0])).toContain('401')
  const broken = Array.from({ length: 50 }, () => askForStream('/api/v1/stream'))
  await Promise.all(
    broken.map(async socket => {
      await once(socket, 'connect')
      socket.resetAndDestroy()
    }),
  )
  expect(await ask('/api/v1/state')).toMatchObject([401, { code: 'unpaired' }])
})

test('a stream that is refused keeps no place, though the other side never closes', async () => {
  const socket = askForStream('/api/v1/stream')
  const closed = new Promise(resolve => socket.on('close', resolve))
  // What is written to a connection that is gone breaks it on this side, too.
  socket.on('end', () => {
    const more = setInterval(() => socket.write('.'), 5)
    socket.on('close', () => clearInterval(more))
  })
  socket.resume()
  await closed
})

test('other machines are served over TLS alone', async () => {
  const options = { device: box.device, pairings, frames: () => [], host: '0.0.0.0', port: 0 }
  await expect(openLocalServer(options)).rejects.toThrow('certificate')
})
