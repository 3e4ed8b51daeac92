import { obisCodes } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Writer } from '../collection/writer.ts'
import { endDeviceBySerial } from '../inventory/queries.ts'
import { delivery, enrolSome } from '../testing/readings.ts'
import { temporaryStore } from '../testing/temporary-store.ts'
import { listEndDeviceEvents } from './queries.ts'

const now = Date.parse('2026-11-21T09:30:00Z')
/** Cover removed, phase missing, power down, power up, and a number without a name. */
const codes = [40, 82, 1, 2, 222]
let store: Awaited<ReturnType<typeof temporaryStore>>

beforeAll(async () => {
  store = await temporaryStore()
  const writer = await Writer.open(store.pool, { gather: 1 })
  const [device] = await enrolSome(store.pool, 1, { now })
  const events = codes.map((code, i) => {
    const time = now / 1000 + i
    return { time, log: '0.0.99.98.0.255', code, ordinal: 0, numbered: false }
  })
  await writer.write(delivery(device!.id, { events }))
  const [dutch] = await enrolSome(store.pool, 1, { now, prefix: 'NLD', eventProfile: 'dsmr' })
  const closed = { time: now / 1000 - 60, log: obisCodes.fraudLog, code: 49, ordinal: 0, numbered: false }
  await writer.write(delivery(dutch!.id, { events: [closed] }))
  await writer.close()
})
afterAll(() => store.remove())

test.each([
  [undefined, [...codes.toReversed(), 49]],
  ['critical', [40]],
  ['major', [82]],
  ['minor', [1]],
  ['info', [222, 2, 49]],
] as const)('of severity %s there are %j, the newest first', async (severity, expected) => {
  const { items, total } = await listEndDeviceEvents(store.kysely, { severity, limit: 10 })
  expect(items.map(({ code }) => code)).toEqual(expected)
  expect(total).toBe(expected.length)
})

test('an event tells the profile and the log that give its number its meaning', async () => {
  const { items } = await listEndDeviceEvents(store.kysely, { endDevice: 'NLD00000001', limit: 10 })
  expect(items).toEqual([
    {
      endDevice: 'NLD00000001',
      time: '2026-11-21T09:29:00.000Z',
      profile: 'dsmr',
      log: '0.0.99.98.1.255',
      code: 49,
      name: 'Module cover closed',
      severity: 'info',
      id: expect.any(Number),
      learnt: ['log'],
      heardAt: expect.any(String),
    },
  ])
})

test('a device that is enrolled again keeps its profile, unless it is given another one', async () => {
  const profileOf = async () => (await endDeviceBySerial(store.kysely, 'NLD00000001', now))?.eventProfile
  await enrolSome(store.pool, 1, { now, prefix: 'NLD' })
  expect(await profileOf()).toBe('dsmr')
  await enrolSome(store.pool, 1, { now, prefix: 'NLD', eventProfile: 'italian' })
  expect(await profileOf()).toBe('italian')
})

test('a list of all events does not count them when they are many: it tells the estimate of the database', async () => {
  await store.pool.query(`update pg_class set reltuples = 5e8 where oid = 'end_device_event'::regclass`)
  const all = await listEndDeviceEvents(store.kysely, { limit: 2 })
  expect(all.total).toBe(500_000_000)
  expect(all.items).toHaveLength(2)
  expect((await listEndDeviceEvents(store.kysely, { severity: 'critical', limit: 2 })).total).toBe(1)
  await store.pool.query('analyze end_device_event')
  expect((await listEndDeviceEvents(store.kysely, { limit: 2 })).total).toBe(codes.length + 1)
})
