import { type Listener, listenForConcentrators } from '@ferraris/transport'
import { Aedes } from 'aedes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectConcentrator, openNetwork, type TestNetwork } from '../../testing/network.fixture.ts'
import { concentratorById } from '../concentrators/queries.ts'
import { AccessError } from './access-error.ts'
import { type AccessHandlers, openAccess, openGate } from './concentrator-access.ts'

let net: TestNetwork
let aedes: Aedes
let listener: Listener
beforeAll(async () => {
  net = await openNetwork()
  aedes = await Aedes.createBroker()
  const onConnection = (socket: Parameters<Aedes['handle']>[0]) => void aedes.handle(socket)
  listener = await listenForConcentrators({ host: '127.0.0.1', port: 0, onConnection })
})
afterAll(async () => {
  await listener.close()
  await new Promise<void>(resolve => aedes.close(resolve))
  await net.close()
})

const handlers: AccessHandlers = {
  authenticate: async () => true,
  onMessage: (id, message) => net.network.take(id, message),
  onRefused: (_, error) => {
    throw error
  },
  onState: () => {},
}

test('uc IF-G2 what is said while the head-end is away is taken when it is back', async () => {
  const place = { broker: { url: `mqtt://127.0.0.1:${listener.port}` } }
  const first = await openAccess(place, handlers)
  const credential = await net.enrolled('C1')
  const { uplink, say } = connectConcentrator(listener.port, 'C1', credential)
  const version = async () => (await concentratorById(net.store.kysely, 'C1'))!.version
  while ((await version()) === null) await new Promise(resolve => setTimeout(resolve, 5))
  await first.close()
  await say({ kind: 'hello', concentrator: 'C1', version: '2', substation: 'North' })
  expect(await version()).toBe('1')
  const second = await openAccess(place, handlers)
  while ((await version()) !== '2') await new Promise(resolve => setTimeout(resolve, 5))
  await second.close()
  await uplink.close()
})

test('a port that is taken, and an address without TLS, keep the head-end from starting and say why', async () => {
  const taken = { mqttPort: net.broker.port, tunnelPort: net.broker.port }
  await expect(openAccess(taken, handlers)).rejects.toThrow(AccessError)
  await expect(openGate(taken, handlers)).rejects.toThrow(/EADDRINUSE/)
  await expect(openAccess({ host: '0.0.0.0', mqttPort: 0 }, handlers)).rejects.toThrow(/give a certificate/)
  await expect(openAccess({ broker: { url: 'mqtt://10.0.0.1' } }, handlers)).rejects.toMatchObject({
    code: 'concentrators-not-served',
  })
})
