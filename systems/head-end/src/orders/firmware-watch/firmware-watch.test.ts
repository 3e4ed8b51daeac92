import { firmwareImage } from '@ferraris/meter'
import { serveMeter } from '@ferraris/testing/meter'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Parts } from '../../parts.ts'
import { findProblems } from '../../summary/problems/problems.ts'
import { startMeters, type TestMeter } from '../../testing/meter-fleet.fixture.ts'
import { openTestApp, type TestApp } from '../../testing/test-app.ts'
import { createActivity } from '../activities/create.ts'
import type { ActivityRequest } from '../activities/schemas.ts'
import { wantedOf } from '../activities/targets/wanted.ts'
import { keepImage } from '../files/images/images.ts'
import { knownControl, order } from '../record/order.ts'
import { listControls } from '../record/queries.ts'
import type { ControlRequest, EndDeviceControlDetail } from '../record/schemas.ts'
import { sweepWatches } from './sweep.ts'

const hour = 3_600_000
let app: TestApp
let parts: Parts
let meters: TestMeter[]
let images: readonly string[]

beforeAll(async () => {
  app = await openTestApp()
  parts = app.parts
  meters = await startMeters(4, { now: parts.now }, [2026, 11, 19])
  await parts.enrol(meters.map(({ enrolment }) => enrolment))
  parts.executor.start()
  images = [await image('FER2.0.0'), await image('FER2.1.0')]
})
afterAll(async () => {
  await parts.executor.stop(0)
  for (const { listener } of meters) await listener.close()
  await app.close()
})
beforeEach(() => pass(1))

function pass(hours: number): void {
  app.clock.now += hours * hour
}

async function image(version: string): Promise<string> {
  const octets = Buffer.from(firmwareImage(version, new Uint8Array(2000).fill(7)))
  const { image } = await keepImage(parts.db, { octets, version, by: 'berta' }, parts.now())
  return image.sha256
}

async function ended(id: string): Promise<EndDeviceControlDetail> {
  for (;;) {
    const control = await knownControl(parts, id)
    if (control.waitsFor === null) return control
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

async function ask(kind: string, { enrolment }: TestMeter, given: Partial<ControlRequest>) {
  const request = { endDevice: enrolment.serial, kind, priority: 'normal', ...given }
  app.clock.now += 1000
  const { control } = await order(parts, request as ControlRequest, 'anna')
  return await ended(control.id)
}

function firmware(meter: TestMeter, parameters: Record<string, unknown>) {
  return ask('firmware', meter, { parameters })
}

/** A session with the meter, as every reading is one. */
function call(meter: TestMeter) {
  return ask('read-registers', meter, { mostAttempts: 1 })
}

async function rollBacksOf({ enrolment }: TestMeter) {
  const filter = { endDevice: enrolment.serial, kind: 'firmware', limit: 50 } as const
  const { items } = await listControls(parts.db, filter, parts.now())
  return items.filter(({ requestedBy }) => requestedBy === 'head-end')
}

async function problems() {
  const found = await findProblems(parts.db, parts.now())
  return found.problems.filter(({ kind }) => kind === 'firmware-stayed-away')
}

async function entries() {
  return (await parts.audit.list({ action: 'firmware.stayed-away', limit: 50 })).items
}

test('uc 2.b.3-2 a meter that stays away after its activation gets its previous version, once, when it is reachable again', async () => {
  const [meter] = meters as [TestMeter]
  const { serial } = meter.enrolment
  await firmware(meter, { image: images[0] })
  // The meter changes over by itself in an hour, and is not heard from then on.
  const at = new Date(parts.now() + hour).toISOString()
  const update = await firmware(meter, { image: images[1], at, rollBackAfterHours: 2 })
  expect(update).toMatchObject({ state: 'done' })
  await meter.listener.close()
  pass(2.5)
  await call(meter)
  await sweepWatches(parts)
  expect(await rollBacksOf(meter)).toEqual([])

  pass(1)
  await sweepWatches(parts)
  expect(await rollBacksOf(meter), 'nothing was tried since').toEqual([])
  await call(meter)
  await sweepWatches({ ...parts, clockWatch: { isSteady: false } })
  expect(await rollBacksOf(meter), 'the clock has jumped').toEqual([])
  await Promise.all([sweepWatches(parts), sweepWatches(parts)])
  await sweepWatches(parts)
  const [back, ...others] = await rollBacksOf(meter)
  expect(others).toEqual([])
  expect(back).toMatchObject({ parameters: { sha256: images[0], version: 'FER2.0.0' } })
  expect(await problems()).toMatchObject([{ endDevice: serial, count: 1, href: `/meters/${serial}/orders` }])
  expect(await entries()).toMatchObject([
    {
      subject: serial,
      detail: expect.stringContaining(`within 2 h after the activation by order ${update.id}`),
    },
  ])

  const listener = await serveMeter(meter.meter.server)
  meters.push({ ...meter, listener })
  const uri = meter.enrolment.uri.replace(/:\d+\?/, `:${listener.port}?`)
  await parts.db.updateTable('end_device').set({ uri }).where('serial', '=', serial).execute()
  pass(24)
  const done = await ended(back!.id)
  expect(done.steps.at(-1)).toMatchObject({ outcome: 'verified', found: 'FER2.0.0' })
  expect(await problems()).toEqual([])
  await sweepWatches(parts)
  expect(await rollBacksOf(meter)).toHaveLength(1)
})

test('a meter that is heard ends the watch, and what happens later is another matter', async () => {
  const [, meter] = meters as [TestMeter, TestMeter]
  await firmware(meter, { image: images[0] })
  await firmware(meter, { image: images[1], rollBackAfterHours: 1 })
  pass(0.5)
  expect(await call(meter)).toMatchObject({ state: 'done' })
  await sweepWatches(parts)
  await meter.listener.close()
  pass(2)
  await call(meter)
  await sweepWatches(parts)
  expect(await rollBacksOf(meter)).toEqual([])
})

test('without a watch none is rolled back, and without a previous version the problem stands alone', async () => {
  const [, , meter, other] = meters as TestMeter[]
  await firmware(other!, { image: images[0] })
  await firmware(other!, { image: images[1] })
  await firmware(meter!, { image: images[0], rollBackAfterHours: 1 })
  for (const { listener } of [meter!, other!]) await listener.close()
  pass(2)
  await call(meter!)
  await call(other!)
  await sweepWatches(parts)
  expect(await rollBacksOf(other!)).toEqual([])
  expect(await rollBacksOf(meter!)).toEqual([])
  expect(await problems()).toMatchObject([{ endDevice: meter!.enrolment.serial, count: 1 }])
  expect((await entries())[0]).toMatchObject({ detail: expect.stringContaining('there is none') })
})

test('a watch is of an order that activates', async () => {
  const [meter] = meters as [TestMeter]
  const parameters = { image: images[1], activate: false, rollBackAfterHours: 2 }
  await expect(firmware(meter, parameters)).rejects.toThrow('is of orders that activate')
  await expect(firmware(meter, { image: images[1], rollBackAfterHours: 0 })).rejects.toThrow('>= 1')
})

test('an activity watches each of its orders, and names its image', async () => {
  const wanted = await wantedOf(parts.db, 'firmware', { image: images[1], rollBackAfterHours: 2 })
  expect(wanted.ofOrders).toEqual({ sha256: images[1], version: 'FER2.1.0' })
  const targets = { endDevices: meters.map(({ enrolment }) => enrolment.serial) }
  const request = {
    id: 'roll-out',
    name: 'roll-out',
    retries: 0,
    include: ['silent'],
    priority: 'normal',
    targets,
  }
  await parts.db
    .transaction()
    .execute(db => createActivity({ ...parts, db }, request as unknown as ActivityRequest, wanted, 'anna'))
  const lines = await parts.db
    .selectFrom('end_device_control as c')
    .leftJoin('firmware_watch as w', 'w.control_id', 'c.id')
    .select(['w.hours', 'w.state'])
    .where('c.activity', '=', 'roll-out')
    .execute()
  expect(lines.length).toBeGreaterThan(0)
  expect(lines).toEqual(lines.map(() => ({ hours: 2, state: 'waiting' })))
  await expect(wantedOf(parts.db, 'firmware', { previous: true })).rejects.toThrow('is of one meter')
})
