import { obisCodes, secondsOf } from '@ferraris/metering'
import { transaction } from '@ferraris/service'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enrolSome } from '../testing/readings.ts'
import { temporaryStore } from '../testing/temporary-store.ts'
import { newAlarms } from './alarm-words.ts'
import { eventOfAlarm } from './alarms-as-events.ts'
import type { DeviceEvent, LoggedEvent } from './device-event.ts'
import { storeEvents, storeRead } from './event-writer.ts'
import { learntBy } from './learnt.ts'
import { listEndDeviceEvents } from './queries.ts'

const noon = secondsOf(Date.parse('2026-11-21T12:00:00Z'))
const descriptor = '0.0.97.98.20.255'
const register = '0.0.97.98.0.255'
const fraud = 13
const coverRemoved = 40
const strongField = 42
let store: Awaited<ReturnType<typeof temporaryStore>>
let ids: number[]

beforeAll(async () => {
  store = await temporaryStore()
  ids = (await enrolSome(store.pool, 40, { now: noon * 1000 })).map(({ id }) => id)
})
afterAll(() => store.remove())

/** A device that nothing is known of. */
function nextDevice(): number {
  return ids.pop()!
}

function logged(
  endDeviceId: number,
  time: number,
  code: number,
  terms: Partial<LoggedEvent> = {},
): DeviceEvent {
  return {
    endDeviceId,
    event: { time, log: obisCodes.fraudLog, code, ordinal: 0, numbered: false, ...terms },
  }
}
function keep(...events: DeviceEvent[]) {
  return transaction(store.pool, client => storeEvents(client, events, noon * 1000))
}
/** An alarm word as a push or a reading brings it. */
async function tell(endDeviceId: number, time: number, word: number, name = descriptor) {
  return await transaction(store.pool, async client => {
    const alarms = await newAlarms(client, [{ endDeviceId, register: name, word, time }])
    const { fresh } = await storeEvents(
      client,
      alarms.map(alarm => eventOfAlarm('idis', alarm)),
      noon * 1000,
    )
    return fresh
  })
}
/** An alarm register as a session or a concentrator has read it. */
function poll(endDeviceId: number, time: number, word: number) {
  const words = [
    { endDeviceId, register, word, time },
    { endDeviceId, register: descriptor, word, time },
  ]
  return transaction(store.pool, client => storeRead(client, [], words, noon * 1000))
}
async function stored(device: number) {
  const { rows } = await store.pool.query<{ serial: string }>('select serial from end_device where id = $1', [
    device,
  ])
  const { items } = await listEndDeviceEvents(store.kysely, { endDevice: rows[0]!.serial, limit: 100 })
  return items.map(({ id, time, log, code, learnt }) => ({
    id,
    time: secondsOf(Date.parse(time)) - noon,
    log,
    code,
    learnt,
  }))
}

test('an alarm bit becomes the row of the log that explains it, and keeps its number', async () => {
  const device = nextDevice()
  const [alarm] = await tell(device, noon + 5, 1 << fraud)
  expect(await stored(device)).toEqual([
    { id: alarm!.id, time: 5, log: register, code: fraud, learnt: ['alarm'] },
  ])
  const { fresh } = await keep(logged(device, noon + 2, coverRemoved))
  expect(fresh).toEqual([])
  expect(await stored(device)).toEqual([
    { id: alarm!.id, time: 2, log: obisCodes.fraudLog, code: coverRemoved, learnt: ['log', 'alarm'] },
  ])
  await keep(logged(device, noon + 2, coverRemoved))
  expect(await stored(device)).toHaveLength(1)
})

test('an alarm bit that comes behind its row of the log is no event of its own', async () => {
  const device = nextDevice()
  await keep(logged(device, noon, strongField))
  expect(await tell(device, noon + 40, 1 << fraud)).toEqual([])
  expect(await stored(device)).toMatchObject([{ code: strongField, learnt: ['log', 'alarm'] }])
})

test('a bit of one code only is that event at once; its row comes with another time and is the same', async () => {
  const device = nextDevice()
  const [clock] = await tell(device, noon + 8, 1)
  expect(clock).toMatchObject({ log: obisCodes.standardLog, code: 6 })
  await keep(logged(device, noon + 1, 6, { log: obisCodes.standardLog }))
  expect(await stored(device)).toEqual([
    { id: clock!.id, time: 1, log: obisCodes.standardLog, code: 6, learnt: ['log', 'alarm'] },
  ])
})

test('a push that says code and time is the row of the log', async () => {
  const device = nextDevice()
  const { fresh } = await keep(logged(device, noon, coverRemoved, { learnt: learntBy.push }))
  await keep(logged(device, noon, coverRemoved), logged(device, noon + 60, coverRemoved))
  expect(await stored(device)).toMatchObject([
    { time: 60, learnt: ['log'] },
    { id: fresh[0]!.id, time: 0, learnt: ['log', 'push'] },
  ])
})

/** The ways by which a meter's opened cover is told, each at its time after it. */
const tellings = {
  'a row of the log': device => keep(logged(device, noon, coverRemoved)),
  'a row that a concentrator has read': device =>
    keep(logged(device, noon, coverRemoved, { numbered: true, ordinal: 7, learnt: learntBy.line })),
  'a push that names it': device => keep(logged(device, noon, coverRemoved, { learnt: learntBy.push })),
  'a push of the descriptor': device => tell(device, noon + 3, 1 << fraud),
  'an alarm register that was polled': device => poll(device, noon + 1500, 1 << fraud),
} as const satisfies Record<string, (device: number) => Promise<unknown>>
const pairs = Object.entries(tellings).flatMap(([first, one], i) =>
  Object.entries(tellings).flatMap(([second, other], k) =>
    i === k ? [] : [[first, second, one, other] as const],
  ),
)

test.each(pairs)('%s and %s tell of one event', async (_, __, one, other) => {
  const device = nextDevice()
  // The register was seen without the bit long before.
  await poll(device, noon - 86_400, 0)
  await one(device)
  const [first] = await stored(device)
  await other(device)
  expect(await stored(device)).toMatchObject([{ id: first!.id }])
  // Whatever comes afterwards changes nothing; with the log its time stands.
  for (const telling of Object.values(tellings)) await telling(device)
  expect(await stored(device)).toMatchObject([{ id: first!.id, time: 0, code: coverRemoved }])
})

test('a bit with one code only that was polled, and the push of that code, are one event', async () => {
  const device = nextDevice()
  await poll(device, noon + 1500, 1)
  const { fresh } = await keep(logged(device, noon, 6, { log: obisCodes.standardLog, learnt: learntBy.push }))
  expect(fresh).toEqual([])
  expect(await stored(device)).toMatchObject([{ code: 6, learnt: ['push', 'alarm'] }])
})

test('two openings within minutes are two events, however they are told', async () => {
  const device = nextDevice()
  await tell(device, noon, 1 << fraud)
  await tell(device, noon + 60, 0)
  await tell(device, noon + 120, 1 << fraud)
  await keep(logged(device, noon - 1, coverRemoved), logged(device, noon + 119, coverRemoved))
  expect(await stored(device)).toMatchObject([
    { time: 119, learnt: ['log', 'alarm'] },
    { time: -1, learnt: ['log', 'alarm'] },
  ])
})

test('a bit that stands is told once, whether it is in the descriptor or in the register', async () => {
  const device = nextDevice()
  expect(await tell(device, noon, 1 << fraud)).toHaveLength(1)
  expect(await tell(device, noon + 10, 1 << fraud)).toEqual([])
  expect(await tell(device, noon + 200, 1 << fraud, register)).toEqual([])
  // An older word than the last one says nothing new.
  expect(await tell(device, noon - 100, 1 << 8)).toEqual([])
  expect(await stored(device)).toMatchObject([{ code: fraud, time: 0 }])
})

test('a row of the log far from the alarm is an event of its own', async () => {
  const device = nextDevice()
  await tell(device, noon, 1 << fraud)
  await keep(logged(device, noon - 3600, coverRemoved))
  expect((await stored(device)).map(({ code }) => code)).toEqual([fraud, coverRemoved])
})

test('a concentrator and a session that read the same log tell of one event', async () => {
  const device = nextDevice()
  await keep(logged(device, noon, coverRemoved, { numbered: true, ordinal: 77, learnt: learntBy.line }))
  await keep(logged(device, noon, coverRemoved))
  expect(await stored(device)).toMatchObject([{ learnt: ['log', 'line'] }])
})

test('a row of the log and the push of it that are stored at the same moment are one event', async () => {
  for (let round = 0; round < 10; round++) {
    const time = noon + 1000 * round
    const device = ids[0]!
    await Promise.all([
      tell(device, time + 3, round % 2 === 0 ? 1 << fraud : 0),
      keep(logged(device, time, coverRemoved)),
    ])
  }
  const events = await stored(ids[0]!)
  expect(events.filter(({ code }) => code === fraud)).toEqual([])
  expect(events.filter(({ learnt }) => learnt.includes('alarm'))).toHaveLength(5)
})
