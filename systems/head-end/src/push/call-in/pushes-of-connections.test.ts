import { data, dateTimeAt, encodeData, encodeDateTime, obis, zone } from '@ferraris/cosem'
import { apduTags } from '@ferraris/dlms/apdu'
import { encodeNotification, type Notification } from '@ferraris/dlms/push'
import { secondsOf } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listEndDeviceEvents } from '../../events/queries.ts'
import { enrol } from '../../inventory/enrol.ts'
import { removeEndDevice } from '../../inventory/queries.ts'
import { ring } from '../../testing/readings.ts'
import { temporaryStore } from '../../testing/temporary-store.ts'
import {
  alarm,
  ciphered,
  connected,
  enrolPushing,
  framed,
  openDoor,
  type PushingMeter,
  pushingMeter,
} from '../pushing.fixture.ts'
import { refusedPushes } from '../queries.ts'

const noon = Date.parse('2026-11-21T12:00:00Z')
const at = secondsOf(noon)
const clock = { now: noon }

let store: Awaited<ReturnType<typeof temporaryStore>>
let meters: PushingMeter[]
let open: Awaited<ReturnType<typeof openDoor>>

beforeAll(async () => {
  store = await temporaryStore()
  meters = await enrolPushing(store, 3, noon)
  open = await openDoor(store, clock)
})
afterAll(async () => {
  await open.door.close()
  await store.remove()
})

/** The code of an event by itself, as meters with event-notifications tell it. */
function coverRemoved(code: number): Notification {
  const attribute = { classId: 1, instanceId: obis('0.0.96.11.1.255'), attributeId: 2 }
  return { kind: 'event-notification', time: undefined, attribute, body: encodeData(data.unsigned(code)) }
}

/** glo-event-notification: no system title goes along. */
function asService(meter: PushingMeter, notification: Notification, counter = ++meter.counter): Uint8Array {
  const octets = meter.keys.protect(0x30, meter.title, counter, encodeNotification(notification))
  return Uint8Array.of(apduTags['glo-event-notification-request'], octets.length, ...octets)
}

async function codesOf({ serial }: PushingMeter): Promise<number[]> {
  await open.door.settled()
  const { items } = await listEndDeviceEvents(store.kysely, { endDevice: serial, limit: 100 })
  return items.map(({ code }) => code)
}

test('a push ciphered as a service is of the meter that has proved itself over the connection', async () => {
  const [meter, other] = meters as [PushingMeter, PushingMeter]
  const socket = await connected(open.port)
  socket.write(framed(ciphered(meter, alarm(meter.serial, { time: at }))))
  await expect.poll(() => open.stored.pushes).toBe(1)
  socket.write(framed(asService(meter, coverRemoved(40))))
  await expect.poll(() => codesOf(meter)).toEqual([40])
  socket.write(framed(asService(meter, coverRemoved(44), meter.counter)))
  socket.write(framed(asService(other, coverRemoved(44))))
  await expect.poll(() => open.refused).toEqual(['replayed', 'forged'])
  expect([await codesOf(meter), await codesOf(other)]).toEqual([[40], []])
  const { items } = await refusedPushes(store.kysely, { reason: 'forged', limit: 1 })
  expect(items[0]).toMatchObject({ sender: meter.serial, endDevice: meter.serial })
  socket.destroy()
})

test('over a connection of no known meter it is refused, and says why', async () => {
  const [, meter] = meters as [PushingMeter, PushingMeter]
  const before = open.refused.length
  const socket = await connected(open.port)
  socket.write(framed(asService(meter, coverRemoved(40))))
  await expect.poll(() => open.refused.slice(before)).toEqual(['unreadable'])
  await open.door.settled()
  const { items } = await refusedPushes(store.kysely, { reason: 'unreadable', limit: 1 })
  expect(items[0]!.detail).toContain('no system title')
  socket.destroy()
})

test('what a meter says within an association, under its dedicated key, is of that meter', async () => {
  const meter = meters[2]!
  const { rows } = await store.pool.query('select id from end_device where serial = $1', [meter.serial])
  open.roads.heard(rows[0].id, coverRemoved(42))
  await expect.poll(() => codesOf(meter)).toEqual([42])
})

test('values of a meter that names none are told by the list that was given at its enrolment', async () => {
  const meter = pushingMeter(9)
  const setup = '0.1.25.9.0.255'
  const attribute2 = (classId: number, name: string) => ({ classId, obis: name, attribute: 2 })
  const enrolment = {
    serial: meter.serial,
    uri: 'dlms+tcp://127.0.0.1:20009?client=1&server=1&auth=gmac',
    systemTitle: Buffer.from(meter.title).toString('hex'),
    keys: [{ client: 1, guek: '9'.padStart(32, '0'), gak: '1112131415161718191a1b1c1d1e1f20' }],
  }
  const objects = [
    attribute2(3, '1.0.1.8.0.255'),
    attribute2(1, '0.0.96.11.1.255'),
    attribute2(8, '0.0.1.0.0.255'),
  ]
  const values = [
    data.doubleLongUnsigned(4711),
    data.unsigned(40),
    data.octets(encodeDateTime(dateTimeAt(at - 60, zone('Europe/Rome')))),
  ]
  const plain = encodeNotification({
    kind: 'data-notification',
    longInvokeId: 1,
    confirmed: false,
    time: undefined,
    body: encodeData(data.structure(...values)),
  })
  const push = async () => {
    const before = open.stored.pushes
    const socket = await connected(open.port)
    socket.end(framed(ciphered(meter, plain)))
    await expect.poll(() => open.stored.pushes).toBe(before + 1)
  }
  await enrol(store.pool, ring, [enrolment], noon)
  await push()
  expect(await codesOf(meter)).toEqual([])
  await enrol(store.pool, ring, [{ ...enrolment, pushLists: [{ setup, objects }] }], noon)
  open.door.senders.forget(({ serial }) => serial === meter.serial)
  await push()
  expect(await codesOf(meter)).toEqual([40])
})

test('a meter that is removed while its connection stands is refused, and is no unknown caller', async () => {
  const [meter] = meters as [PushingMeter]
  const [stored, refused] = [open.stored.pushes, open.refused.length]
  const socket = await connected(open.port)
  socket.write(framed(ciphered(meter, alarm(meter.serial, { time: at }))))
  await expect.poll(() => open.stored.pushes).toBe(stored + 1)
  await removeEndDevice(store.kysely, meter.serial)
  open.door.senders.forget(({ serial }) => serial === meter.serial)
  socket.write(framed(asService(meter, coverRemoved(40))))
  await expect.poll(() => open.refused.slice(refused)).toEqual(['unknown'])
  await open.door.settled()
  const { rows } = await store.pool.query('select system_title from unknown_caller')
  expect(rows).toEqual([])
  const { items } = await refusedPushes(store.kysely, { reason: 'unknown', limit: 1 })
  expect(items[0]).toMatchObject({ sender: items[0]!.from })
  socket.destroy()
})
