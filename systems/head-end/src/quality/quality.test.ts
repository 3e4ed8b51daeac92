import { msPerDay, msPerHour, secondsOf } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMeters, type TestMeter } from '../testing/meter-fleet.fixture.ts'
import { openTestApp, type TestApp } from '../testing/test-app.ts'
import type { SupplyQuality } from './schemas.ts'
import { sweepSurveys } from './survey/sweep.ts'

let fixture: TestApp
let authorization: string
let meters: TestMeter[]
beforeAll(async () => {
  fixture = await openTestApp()
  authorization = `Bearer ${await fixture.parts.people.tokens.issue('tests', 'operator')}`
  meters = await startMeters(3, { now: () => fixture.clock.now }, [2026, 11, 1], i => ({
    phases: i === 2 ? 3 : 1,
  }))
  await fixture.parts.enrol(
    meters.map(({ enrolment }) => ({ ...enrolment, eventProfile: 'ferraris' as const })),
  )
})
afterAll(async () => {
  for (const { listener } of meters) await listener.close()
  await fixture.close()
})

async function http<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) {
  const { app } = fixture
  const reply = await app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization },
    ...(payload && { payload }),
  })
  return { status: reply.statusCode, body: (reply.body === '' ? null : reply.json()) as T }
}
async function survey({ enrolment }: TestMeter): Promise<SupplyQuality> {
  const { status, body } = await http<SupplyQuality>('POST', `/end-devices/${enrolment.serial}/quality`)
  expect(status, JSON.stringify(body)).toBe(201)
  return body
}
function now() {
  return secondsOf(fixture.clock.now)
}

test('uc 2.a.3-1 three cuts of twenty seconds are three short interruptions, and no long one', async () => {
  const [meter] = meters as [TestMeter]
  await survey(meter)
  fixture.clock.now += msPerDay
  for (const minute of [0, 10, 20]) {
    const from = now() + 60 * minute
    meter.meter.harm({ kind: 'outage', from, until: from + 20 })
  }
  fixture.clock.now += msPerHour
  const { interruptions } = await survey(meter)
  expect(interruptions).toMatchObject({ short: 3, long: 0, list: [] })
})

test('uc 2.a.3-3 a cut of ten minutes is a long interruption with begin, end and length', async () => {
  const [, meter] = meters as [TestMeter, TestMeter]
  await survey(meter)
  fixture.clock.now += msPerDay
  const from = now()
  meter.meter.harm({ kind: 'outage', from, until: from + 600 })
  fixture.clock.now += msPerHour
  const { interruptions } = await survey(meter)
  expect(interruptions).toMatchObject({ short: 0, long: 1 })
  expect(interruptions.list).toEqual([
    {
      began: new Date(from * 1000).toISOString(),
      ended: new Date((from + 600) * 1000).toISOString(),
      seconds: 600,
    },
  ])
  const again = await survey(meter)
  expect(again.interruptions.list).toHaveLength(1)
  const { rows } = await fixture.store.pool.query('select count(*)::integer as count from interruption')
  expect(rows).toEqual([{ count: 1 }])
})

test('uc 2.a.5-1 a sag and a swell are counted, classed and listed with depth and duration', async () => {
  const [, , meter] = meters as [TestMeter, TestMeter, TestMeter]
  const from = now()
  meter.meter.harm({ kind: 'sag', from, until: from + 1, phase: 1, depth: 0.25 })
  meter.meter.harm({ kind: 'swell', from: from + 60, until: from + 61, phase: 1, level: 262 })
  fixture.clock.now += msPerHour
  const { sags, swells } = await survey(meter)
  expect(sags).toMatchObject({ count: 1, list: [{ phase: 1, volts: 172.5, seconds: 1, class: 'B3' }] })
  expect(sags.classes.B3).toBe(1)
  expect(swells).toMatchObject({ count: 1, list: [{ phase: 1, volts: 262, seconds: 1, class: 'T2' }] })
})

test('a meter that is watched is read when it is due, and one that does not answer shows why', async () => {
  const [meter, , off] = meters as [TestMeter, TestMeter, TestMeter]
  for (const { enrolment } of [meter, off])
    expect(
      (await http('PUT', `/end-devices/${enrolment.serial}/quality-watch`, { everyHours: 24 })).status,
    ).toBe(204)
  await off.listener.close()
  fixture.clock.now += 2 * msPerHour
  const at = fixture.clock.now
  await sweepSurveys({ ...fixture.parts, clockWatch: { isSteady: true } })
  const quality = async ({ enrolment }: TestMeter) =>
    (await http<SupplyQuality>('GET', `/end-devices/${enrolment.serial}/quality`)).body
  expect(await quality(meter)).toMatchObject({
    everyHours: 24,
    surveyedAt: new Date(at).toISOString(),
    failure: null,
  })
  expect((await quality(off)).failure).toEqual(expect.any(String))
  expect((await http('DELETE', `/end-devices/${off.enrolment.serial}/quality-watch`)).status).toBe(204)
  expect((await http('POST', `/end-devices/${off.enrolment.serial}/quality`)).status).toBe(504)
  expect((await http('POST', '/end-devices/NONE1/quality')).status).toBe(404)
  expect((await http('GET', '/voltage-map?concentrator=C9')).status).toBe(404)
  expect(
    (await http('PUT', `/end-devices/${off.enrolment.serial}/quality-watch`, { everyHours: 0 })).status,
  ).toBe(400)
})

test('means of voltage and distortion have their limits', async () => {
  const [meter] = meters as [TestMeter]
  const { db } = fixture.parts
  const { id } = await db
    .selectFrom('end_device')
    .select('id')
    .where('serial', '=', meter.enrolment.serial)
    .executeTakeFirstOrThrow()
  // What the watch read of the meter itself would count, too.
  await db.deleteFrom('quality_voltage').where('end_device_id', '=', id).execute()
  await db.deleteFrom('quality_value').where('end_device_id', '=', id).execute()
  const means = Array.from({ length: 100 }, (_, i) => ({
    end_device_id: id,
    at: new Date(fixture.clock.now - i * 600_000),
    phase: 1,
    least: null,
    mean: i < 6 ? 200 : 231,
    most: null,
  }))
  await db.insertInto('quality_voltage').values(means).execute()
  const day = '2026-11-22'
  const distortion = { end_device_id: id, day, unit: '%' }
  await db
    .insertInto('quality_value')
    .values([
      { ...distortion, obis: '1.0.32.7.124.255', value: 9 },
      { ...distortion, obis: '1.0.32.7.5.255', value: 2 },
    ])
    .onConflict(conflict => conflict.columns(['end_device_id', 'obis', 'day']).doUpdateSet({ value: 9 }))
    .execute()
  const { body } = await http<SupplyQuality>('GET', `/end-devices/${meter.enrolment.serial}/quality`)
  expect(body.voltage).toMatchObject([
    { phase: 1, means: 100, within: 0.94, least: 200, most: 231, kept: false },
  ])
  expect(body.distortion).toContainEqual({
    of: 'voltage',
    phase: 1,
    order: null,
    percent: 9,
    limit: 8,
    kept: false,
    day,
  })
})
