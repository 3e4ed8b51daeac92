import { createServer, type Server } from 'node:net'
import { addDays, zone } from '@ferraris/cosem'
import { isUnavailable } from '@ferraris/service'
import { killServer } from '@ferraris/service/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { listEndDeviceEvents } from '../events/queries.ts'
import { enrol } from '../inventory/enrol.ts'
import { endDeviceBySerial } from '../inventory/queries.ts'
import { intervalBlocks } from '../readings/queries.ts'
import { storeSummary } from '../readings/summary.ts'
import { startMeters, type TestMeter } from '../testing/meter-fleet.fixture.ts'
import { ring } from '../testing/readings.ts'
import { temporaryStore } from '../testing/temporary-store.ts'
import { Collector, type CollectorOptions } from './collector.ts'
import { ownSystemTitle } from './system-title.ts'
import { Writer } from './writer.ts'

const rome = zone('Europe/Rome')
const obis = '1.0.1.8.0.255'
const start = Date.parse('2026-10-27T10:20:00Z')
const clock = { time: start, now: () => clock.time }
let store: Awaited<ReturnType<typeof temporaryStore>>
let meters: TestMeter[]
let writer: Writer
let systemTitle: Uint8Array

beforeAll(async () => {
  store = await temporaryStore()
  systemTitle = await ownSystemTitle(store.kysely)
  meters = await startMeters(6, clock, [2026, 10, 10])
  writer = await Writer.open(store.pool, { gather: 5 })
})
afterAll(async () => {
  for (const { listener } of meters) await listener.close()
  await writer.close()
  await store.remove()
})

const running = new Set<Collector>()
/** What the collector could not put down to a meter; the store being away is expected in a test. */
const troubles: Error[] = []
afterEach(async () => {
  for (const collector of running) await collector.stop()
  running.clear()
})

function startCollector(options: Partial<CollectorOptions> = {}): Collector {
  const parts = { store, ring, writer, clock, systemTitle }
  const observer = { trouble: (error: Error) => troubles.push(error) }
  const collector = new Collector({ ...parts, pollMs: 20, answerTimeoutMs: 5000, observer, ...options })
  running.add(collector)
  collector.start()
  return collector
}

/** Waits until something holds: real sockets and a real store have no other end to wait for. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) {
    const fault = troubles.find(error => !isUnavailable(error))
    if (fault !== undefined) throw fault
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** What the meter's own registers say each quarter of a day used. */
function expectedDay({ meter }: TestMeter, day: string): number[] {
  const from = rome.startOfDay(day)
  const rows = meter.store.loadProfile.range(from, rome.startOfDay(addDays(day, 1)), clock.time / 1000)
  const energy = rows.values[0]
  return Array.from({ length: rows.count - 1 }, (_, i) => energy[i + 1]! - energy[i]!)
}

async function storedDay({ enrolment }: TestMeter, day: string) {
  return (await intervalBlocks(store.kysely, { endDevice: enrolment.serial, obis, from: day, to: day }))[0]
}

test('meters are read to the watt-hour, history first, and read on from there', async () => {
  const fleet = meters.slice(0, 4)
  await enrol(
    store.pool,
    ring,
    fleet.map(({ enrolment }) => enrolment),
    clock.time,
  )
  const collector = startCollector()
  await until(() => collector.counters.completed === 4)

  for (const one of fleet) {
    for (const day of ['2026-10-11', '2026-10-24', '2026-10-25', '2026-10-26']) {
      const block = await storedDay(one, day)
      expect(block?.values).toEqual(expectedDay(one, day))
      expect(new Set(block?.quality)).toEqual(new Set([0]))
    }
  }
  expect((await storedDay(fleet[0]!, '2026-10-25'))!.values.length).toBe(100)
  const detail = await endDeviceBySerial(store.kysely, fleet[0]!.enrolment.serial, clock.time)
  expect(detail).toMatchObject({
    state: 'reachable',
    clockOffsetSeconds: 0,
    completeness: 1,
    lastError: null,
    model: 'FER FERRARIS 0.1.0',
    nextDue: '2026-10-27T11:02:00.000Z',
  })
  expect(detail!.captureObjects.map(column => column.obis).slice(0, 3)).toEqual([
    '0.0.1.0.0.255',
    '0.0.96.10.1.255',
    obis,
  ])
  expect(detail!.registers.map(({ obis }) => obis)).toContain('1.0.1.8.4.255')

  // An hour later four quarters are new, and nothing is asked twice.
  const before = { ...writer.counters }
  clock.time = Date.parse('2026-10-27T11:17:00Z')
  await until(() => collector.counters.completed === 8)
  const today = (await storedDay(fleet[0]!, '2026-10-27'))!
  expect(today.quality.filter(code => code === 0).length).toBe(12 * 4 + 1)
  expect(writer.counters.blocks - before.blocks).toBe(4 * 4)
  const summary = await storeSummary(store.kysely, { now: clock.time, timeZone: 'Europe/Rome' })
  expect(summary).toMatchObject({
    completeness: { day: '2026-10-26', expected: 384, received: 384 },
    states: { reachable: 4 },
    collection: { sessionsToday: 8, failedToday: 0 },
  })
  const events = await listEndDeviceEvents(store.kysely, { limit: 500 })
  expect(new Set(events.items.map(event => JSON.stringify(event))).size).toBe(events.total)
})

test('a meter with other keys is refused, and the message says which', async () => {
  const { enrolment } = meters[4]!
  const keys = [{ ...enrolment.keys[0]!, guek: '00000000000000000000000000000000' }]
  await enrol(store.pool, ring, [{ ...enrolment, keys }], clock.time)
  const collector = startCollector()
  await until(() => collector.counters.refused === 1)
  const detail = await endDeviceBySerial(store.kysely, enrolment.serial, clock.time)
  expect(detail!.state).toBe('refused')
  expect(detail!.lastError).toMatch(/^security: .*GUEK/)
  expect(detail!.lastError).not.toContain('0000000000000000')
  // With the right keys it is due at once.
  await enrol(store.pool, ring, [enrolment], clock.time)
  await until(() => collector.counters.completed === 1)
})

test('a meter that has seen higher counters from us is asked for its own before, so that it notes no replay', async () => {
  const { enrolment, events } = meters[4]!
  events.length = 0
  await store.pool.query(
    `with reset as (update key_counter set counter = 1)
     update collection set next_due = $2
     where end_device_id = (select id from end_device where serial = $1)`,
    [enrolment.serial, new Date(clock.time)],
  )
  const collector = startCollector()
  await until(() => collector.counters.completed === 1)
  expect((await endDeviceBySerial(store.kysely, enrolment.serial, clock.time))!.state).toBe('reachable')
  expect(events).not.toContain('replay')
})

test('meters that are off or fall silent in mid-session are tried again later, each time later', async () => {
  const silent: Server = createServer(socket => socket.on('error', () => {}))
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
  const { port } = silent.address() as { port: number }
  const off = { ...meters[5]!.enrolment, serial: 'OFF1', uri: 'dlms+tcp://127.0.0.1:1?client=2&auth=gmac' }
  const mute = { ...off, serial: 'MUTE1', uri: `dlms+tcp://127.0.0.1:${port}?client=2&auth=gmac` }
  await enrol(store.pool, ring, [off, mute], clock.time)
  const collector = startCollector({ answerTimeoutMs: 100 })
  await until(() => collector.counters.silent === 2)
  const first = await endDeviceBySerial(store.kysely, 'MUTE1', clock.time)
  expect(first).toMatchObject({ state: 'silent', lastContact: null })
  expect(first!.lastError).toContain('timeout')
  clock.time = Date.parse(first!.nextDue!) + 60_000
  await until(() => collector.counters.silent === 4)
  const second = await endDeviceBySerial(store.kysely, 'MUTE1', clock.time)
  expect(Date.parse(second!.nextDue!) - clock.time).toBeGreaterThan(35_000)
  silent.close()
})

test('with PostgreSQL gone in between, everything is read and stored once it is back', async () => {
  const { enrolment } = meters[5]!
  clock.time += 3 * 3_600_000
  const collector = startCollector()
  killServer(store.server!.pid!)
  await until(() => collector.counters.completed >= 5)
  await until(async () => {
    try {
      await enrol(store.pool, ring, [enrolment], clock.time)
      return true
    } catch {
      return false
    }
  })
  await until(() => collector.counters.completed >= 6)
  const { rows } = await store.pool.query(
    `select (select sum(intervals) from interval_tally)::int as tallied,
            (select sum(received) from interval_block)::int as stored`,
  )
  expect(rows[0].tallied).toBe(rows[0].stored)
})

test('a stop waits for sessions, and gives back what it cuts off', async () => {
  const hanging: Server = createServer(socket => socket.on('error', () => {}))
  await new Promise<void>(resolve => hanging.listen(0, '127.0.0.1', resolve))
  const { port } = hanging.address() as { port: number }
  await enrol(
    store.pool,
    ring,
    [{ ...meters[5]!.enrolment, serial: 'HANG1', uri: `dlms+tcp://127.0.0.1:${port}?client=2&auth=gmac` }],
    clock.time,
  )
  const collector = startCollector({ answerTimeoutMs: 60_000 })
  await until(() => collector.activity().activeSessions > 0)
  await collector.stop(50)
  const { rows } = await store.pool.query(
    `select lease_owner, failures from collection c join end_device d on d.id = c.end_device_id where serial = 'HANG1'`,
  )
  expect(rows[0]).toEqual({ lease_owner: null, failures: 0 })
  hanging.close()
})
