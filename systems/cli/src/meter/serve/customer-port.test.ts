import { data, encodeData } from '@ferraris/cosem'
import type { LogicalDevice } from '@ferraris/dlms/server'
import { listenForPushes, type Push } from '@ferraris/transport'
import { afterEach, expect, test } from 'vitest'
import { openCustomerPort } from './customer-port.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close()
})

/** A meter of one phase: a serial number, a voltage, nothing else. */
const device: LogicalDevice = {
  get: (_, { instanceId, attributeId }) => {
    if (instanceId === '0.0.96.1.0.255') return encodeData(data.text('FER00000001'))
    if (instanceId !== '1.0.32.7.0.255') return 'object-undefined'
    return encodeData(
      attributeId === 2 ? data.longUnsigned(2304) : data.structure(data.integer(-1), data.enumeration(35)),
    )
  },
  set: () => 'read-write-denied',
  action: () => ({ result: 'object-undefined' }),
}

function fail(error: Error): never {
  throw error
}

test('a meter tells its customer what it has, and nothing that it has not', async () => {
  const heard = Promise.withResolvers<Push>()
  const listener = await listenForPushes(
    { medium: 'udp', host: '127.0.0.1', port: 0 },
    {
      keys: [],
      onGone: fail,
      audience: { onPush: heard.resolve, onUnread: ({ error }) => fail(error), onNoise: () => {} },
    },
  )
  open.push(listener)
  const customerPort = `udp://${listener.place}`
  open.push(
    await openCustomerPort(device, { customerPort, customerFraming: 'mbus', customerEvery: 3600 }, fail),
  )
  expect(await heard.promise).toMatchObject({
    framing: 'mbus',
    meter: 'FER00000001',
    readings: [
      { obis: '0.0.96.1.0.255', value: 'FER00000001' },
      { obis: '1.0.32.7.0.255', value: 230.4, unit: 'V' },
    ],
  })
})

test('a telegram that cannot be made is told of, and ends no meter', async () => {
  const troubles: Error[] = []
  const broken: LogicalDevice = {
    ...device,
    get: () => {
      throw new Error('the disk is full')
    },
  }
  open.push(
    await openCustomerPort(
      broken,
      { customerPort: 'udp://127.0.0.1:1', customerFraming: 'mbus', customerEvery: 3600 },
      error => troubles.push(error),
    ),
  )
  expect(troubles.map(({ message }) => message)).toEqual(['the disk is full'])
})

test('a customer port is a line', async () => {
  const options = { customerPort: 'mqtt://broker/topic', customerFraming: 'mbus', customerEvery: 10 } as const
  await expect(openCustomerPort(device, options, fail)).rejects.toMatchObject({
    path: '--customer-port',
  })
})
