import { createSocket } from 'node:dgram'
import { connect as connectTls } from 'node:tls'
import {
  type Data,
  data,
  dateTimeAt,
  encodeData,
  encodeDateTime,
  obis,
  obisToOctets,
  zone,
} from '@ferraris/cosem'
import { encodeNotification, unconfirmedBlocks } from '@ferraris/dlms/push'
import { obisCodes, secondsOf } from '@ferraris/metering'
import { cert, key } from '@ferraris/service/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listEndDeviceEvents } from '../events/queries.ts'
import { temporaryStore } from '../testing/temporary-store.ts'
import {
  alarm,
  ciphered,
  connected,
  enrolPushing,
  framed,
  openDoor,
  type PushingMeter,
  pushingMeter,
} from './pushing.fixture.ts'
import { refusedPushes, storedPushStatistics, unknownCallers } from './queries.ts'
import { UnknownCallers } from './refused/unknown-callers.ts'

const noon = Date.parse('2026-11-21T12:00:00Z')
const at = secondsOf(noon)
const coverRemoved = { log: obisCodes.fraudLog, code: 40, time: at - 2 }
const fraud = 1 << 13

let store: Awaited<ReturnType<typeof temporaryStore>>
let meters: PushingMeter[]
const clock = { now: noon }
let open: Awaited<ReturnType<typeof openDoor>>

beforeAll(async () => {
  store = await temporaryStore()
  meters = await enrolPushing(store, 40, noon)
})
afterAll(() => store.remove())
beforeEach(async () => {
  clock.now = noon
  open = await openDoor(store, clock)
})
afterEach(() => open.door.close())

function nextMeter(): PushingMeter {
  return meters.pop()!
}

/** Sends octets over a connection of their own, and waits until what came of them is stored. */
async function push(...octets: Uint8Array[]): Promise<void> {
  const socket = await connected(open.port)
  socket.end(Buffer.concat(octets))
  await new Promise(resolve => socket.once('close', resolve))
  await open.door.settled()
}
async function events({ serial }: PushingMeter) {
  const { items } = await listEndDeviceEvents(store.kysely, { endDevice: serial, limit: 100 })
  return items.map(({ time, log, code, learnt }) => ({
    time: secondsOf(Date.parse(time)),
    log,
    code,
    learnt,
  }))
}

describe('a push of a meter', () => {
  test('is the event that it names, with the time of its log', async () => {
    const meter = nextMeter()
    await push(framed(ciphered(meter, alarm(meter.serial, { time: at, word: fraud, entry: coverRemoved }))))
    expect(await events(meter)).toEqual([{ ...coverRemoved, learnt: ['push'] }])
    expect(open.soon).toEqual([])
  })

  test('with a bit alone is an alarm, and the log of the meter is to be read at once', async () => {
    const meter = nextMeter()
    await push(framed(ciphered(meter, alarm(meter.serial, { time: at, word: fraud }))))
    expect(await events(meter)).toEqual([
      { time: at, log: obisCodes.alarmRegister, code: 13, learnt: ['alarm'] },
    ])
    expect(open.soon).toHaveLength(1)
  })

  test('with its last breath is the failure of its supply', async () => {
    const meter = nextMeter()
    await push(framed(ciphered(meter, alarm(meter.serial, { time: at, setup: '0.3.25.9.0.255' }))))
    expect(await events(meter)).toEqual([{ time: at, log: obisCodes.standardLog, code: 1, learnt: ['push'] }])
  })

  test('that names one attribute, as older meters do', async () => {
    const meter = nextMeter()
    const attribute = { classId: 1, instanceId: obis(obisCodes.alarmDescriptor), attributeId: 2 }
    const body = encodeData(data.doubleLongUnsigned(1))
    const plain = encodeNotification({ kind: 'event-notification', time: undefined, attribute, body })
    await push(framed(ciphered(meter, plain)))
    expect(await events(meter)).toMatchObject([{ code: 6, learnt: ['alarm'] }])
  })

  test('in blocks, and cut anywhere', async () => {
    const meter = nextMeter()
    const apdu = ciphered(meter, alarm(meter.serial, { time: at, word: fraud, entry: coverRemoved }))
    const socket = await connected(open.port)
    for (const octet of Buffer.concat(unconfirmedBlocks(apdu, 40).map(framed))) {
      socket.write(Uint8Array.of(octet))
      if (octet % 16 === 0) await new Promise(resolve => setImmediate(resolve))
    }
    socket.end()
    await new Promise(resolve => socket.once('close', resolve))
    await open.door.settled()
    expect(await events(meter)).toHaveLength(1)
  })

  test('that wants to be confirmed is, after it is stored', async () => {
    const meter = nextMeter()
    const socket = await connected(open.port)
    const answer = new Promise<Buffer>(resolve => socket.once('data', resolve))
    socket.write(
      framed(
        ciphered(
          meter,
          alarm(meter.serial, { time: at, word: fraud, entry: coverRemoved, confirmed: true, id: 77 }),
        ),
      ),
    )
    expect((await answer).toString('hex')).toBe('00010067000100051040' + '00004d')
    expect(await events(meter)).toHaveLength(1)
    socket.destroy()
  })

  test('over UDP and over TLS', async () => {
    const [one, other] = [nextMeter(), nextMeter()]
    const udp = await open.door.open({ medium: 'udp', host: '127.0.0.1', port: 0 })
    const sender = createSocket('udp4')
    sender.send(
      framed(ciphered(one, alarm(one.serial, { time: at, word: fraud, entry: coverRemoved }))),
      udp,
      '127.0.0.1',
    )
    const tls = await open.door.open({ medium: 'tcp', host: '127.0.0.1', port: 0, tls: { cert, key } })
    const socket = connectTls({
      port: tls,
      host: '127.0.0.1',
      ca: cert,
      checkServerIdentity: () => undefined,
    })
    await new Promise(resolve => socket.once('secureConnect', resolve))
    socket.end(framed(ciphered(other, alarm(other.serial, { time: at, word: fraud, entry: coverRemoved }))))
    await expect
      .poll(async () => [await events(one), await events(other)].map(found => found.length))
      .toEqual([1, 1])
    sender.close()
    expect(open.door.places).toEqual([
      `tcp://127.0.0.1:${open.port}`,
      `udp://127.0.0.1:${udp}`,
      `tls://127.0.0.1:${tls}`,
    ])
  })
})

/** A push of an alarm whose elements after the words are given; the number of an event stands in the fraud log. */
function alarmOf(...elements: Data[]): Uint8Array {
  const [only] = elements
  const event =
    elements.length === 1 && only !== undefined
      ? [
          data.structure(
            data.octets(obisToOctets(obis(obisCodes.fraudLog))),
            only,
            data.octets(encodeDateTime(dateTimeAt(at, zone('Europe/Rome')))),
          ),
        ]
      : elements
  const body = data.structure(data.octets(obisToOctets(obis(obisCodes.alarmPush))), ...event)
  const about = { kind: 'data-notification', longInvokeId: 1, confirmed: false, time: undefined } as const
  return encodeNotification({ ...about, body: encodeData(body) })
}

describe('a push that is none of ours', () => {
  const fresh = { time: at, word: fraud, entry: coverRemoved }

  test.each<[what: string, octets: (meter: PushingMeter) => Uint8Array, reason: string]>([
    [
      'of a meter that is not in the inventory',
      () => ciphered(pushingMeter(9999), alarm('FER00009999', fresh)),
      'unknown',
    ],
    ['in plain, of a meter that has keys', ({ serial }) => alarm(serial, fresh), 'unprotected'],
    ['in plain, of an unknown number', () => alarm('ACME0001', fresh), 'unknown'],
    ['that is encrypted only', meter => ciphered(meter, alarm(meter.serial, fresh), 1, 0x20), 'unprotected'],
    [
      'under keys of another',
      meter => ciphered({ ...pushingMeter(3), title: meter.title }, alarm(meter.serial, fresh), 1),
      'forged',
    ],
    [
      'that was changed on its way',
      meter => {
        const octets = ciphered(meter, alarm(meter.serial, fresh), 1)
        octets[octets.length - 1]! ^= 1
        return octets
      },
      'forged',
    ],
    [
      'of tomorrow',
      meter => ciphered(meter, alarm(meter.serial, { ...fresh, time: at + 86_400 }), 1),
      'future',
    ],
    [
      'that tells of tomorrow',
      meter =>
        ciphered(meter, alarm(meter.serial, { ...fresh, entry: { ...coverRemoved, time: at + 86_400 } }), 1),
      'future',
    ],
    [
      'that is no notification',
      meter => ciphered(meter, Uint8Array.of(0xc4, 1, 0xc1, 0, 0), 1),
      'unreadable',
    ],
    [
      'that ends too early',
      meter => ciphered(meter, alarm(meter.serial, fresh), 1).subarray(0, 9),
      'unreadable',
    ],
    ['ciphered as within an association', () => Uint8Array.of(0xc8, 3, 0x30, 0, 0), 'unreadable'],
    [
      'with an event whose number no log has',
      meter => ciphered(meter, alarmOf(data.doubleLongUnsigned(0x8000_0000)), 1),
      'unreadable',
    ],
    [
      'with more alarm words than there are registers',
      meter => ciphered(meter, alarmOf(...Array.from({ length: 11 }, () => data.doubleLongUnsigned(1))), 1),
      'unreadable',
    ],
  ])('%s is refused, counted and told', async (_, octets, reason) => {
    const meter = nextMeter()
    await push(framed(octets(meter)))
    expect(open.refused).toEqual([reason])
    expect(await events(meter)).toEqual([])
    const { items } = await refusedPushes(store.kysely, { limit: 1 })
    expect(items).toMatchObject([{ reason }])
  })

  test.each([0x00, 0x20])(
    'with a counter that nothing proves (0x%i) uses up no counter of the meter',
    async control => {
      const meter = nextMeter()
      await push(framed(ciphered(meter, alarm(meter.serial, fresh), 0xffff_ffff, control)))
      expect(open.refused).toEqual(['unprotected'])
      await push(framed(ciphered(meter, alarm(meter.serial, fresh))))
      expect(open.refused).toEqual(['unprotected'])
      expect(await events(meter)).toHaveLength(1)
    },
  )

  test('is told why: an event number that the store cannot keep, with the others of the push', async () => {
    const meter = nextMeter()
    await push(framed(ciphered(meter, alarmOf(data.doubleLongUnsigned(0xffff_ffff)))))
    const { items } = await refusedPushes(store.kysely, { endDevice: meter.serial, limit: 1 })
    expect(items[0]?.detail).toContain('event 4294967295 in log 0.0.99.98.1.255')
    await push(framed(ciphered(meter, alarm(meter.serial, fresh))))
    expect(await events(meter)).toHaveLength(1)
  })

  test('after the last counter there is: its keys are to be changed', async () => {
    const meter = nextMeter()
    await push(framed(ciphered(meter, alarm(meter.serial, fresh), 0xffff_ffff)))
    expect(open.refused).toEqual([])
    await push(framed(ciphered(meter, alarm(meter.serial, fresh), 0)))
    await push(framed(ciphered(meter, alarm(meter.serial, fresh), 1)))
    expect(open.refused).toEqual(['replayed', 'replayed'])
    const { items } = await refusedPushes(store.kysely, { endDevice: meter.serial, limit: 1 })
    expect(items[0]?.detail).toContain('its keys are used up')
    expect(await events(meter)).toHaveLength(1)
  })

  test('and comes in the name of a meter uses up none of its pushes of the hour', async () => {
    const meter = nextMeter()
    const forged = { ...pushingMeter(3), title: meter.title }
    await push(...Array.from({ length: 3600 }, () => framed(ciphered(forged, alarm(meter.serial, fresh)))))
    await push(framed(ciphered(meter, alarm(meter.serial, fresh))))
    expect(await events(meter)).toHaveLength(1)
  })

  test('and says a number that the store cannot look up keeps none waiting', async () => {
    const meter = nextMeter()
    const poison = Buffer.from('\0\0\0\0,\0\0\0\x01', 'latin1')
    const apdu = encodeNotification({
      kind: 'data-notification',
      longInvokeId: 1,
      confirmed: false,
      time: undefined,
      body: encodeData(data.octets(poison)),
    })
    await push(framed(apdu), framed(ciphered(meter, alarm(meter.serial, fresh))))
    expect(open.refused).toEqual(['unprotected'])
    expect(await events(meter)).toHaveLength(1)
  })

  test('of a meter whose stored key is damaged keeps none waiting', async () => {
    const [meter, broken] = [nextMeter(), nextMeter()]
    await store.pool.query(
      `update end_device_key set wrapped_guek = '\\x00112233445566778899aabbccddeeff0011223344556677'
       where end_device_id = (select id from end_device where serial = $1)`,
      [broken.serial],
    )
    await push(
      framed(ciphered(broken, alarm(broken.serial, fresh))),
      framed(ciphered(meter, alarm(meter.serial, fresh))),
    )
    expect(open.refused).toEqual(['unknown'])
    expect(await events(meter)).toHaveLength(1)
  })

  test('and repeats what was said before changes nothing', async () => {
    const meter = nextMeter()
    const first = framed(ciphered(meter, alarm(meter.serial, fresh)))
    const second = framed(
      ciphered(meter, alarm(meter.serial, { ...fresh, entry: { ...coverRemoved, time: at - 1 } })),
    )
    await push(first, first, second, first)
    expect(open.refused).toEqual(['replayed', 'replayed'])
    expect(await events(meter)).toHaveLength(2)
    // The counters are kept: after a restart, too.
    await open.door.close()
    open = await openDoor(store, clock)
    await push(first, second)
    expect(open.refused).toEqual(['replayed', 'replayed'])
    expect(await events(meter)).toHaveLength(2)
  })

  test('and asks again to be confirmed is confirmed again, and stored once', async () => {
    const meter = nextMeter()
    const octets = framed(ciphered(meter, alarm(meter.serial, { ...fresh, confirmed: true, id: 5 })))
    const socket = await connected(open.port)
    let heard = ''
    socket.on('data', answer => {
      heard += answer.toString('hex')
    })
    socket.write(octets)
    await expect.poll(() => heard).toContain('1040000005')
    heard = ''
    socket.write(octets)
    await expect.poll(() => heard).toContain('1040000005')
    socket.destroy()
    expect(await events(meter)).toHaveLength(1)
  })

  test('of hours ago is the event of hours ago', async () => {
    const meter = nextMeter()
    const time = at - 7 * 3600
    await push(
      framed(ciphered(meter, alarm(meter.serial, { time, word: fraud, entry: { ...coverRemoved, time } }))),
    )
    expect(await events(meter)).toMatchObject([{ time }])
    expect(open.refused).toEqual([])
  })

  test('of a clock that has lost its time counts when it comes', async () => {
    const meter = nextMeter()
    const long = secondsOf(Date.parse('2000-01-01T00:01:00Z'))
    await push(framed(ciphered(meter, alarm(meter.serial, { time: long, word: 1 }))))
    expect(await events(meter)).toMatchObject([{ time: at, code: 6 }])
  })

  test('and comes by the thousands is counted in one row', async () => {
    const forged = { ...pushingMeter(1), title: meters.at(-1)!.title }
    const octets = Array.from({ length: 3000 }, (_, i) =>
      framed(ciphered(forged, alarm('FER', fresh), i + 1)),
    )
    await push(...octets)
    const { items } = await refusedPushes(store.kysely, { reason: 'forged', limit: 1 })
    expect(items).toMatchObject([{ count: 3000, endDevice: meters.at(-1)!.serial }])
  })

  test('noise does not disturb what others say', async () => {
    const meter = nextMeter()
    await push(Buffer.alloc(5000, 0x55))
    await push(Buffer.from('0001ffff', 'hex'))
    await push(framed(ciphered(meter, alarm(meter.serial, fresh))))
    expect(await events(meter)).toHaveLength(1)
  })
})

test('a meter whose keys are changed is heard under the new ones', async () => {
  const meter = nextMeter()
  await push(framed(ciphered(meter, alarm(meter.serial, { time: at, word: fraud, entry: coverRemoved }))))
  const others = pushingMeter(500)
  await store.pool.query(
    `update end_device_key k set wrapped_guek = (select wrapped_guek from end_device_key where end_device_id = d.id)
     from end_device d where d.serial = 'FER00000001' and k.end_device_id = (select id from end_device where serial = $1)`,
    [meter.serial],
  )
  clock.now += 60_000
  const changed = { ...meter, keys: pushingMeter(1).keys }
  await push(
    framed(
      ciphered(
        changed,
        alarm(meter.serial, { time: at + 60, word: fraud, entry: { ...coverRemoved, time: at + 60 } }),
        1,
      ),
    ),
  )
  expect(open.refused).toEqual([])
  expect(await events(meter)).toHaveLength(2)
  expect(others.serial).toBe('FER00000500')
})

test('one sender may push so often in an hour, and again in the next', async () => {
  const meter = nextMeter()
  const octets = () =>
    framed(ciphered(meter, alarm(meter.serial, { time: secondsOf(clock.now), entry: coverRemoved })))
  await push(...Array.from({ length: 3605 }, octets))
  expect(open.refused.filter(reason => reason === 'too-many')).toHaveLength(5)
  clock.now += 3_600_000
  await push(octets())
  expect(open.refused).toHaveLength(5)
  expect(await events(meter)).toHaveLength(1)
})

test('unknown senders are told of with their maker, and what is stored is counted', async () => {
  const stranger = pushingMeter(7777)
  await push(framed(ciphered(stranger, alarm(stranger.serial, { time: at }))))
  const { items } = await unknownCallers(store.kysely, { limit: 10 })
  expect(items.find(({ systemTitle }) => systemTitle === '4645520000001e61')).toMatchObject({
    maker: 'FER',
    isConnected: false,
    uri: 'dlms+call-in://4645520000001e61?client=2&server=1&auth=gmac',
  })
  const statistics = await storedPushStatistics(store.kysely, noon)
  expect(statistics).toMatchObject({ unknownCallers: items.length })
  expect(statistics.senders).toBeGreaterThan(5)
})

test('what strangers say of themselves is kept in one line, and no more of it than is of use', async () => {
  const strangers = new UnknownCallers(store.pool, () => noon)
  const said = { deviceName: 'ACME\0\r\nmeter', serial: '7'.repeat(5000), model: `${'m'.repeat(63)}😀` }
  const caller = { ...said, systemTitle: 'T'.repeat(5000), from: 'a port', isConnected: true }
  strangers.add(caller)
  strangers.add(caller)
  await strangers.keep()
  const find = async () =>
    (await unknownCallers(store.kysely, { limit: 500 })).items.find(({ from }) => from === 'a port')
  expect(await find()).toMatchObject({
    systemTitle: 'T'.repeat(64),
    deviceName: 'ACME meter',
    serial: '7'.repeat(64),
    model: `${'m'.repeat(63)}\ufffd`,
    calls: 2,
    isConnected: true,
  })
  await strangers.left(caller.systemTitle)
  expect(await find()).toMatchObject({ isConnected: false })
})

test('a storm makes senders wait: what is in hand stays bounded, and all of it is stored', async () => {
  const some = meters.splice(-8)
  const before = open.stored.pushes
  const each = 3000
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, open.door.waiting)
  }, 1)
  await Promise.all(
    some.map(async meter => {
      const socket = await connected(open.port)
      for (let i = 0; i < each; i++) {
        const octets = framed(
          ciphered(meter, alarm(meter.serial, { time: at, entry: { ...coverRemoved, time: at - (i % 50) } })),
        )
        if (!socket.write(octets)) await new Promise(resolve => socket.once('drain', resolve))
      }
      socket.end()
      await new Promise(resolve => socket.once('close', resolve))
    }),
  )
  await expect.poll(() => open.stored.pushes - before, { timeout: 60_000 }).toBe(some.length * each)
  clearInterval(watch)
  expect(most).toBeLessThan(40_000)
  expect((await events(some[0]!)).length).toBe(50)
})
