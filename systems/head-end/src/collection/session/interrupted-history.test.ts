import { connect, createServer, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enrol } from '../../inventory/enrol.ts'
import { endDeviceBySerial } from '../../inventory/queries.ts'
import { startMeters, type TestMeter } from '../../testing/meter-fleet.fixture.ts'
import { ring } from '../../testing/readings.ts'
import { temporaryStore } from '../../testing/temporary-store.ts'
import { Collector } from '../collector.ts'
import { takeBackLeases } from '../leases/keep.ts'
import { leaseOne } from '../leases/take.ts'
import { ownSystemTitle } from '../system-title.ts'
import { Writer } from '../writer.ts'

const clock = { time: Date.parse('2026-10-27T10:20:00Z'), now: () => clock.time }
let store: Awaited<ReturnType<typeof temporaryStore>>
let meter: TestMeter
let line: Server
let writer: Writer
/** Octets that the line lets through from the meter in one connection. */
let room = Number.POSITIVE_INFINITY
let carried = 0

beforeAll(async () => {
  store = await temporaryStore()
  writer = await Writer.open(store.pool, { gather: 1 })
  ;[meter] = (await startMeters(1, clock, [2026, 9, 20])) as [TestMeter]
  line = createServer(near => {
    const far = connect(meter.listener.port, '127.0.0.1')
    let left = room
    near.pipe(far)
    far.on('data', octets => {
      carried += octets.length
      left -= octets.length
      if (left > 0) near.write(octets)
      else near.destroy()
    })
    near.on('close', () => far.destroy())
    for (const socket of [near, far]) socket.on('error', () => {})
  })
  await new Promise<void>(resolve => line.listen(0, '127.0.0.1', resolve))
  const { port } = line.address() as { port: number }
  const uri = `dlms+tcp://127.0.0.1:${port}?client=2&auth=gmac`
  await enrol(store.pool, ring, [{ ...meter.enrolment, uri }], clock.time)
})
afterAll(async () => {
  line.close()
  await meter.listener.close()
  await writer.close()
  await store.remove()
})

/** One session, from start to stop of a collector. */
async function session(): Promise<'completed' | 'silent'> {
  const systemTitle = await ownSystemTitle(store.kysely)
  const troubles: Error[] = []
  const observer = { trouble: (error: Error) => troubles.push(error) }
  const collector = new Collector({ store, ring, writer, clock, systemTitle, pollMs: 10, observer })
  collector.start()
  while (collector.counters.completed + collector.counters.silent === 0) {
    if (troubles.length > 0) throw troubles[0]
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  await collector.stop()
  return collector.counters.completed === 1 ? 'completed' : 'silent'
}

async function storedDays(): Promise<number> {
  const { rows } = await store.pool.query(
    `select count(distinct day)::int as days from interval_block where received = interval_count`,
  )
  return rows[0].days
}
async function due() {
  return Date.parse((await endDeviceBySerial(store.kysely, meter.enrolment.serial, clock.time))!.nextDue!)
}

test('a history over a line that breaks is kept piece by piece, and no piece is asked twice', async () => {
  room = 60_000
  expect(await session()).toBe('silent')
  const kept = await storedDays()
  expect(kept).toBeGreaterThanOrEqual(10)
  expect(kept).toBeLessThan(35)

  room = Number.POSITIVE_INFINITY
  carried = 0
  clock.time = await due()
  expect(await session()).toBe('completed')
  // All days of the schedule's history but today: its last quarter-hours are to come.
  expect(await storedDays()).toBe(35)
  expect(carried).toBeLessThan(40_000 * 2.6)
})

test('days that another way has brought are not asked for', async () => {
  await store.pool.query(`update collection set read_until = '{}', next_due = $1`, [new Date(clock.time)])
  carried = 0
  expect(await session()).toBe('completed')
  expect(carried).toBeLessThan(10_000)
})

test('leases of a killed predecessor are taken back by a head-end that is alone', async () => {
  await store.pool.query('update collection set next_due = $1', [new Date(clock.time)])
  const terms = { owner: crypto.randomUUID(), now: clock.time, leaseSeconds: 3600, counters: 64 }
  expect(await leaseOne(store.pool, ring, { ...terms, serial: meter.enrolment.serial })).not.toBe('busy')
  await takeBackLeases(store.pool)
  expect(await session()).toBe('completed')
})
