import { once } from 'node:events'
import { connect as dial } from 'node:net'
import { upPayload } from '@ferraris/transport'
import { connect, type MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openNetwork, type TestNetwork } from '../../testing/network.fixture.ts'
import { isConcentrator } from '../concentrators/concentrators.ts'
import { concentratorById } from '../concentrators/queries.ts'

let net: TestNetwork
let credential: string
beforeAll(async () => {
  net = await openNetwork()
  credential = await net.enrolled('C1')
  await net.enrolled('C2')
})
afterAll(() => net.close())

const clients: MqttClient[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) await client.endAsync(true)
})

/** A client, and how its attempt to connect ends. */
async function attempt(clientId: string, username: string, password: string) {
  const client = connect({
    host: '127.0.0.1',
    port: net.broker.port,
    clientId,
    username,
    password,
    clean: false,
    reconnectPeriod: 0,
  })
  clients.push(client)
  const outcome = await new Promise<string>(resolve => {
    client.once('connect', () => resolve('connected'))
    client.once('error', error => resolve(error.message))
  })
  return { client, outcome }
}

const heartbeat = upPayload({
  kind: 'heartbeat',
  at: 1,
  meters: 5,
  silent: 0,
  pendingResults: 0,
  diskFree: 1,
})

test.each([
  ['a wrong password', 'C1', 'C1', 'nonsense'],
  ['a name that is not enrolled', 'C9', 'C9', 'nonsense'],
  ['the session of another', 'C2', 'C1', undefined],
])('%s is refused', async (_name, clientId, username, password) => {
  const { outcome } = await attempt(clientId, username, password ?? credential)
  expect(outcome).toMatch(/not authorized/i)
})

test('a concentrator may speak and listen below its own name only', async () => {
  const { client, outcome } = await attempt('C1', 'C1', credential)
  expect(outcome).toBe('connected')
  for (const topic of [
    'ferraris/g2/+/down/+',
    'ferraris/g2/C2/down/+',
    '#',
    'ferraris/g2/C1/up/+',
    '$SYS/#',
  ]) {
    const granted = await client.subscribeAsync(topic, { qos: 1 }).catch(() => [{ qos: 128 }])
    expect(
      granted.map(({ qos }) => qos),
      topic,
    ).toEqual([128])
  }
  expect((await client.subscribeAsync('ferraris/g2/C1/down/+', { qos: 1 }))[0]!.qos).toBe(1)
  await client.publishAsync('ferraris/g2/C1/up/heartbeat', heartbeat, { qos: 1 })
  expect(await concentratorById(net.store.kysely, 'C1')).toMatchObject({
    state: 'online',
    heartbeat: { meters: 5 },
  })
})

test.each(['ferraris/g2/C2/up/heartbeat', 'ferraris/g2/C1/down/release', 'elsewhere'])(
  'a client that publishes on %s is cut off, and nothing is taken',
  async topic => {
    const { client } = await attempt('C1', 'C1', credential)
    const closed = new Promise<void>(resolve => client.once('close', () => resolve()))
    client.publish(topic, heartbeat, { qos: 1 })
    await closed
    expect(await concentratorById(net.store.kysely, 'C2')).toMatchObject({ state: 'new', heartbeat: null })
  },
)

test('a stranger may not make the broker gather more than a CONNECT', async () => {
  const socket = dial(net.broker.port, '127.0.0.1')
  // The fixed header of a CONNECT of 256 MB (MQTT 3.1.1, 2.2.3), and its beginning.
  socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]))
  socket.write(Buffer.alloc(4096))
  socket.on('error', () => {})
  await once(socket, 'close')
  expect(socket.destroyed).toBe(true)
})

test('a concentrator may send a message of a megabyte, and no packet that is longer', async () => {
  const { client, outcome } = await attempt('C1', 'C1', credential)
  expect(outcome).toBe('connected')
  const long = Buffer.alloc(1024 * 1024, 0x7b)
  await client.publishAsync('ferraris/g2/C1/up/heartbeat', long, { qos: 1 })
  const closed = new Promise<void>(resolve => client.once('close', () => resolve()))
  client.publish('ferraris/g2/C1/up/heartbeat', Buffer.alloc(2 * 1024 * 1024, 0x7b), { qos: 1 })
  await closed
  expect(client.connected).toBe(false)
})

test('nothing is kept for a concentrator that confirms nothing: it is told again at its next hello', async () => {
  const { client } = await attempt('C1', 'C1', credential)
  await client.subscribeAsync('ferraris/g2/C1/down/+', { qos: 1 })
  const released = () => new Promise<void>(resolve => client.once('packetreceive', () => resolve()))
  client.handleMessage = () => {}
  const told = released()
  await net.broker.publish('C1', { kind: 'release', acas: ['464500000001'] })
  await told
  client.stream.destroy()
  await new Promise<void>(resolve => client.once('close', () => resolve()))
  await net.broker.publish('C1', { kind: 'release', acas: ['464500000002'] })
  const again = connect({
    host: '127.0.0.1',
    port: net.broker.port,
    clientId: 'C1',
    username: 'C1',
    password: credential,
    clean: false,
    reconnectPeriod: 0,
  })
  clients.push(again)
  const kept: string[] = []
  again.on('message', topic => kept.push(topic))
  const { sessionPresent } = await new Promise<{ sessionPresent: boolean }>(resolve =>
    again.once('connect', resolve),
  )
  expect(sessionPresent).toBe(false)
  await again.publishAsync('ferraris/g2/C1/up/heartbeat', heartbeat, { qos: 1 })
  expect(kept).toEqual([])
})

test('a will on the topic of another is not published', async () => {
  const stranger = connect({
    host: '127.0.0.1',
    port: net.broker.port,
    clientId: 'C1',
    username: 'C1',
    password: credential,
    reconnectPeriod: 0,
    will: { topic: 'ferraris/g2/C2/up/heartbeat', payload: heartbeat, qos: 1, retain: false },
  })
  clients.push(stranger)
  await new Promise(resolve => stranger.once('connect', resolve))
  stranger.stream.destroy()
  const { client } = await attempt('C1', 'C1', credential)
  await client.publishAsync('ferraris/g2/C1/up/heartbeat', heartbeat, { qos: 1 })
  expect(await concentratorById(net.store.kysely, 'C2')).toMatchObject({ state: 'new', heartbeat: null })
})

test('uc SEC-3 a certificate proves the name that it carries and no other, whatever password comes with it', async () => {
  const is = (id: string, proof: { credential?: string; commonName?: string }) =>
    isConcentrator(net.store.kysely, id, proof)
  expect(await is('C1', { commonName: 'C1' })).toBe(true)
  expect(await is('C1', { commonName: 'C2', credential })).toBe(false)
  expect(await is('C9', { commonName: 'C9' })).toBe(false)
  expect(await is('C1', {})).toBe(false)
})
