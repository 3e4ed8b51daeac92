import { afterAll, beforeAll, expect, test } from 'vitest'
import { enrol } from '../../inventory/enrol.ts'
import { endDeviceBySerial } from '../../inventory/queries.ts'
import { startMeters, type TestMeter } from '../../testing/meter-fleet.fixture.ts'
import { ring } from '../../testing/readings.ts'
import { temporaryStore } from '../../testing/temporary-store.ts'
import { Collector } from '../collector.ts'
import { ownSystemTitle } from '../system-title.ts'
import { Writer } from '../writer.ts'

const clock = { time: Date.parse('2026-11-19T10:18:00Z'), now: () => clock.time }
let store: Awaited<ReturnType<typeof temporaryStore>>
let meters: TestMeter[]
let writer: Writer
let collector: Collector

beforeAll(async () => {
  store = await temporaryStore()
  meters = await startMeters(3, clock, [2026, 11, 18])
  writer = await Writer.open(store.pool, { gather: 5 })
  const systemTitle = await ownSystemTitle(store.kysely)
  collector = new Collector({ store, ring, writer, clock, systemTitle, pollMs: 20 })
  collector.start()
})
afterAll(async () => {
  await collector.stop()
  for (const { listener } of meters) await listener.close()
  await writer.close()
  await store.remove()
})

/** Enrols a meter and gives it as it is after its first session. */
async function firstSession({ enrolment }: TestMeter) {
  await enrol(store.pool, ring, [enrolment], clock.time)
  for (;;) {
    const device = await endDeviceBySerial(store.kysely, enrolment.serial, clock.time)
    const { rows } = await store.pool.query<{ lease_owner: string | null }>(
      'select lease_owner from collection c join end_device d on d.id = c.end_device_id where serial = $1',
      [enrolment.serial],
    )
    if (device!.state !== 'new') return { ...device!, leaseOwner: rows[0]!.lease_owner }
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

test('a meter whose clock says 2099 is read, and its clock is told', async () => {
  const [meter] = meters as [TestMeter]
  const future = Date.parse('2099-06-01T00:00:00Z')
  meter.meter.store.setClock(future / 1000, clock.time / 1000)
  expect(await firstSession(meter)).toMatchObject({
    state: 'reachable',
    clockOffsetSeconds: (future - clock.time) / 1000,
    leaseOwner: null,
  })
})

test('a schedule that names what no meter can have fails its sessions, says so, and keeps no lease', async () => {
  await store.pool.query(`update meter_read_schedule set registers = '{999.0.1.8.0.255}'`)
  expect(await firstSession(meters[1]!)).toMatchObject({
    state: 'failed',
    lastError: expect.stringMatching(/^obis: .*999\.0\.1\.8\.0\.255/),
    leaseOwner: null,
  })
  expect(collector.counters.failed).toBe(1)
})

test('what the store refuses ends the session with the reason, and what else it brought waits for the next', async () => {
  await store.pool.query(`update meter_read_schedule set registers = '{1.0.1.8.0.255}'`)
  await store.pool.query('alter table meter_reading add check (end_device_id < 3)')
  const device = await firstSession(meters[2]!)
  expect(device).toMatchObject({
    state: 'failed',
    lastError: expect.stringMatching(/^store: what the meter gave cannot be stored/),
    leaseOwner: null,
  })
  expect(Date.parse(device.nextDue!)).toBeGreaterThan(clock.time)
})
