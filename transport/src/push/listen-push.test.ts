import { createSocket } from 'node:dgram'
import { connect as connectTcp } from 'node:net'
import { concat, fromHex, toHex } from '@ferraris/bytes'
import { data, encodeData } from '@ferraris/cosem'
import { encodeMbusFrames } from '@ferraris/dlms/mbus'
import { encodeWpdu } from '@ferraris/dlms/wrapper'
import { layCable, socatIsHere } from '@ferraris/testing'
import { connectAsync } from 'mqtt'
import { SerialPort } from 'serialport'
import { afterEach, describe, expect, test } from 'vitest'
import { aedesBroker } from '../mqtt/brokers.fixture.ts'
import { listenForPushes } from './listen-push.ts'
import { pushFramings } from './push-framing.ts'
import type { PushPlace, PushService } from './push-place.ts'
import type { Push } from './push-reader.ts'
import { openPushSender } from './push-sender.ts'

/** The power that a Kaifa meter pushes every two seconds. */
function telegram(power: number): Uint8Array {
  return concat(
    fromHex('0f400000000c07ea0b1506080f00ff800000'),
    encodeData(data.structure(data.doubleLongUnsigned(power))),
  )
}

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close()
})

function fail(error: Error): never {
  throw error
}

/** A listener, and the next powers that it hears. */
async function listen(place: PushPlace, maxSenders?: number) {
  const heard: { power: unknown; from: string }[] = []
  let told = (): void => {}
  const service: PushService = await listenForPushes(place, {
    keys: [],
    ...(maxSenders !== undefined && { maxSenders }),
    audience: {
      onPush: ({ readings }: Push, from) => {
        heard.push({ power: readings[0]?.value, from })
        told()
      },
      onUnread: ({ error }) => fail(error),
      onNoise: (length, from) => {
        heard.push({ power: `${length} octets of noise`, from })
        told()
      },
    },
    onGone: fail,
  })
  open.push(service)
  const next = async (count: number) => {
    while (heard.length < count) {
      await new Promise<void>(resolve => {
        told = resolve
      })
    }
    return heard.splice(0, count)
  }
  return { service, next }
}

function portOf({ place }: PushService) {
  return Number(place.split(':').at(-1))
}

test('a listener on TCP reads each connection by itself, at once where frames have an end', async () => {
  const { service, next } = await listen({ medium: 'tcp', host: '127.0.0.1', port: 0 })
  const sockets = [0, 1, 2].map(() => connectTcp(portOf(service), '127.0.0.1'))
  for (const socket of sockets) open.push({ close: () => socket.destroy() })
  const [one, two, three] = sockets
  const wpdu = encodeWpdu({ source: 1, destination: 103, apdu: telegram(11) })
  one!.write(wpdu.subarray(0, 20))
  two!.write(concat(...encodeMbusFrames(telegram(12))))
  expect((await next(1)).map(({ power }) => power)).toEqual([12])
  one!.write(wpdu.subarray(20))
  expect((await next(1)).map(({ power }) => power)).toEqual([11])
  // A bare APDU ends with the connection, or a silence.
  three!.end(telegram(13))
  expect((await next(1)).map(({ power }) => power)).toEqual([13])
})

test('a listener on UDP takes each datagram for a whole', async () => {
  const { service, next } = await listen({ medium: 'udp', host: '127.0.0.1', port: 0 }, 2)
  const socket = createSocket('udp4')
  open.push(socket)
  for (const octets of [
    telegram(21),
    encodeWpdu({ source: 1, destination: 103, apdu: telegram(22) }),
    fromHex('ffff'),
  ])
    socket.send(octets, portOf(service), '127.0.0.1')
  expect((await next(3)).map(({ power }) => power)).toEqual([21, 22, '2 octets of noise'])
})

test.skipIf(!socatIsHere())('a listener at a serial port hears what a meter says there', async () => {
  const { ends, unplug } = await layCable()
  open.push({ close: unplug })
  const line = { baud: 2400, bits: 8, parity: 'none', stop: 1 } as const
  const { next } = await listen({ medium: 'serial', path: ends[0], ...line })
  const meter = new SerialPort({ path: ends[1], baudRate: 2400 })
  open.push({ close: () => new Promise(resolve => meter.close(resolve)) })
  for (const power of [31, 32]) meter.write(concat(...encodeMbusFrames(telegram(power))))
  expect(await next(2)).toEqual([31, 32].map(power => ({ power, from: ends[0] })))
})

test('a listener at a broker takes octets and hex, from each topic', async () => {
  const broker = await aedesBroker()
  open.push({ close: () => broker.remove() })
  const { next } = await listen({ medium: 'mqtt', url: broker.url, topic: 'han/#' })
  const reader = await connectAsync(broker.url)
  open.push({ close: () => reader.endAsync() })
  await reader.publishAsync('elsewhere', Buffer.from(telegram(1)))
  await reader.publishAsync('han/a', Buffer.from(telegram(41)))
  await reader.publishAsync(
    'han/b',
    `${toHex(concat(...encodeMbusFrames(telegram(42))), ' ').toUpperCase()}\n`,
  )
  expect(await next(2)).toEqual([
    { power: 41, from: 'han/a' },
    { power: 42, from: 'han/b' },
  ])
})

describe('what a meter pushes is heard', () => {
  test.each(pushFramings)('over TCP and UDP, framed as %s', async framing => {
    const long = concat(telegram(51).subarray(0, 18), fromHex('02020600000033098207d0'), new Uint8Array(2000))
    for (const medium of ['tcp', 'udp'] as const) {
      const { service, next } = await listen({ medium, host: '127.0.0.1', port: 0 })
      const target = { medium, host: '127.0.0.1', port: portOf(service) }
      const sender = await openPushSender(target, framing, { timeoutMs: 10_000, onGone: fail })
      open.push(sender)
      sender.send(telegram(52))
      expect((await next(1))[0]?.power).toBe(52)
      // More than one frame of HDLC or M-Bus; an unknown list.
      sender.send(long)
      expect((await next(1))[0]?.power).toBeUndefined()
    }
  })

  test.skipIf(!socatIsHere())('at a serial port', async () => {
    const { ends, unplug } = await layCable()
    open.push({ close: unplug })
    const line = { baud: 2400, bits: 8, parity: 'none', stop: 1 } as const
    const { next } = await listen({ medium: 'serial', path: ends[0], ...line })
    const target = { medium: 'serial', path: ends[1], ...line } as const
    const sender = await openPushSender(target, 'mbus', { timeoutMs: 10_000, onGone: fail })
    open.push(sender)
    sender.send(telegram(61))
    expect((await next(1))[0]?.power).toBe(61)
  })
})

test('a place that cannot be had is reported', async () => {
  const { service } = await listen({ medium: 'tcp', host: '127.0.0.1', port: 0 })
  const taken = { host: '127.0.0.1', port: portOf(service) }
  await expect(listen({ medium: 'tcp', ...taken })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  const line = { baud: 2400, bits: 8, parity: 'even', stop: 1 } as const
  await expect(listen({ medium: 'serial', path: '/dev/ttyNOWHERE', ...line })).rejects.toMatchObject({
    code: 'port-unusable',
  })
  await expect(listen({ medium: 'mqtt', url: 'mqtt://127.0.0.1:1', topic: 'a' })).rejects.toMatchObject({
    code: 'unreachable',
  })
})
