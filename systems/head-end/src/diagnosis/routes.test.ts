import { obisCodes } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMeters, type TestMeter } from '../testing/meter-fleet.fixture.ts'
import { openTestApp, type TestApp } from '../testing/test-app.ts'
import type { Diagnosis } from './schemas.ts'

let fixture: TestApp
let authorization: string
let meter: TestMeter
let away: TestMeter
beforeAll(async () => {
  fixture = await openTestApp()
  authorization = `Bearer ${await fixture.parts.people.tokens.issue('tests', 'operator')}`
  // Meters that are three seconds fast.
  const meters = await startMeters(2, { now: () => fixture.clock.now + 3_000 }, [2026, 11, 1])
  ;[meter, away] = meters as [TestMeter, TestMeter]
  await fixture.parts.enrol(meters.map(({ enrolment }) => enrolment))
  await away.listener.close()
})
afterAll(async () => {
  await meter.listener.close()
  await fixture.close()
})

function ask(method: 'GET' | 'POST', url: string, payload?: object) {
  return fixture.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization },
    ...(payload && { payload }),
  })
}
function diagnose({ enrolment }: TestMeter, body: object = { reason: 'suspicion' }) {
  return ask('POST', `/end-devices/${enrolment.serial}/diagnoses`, body)
}
function itemOf({ items }: Diagnosis, obis: string, attribute = 2) {
  return items.find(item => item.obis === obis && item.attribute === attribute)
}

test('uc 2.a.6-1 one snapshot holds clock, switch, registers, logs and protection, and no key', async () => {
  const reply = await diagnose(meter, { reason: 'unplanned-maintenance', note: 'no light' })
  expect(reply.statusCode).toBe(201)
  const taken = reply.json() as Diagnosis
  expect(taken).toMatchObject({
    endDevice: meter.enrolment.serial,
    reason: 'unplanned-maintenance',
    note: 'no light',
    clockOffsetSeconds: 3,
    session: { outcome: 'complete', layer: null, detail: null },
    known: { clients: [1, 2], stagedKeys: false, line: null },
  })
  expect(itemOf(taken, obisCodes.clock)).toMatchObject({ outcome: 'read', value: '2026-11-20T12:00:03.000Z' })
  expect(itemOf(taken, obisCodes.disconnectControl, 3)).toMatchObject({ value: 'connected' })
  expect(itemOf(taken, obisCodes.activeEnergyImport)).toMatchObject({ outcome: 'read', unit: 'Wh' })
  expect(itemOf(taken, obisCodes.standardLog)?.outcome).toBe('read')
  expect(itemOf(taken, '0.0.25.6.0.255', 3)).toMatchObject({ outcome: 'absent', value: null })
  for (const { guek, gak } of meter.enrolment.keys) {
    expect(reply.body).not.toContain(guek)
    expect(reply.body).not.toContain(gak)
  }
  const { items } = (await ask('GET', `/end-devices/${meter.enrolment.serial}/diagnoses`)).json()
  expect(items).toMatchObject([{ id: taken.id, outcome: 'complete', counts: { unanswered: 0 }, faults: [] }])
  const { items: entries } = await fixture.parts.audit.list({ action: 'end-device.diagnosed', limit: 5 })
  expect(entries).toMatchObject([{ subject: expect.stringContaining(meter.enrolment.serial) }])
})

test('alarms that are latched in the meter show as faults', async () => {
  meter.meter.store.events.record('ramError', Math.floor(fixture.clock.now / 1000))
  const taken = (await diagnose(meter)).json() as Diagnosis
  expect(itemOf(taken, obisCodes.alarmRegister)).toMatchObject({ bits: [expect.stringMatching(/RAM/i)] })
  expect(taken.events).toContainEqual(expect.objectContaining({ code: 13 }))
})

test('a meter that does not answer gives what was known, with every item unanswered', async () => {
  const reply = await diagnose(away)
  expect(reply.statusCode).toBe(201)
  const { session, items } = reply.json() as Diagnosis
  expect(session).toMatchObject({ outcome: 'silent', layer: 'tcp', detail: expect.any(String) })
  expect(new Set(items.map(({ outcome }) => outcome))).toEqual(new Set(['unanswered']))
})

test('uc 2.a.6-1 a snapshot is attached to the work that it was taken for, as JSON and as PDF', async () => {
  const { serial } = meter.enrolment
  const steps = [{ action: 'read-registers' }]
  const work = (
    await ask('POST', '/work-requests', { reason: 'inspect', endDevices: [serial], steps })
  ).json()
  const taken = (await diagnose(meter, { reason: 'planned-maintenance', workRequest: work.id })).json()
  const { items } = (await ask('GET', `/diagnoses?workRequest=${work.id}`)).json()
  expect(items).toMatchObject([{ id: taken.id, reason: 'planned-maintenance', workRequest: work.id }])
  const pdf = await ask('GET', `/diagnoses/${taken.id}/report`)
  expect(pdf.headers['content-type']).toBe('application/pdf')
  expect(pdf.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  expect(pdf.rawPayload.length).toBeGreaterThan(5_000)
  const json = await ask('GET', `/diagnoses/${taken.id}/report?format=json`)
  expect(json.json()).toEqual(taken)
  const other = await diagnose(away, { reason: 'suspicion', workRequest: work.id })
  expect(other.statusCode).toBe(400)
  expect(other.json().detail).toContain('has no line for this meter')
})

test('bad requests name what is wrong', async () => {
  expect((await diagnose(meter, { reason: 'curiosity' })).json()).toMatchObject({ status: 400 })
  expect((await ask('POST', '/end-devices/NONE1/diagnoses', { reason: 'suspicion' })).statusCode).toBe(404)
  expect((await ask('GET', '/diagnoses/7d0c2a3e-0000-4000-8000-000000000000')).statusCode).toBe(404)
})
