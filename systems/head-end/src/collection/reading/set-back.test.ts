import { quality } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enrol } from '../../inventory/enrol.ts'
import { intervalBlocks } from '../../readings/queries.ts'
import { startMeters, type TestMeter } from '../../testing/meter-fleet.fixture.ts'
import { ring } from '../../testing/readings.ts'
import { temporaryStore } from '../../testing/temporary-store.ts'
import { Collector } from '../collector.ts'
import { ownSystemTitle } from '../system-title.ts'
import { Writer } from '../writer.ts'

const obis = '1.0.1.8.0.255'
const day = '2026-11-19'
function at(time: string) {
  return Date.parse(`${day}T${time}:00+01:00`)
}
const clock = { time: at('10:18'), now: () => clock.time }
let store: Awaited<ReturnType<typeof temporaryStore>>
let meters: TestMeter[]
let writer: Writer
let collector: Collector

beforeAll(async () => {
  store = await temporaryStore()
  meters = await startMeters(2, clock, [2026, 11, 10])
  writer = await Writer.open(store.pool, { gather: 5 })
  await enrol(
    store.pool,
    ring,
    meters.map(({ enrolment }) => enrolment),
    clock.time,
  )
  const systemTitle = await ownSystemTitle(store.kysely)
  const trouble = (error: Error) => expect.fail(error.stack)
  collector = new Collector({ store, ring, writer, clock, systemTitle, pollMs: 20, observer: { trouble } })
  collector.start()
})
afterAll(async () => {
  await collector.stop()
  for (const { listener } of meters) await listener.close()
  await writer.close()
  await store.remove()
})

/** Has a meter read at a time of day. */
async function readAt({ enrolment: { serial } }: TestMeter, time: string): Promise<void> {
  clock.time = at(time)
  const rowOf = 'end_device_id = (select id from end_device where serial = $1)'
  await store.pool.query(`update collection set next_due = $2 where ${rowOf}`, [serial, new Date(clock.time)])
  for (;;) {
    const { rows } = await store.pool.query(`select last_contact from collection where ${rowOf}`, [serial])
    if (rows[0].last_contact?.getTime() === clock.time) return
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

/** True energy between two moments of the meter's register, whatever its clock said. */
function used({ meter }: TestMeter, from: number, to: number): number {
  const registers = (moment: number) => meter.store.registers(moment / 1000)[0] ?? 0
  return registers(to) - registers(from)
}

test('what was captured again after a clock was set back is asked for again, marked, and no energy is lost', async () => {
  const [meter] = meters as [TestMeter]
  await readAt(meter, '10:18')
  // At 10:20 the meter believes it is 09:40 again; the rows 09:45, 10:00 and 10:15 come a second time.
  meter.meter.store.setClock(at('09:40') / 1000, at('10:20') / 1000)
  await readAt(meter, '10:40')
  await readAt(meter, '11:20')
  await readAt(meter, '12:48')
  const [block] = await intervalBlocks(store.kysely, {
    endDevice: meter.enrolment.serial,
    obis,
    from: day,
    to: day,
  })
  const place = (time: string) => (at(time) - at('00:00')) / 900_000
  const codes = block!.quality.slice(place('09:00'), place('12:00'))
  expect(codes.slice(0, 2)).toEqual([quality.valid, quality.valid])
  expect(codes.slice(2, 5)).toEqual([quality.clockAdjusted, quality.clockAdjusted, quality.clockAdjusted])
  expect(codes.slice(6)).toEqual(new Array(6).fill(quality.valid))
  // The meter's 12:00 is 12:40 in truth.
  const sum = block!.values
    .slice(0, place('12:00'))
    .reduce<number>((all, value) => all + (value ?? Number.NaN), 0)
  expect(sum).toBe(used(meter, at('00:00'), at('12:40')))
})

test('a clock set back and past it again between two sessions hides nothing', async () => {
  const meter = meters[1]!
  await readAt(meter, '14:18')
  meter.meter.store.setClock(at('13:50') / 1000, at('14:20') / 1000)
  await readAt(meter, '15:18')
  const [block] = await intervalBlocks(store.kysely, {
    endDevice: meter.enrolment.serial,
    obis,
    from: day,
    to: day,
  })
  const place = (time: string) => (at(time) - at('00:00')) / 900_000
  expect(block!.quality[place('13:45')]).toBe(quality.clockAdjusted)
  const sum = block!.values
    .slice(0, place('14:45'))
    .reduce<number>((all, value) => all + (value ?? Number.NaN), 0)
  expect(sum).toBe(used(meter, at('00:00'), at('15:15')))
})
