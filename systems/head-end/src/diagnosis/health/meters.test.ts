import { msPerHour, secondsOf } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { knownControl, order } from '../../orders/record/order.ts'
import type { ControlRequest } from '../../orders/record/schemas.ts'
import { startMeters, type TestMeter } from '../../testing/meter-fleet.fixture.ts'
import { openTestApp, type TestApp } from '../../testing/test-app.ts'
import type { Diagnosis } from '../schemas.ts'
import type { BatteryHealth, FirmwareTrust, MemoryHealth, TemperatureHealth } from './schemas.ts'

let fixture: TestApp
let authorization: string
let well: TestMeter
let ill: TestMeter
beforeAll(async () => {
  fixture = await openTestApp()
  authorization = `Bearer ${await fixture.parts.people.tokens.issue('tests', 'administrator')}`
  const meters = await startMeters(2, { now: () => fixture.clock.now }, [2026, 11, 1])
  ;[well, ill] = meters as [TestMeter, TestMeter]
  await fixture.parts.enrol(
    meters.map(({ enrolment }) => ({ ...enrolment, eventProfile: 'ferraris' as const })),
  )
  fixture.parts.executor.start()
  const from = secondsOf(fixture.clock.now)
  for (const kind of ['battery-low', 'ram-error', 'firmware-signature'] as const)
    ill.meter.harm({ kind, from })
  ill.meter.harm({ kind: 'hot-terminal', from, level: 95 })
  fixture.clock.now += msPerHour
  await readEvents(ill)
})
afterAll(async () => {
  await fixture.parts.executor.stop(0)
  for (const { listener } of [well, ill]) await listener.close()
  await fixture.close()
})

async function readEvents({ enrolment }: TestMeter) {
  const parameters = { from: '2026-11-20', to: '2026-11-21' }
  const request = { endDevice: enrolment.serial, kind: 'read-events', parameters, priority: 'normal' }
  const { control } = await order(fixture.parts, request as unknown as ControlRequest, 'anna')
  while ((await knownControl(fixture.parts, control.id)).waitsFor !== null)
    await new Promise(resolve => setTimeout(resolve, 20))
}
async function http<T>(method: 'GET' | 'POST', url: string, payload?: object): Promise<T> {
  const reply = await fixture.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization },
    ...(payload && { payload }),
  })
  expect(reply.statusCode, reply.body).toBeLessThan(300)
  return (reply.body === '' ? null : reply.json()) as T
}
function diagnose({ enrolment }: TestMeter) {
  return http<Diagnosis>('POST', `/end-devices/${enrolment.serial}/diagnoses`, { reason: 'routine' })
}
async function list<T extends { endDevice: string }>(url: string, { enrolment }: TestMeter): Promise<T[]> {
  const { items } = await http<{ items: T[] }>('GET', `/meter-health/${url}`)
  return items.filter(({ endDevice }) => endDevice === enrolment.serial)
}

test('uc 2.a.6-3 a part whose signature is not the one that is trusted is shown as not trusted', async () => {
  await diagnose(well)
  const parts = await list<FirmwareTrust>('firmware', well)
  expect(parts.length).toBeGreaterThanOrEqual(4)
  for (const { part, version, signature } of parts)
    await http('POST', '/trusted-firmware', { part, version, signature })
  await diagnose(ill)
  const trusts = async (meter: TestMeter) =>
    (await list<FirmwareTrust>('firmware', meter)).map(({ part, trust }) => `${part} ${trust}`)
  expect((await trusts(well)).every(text => text.endsWith(' trusted'))).toBe(true)
  const found = await trusts(ill)
  expect(found.filter(text => text.endsWith('not-trusted'))).toEqual(['1.0.0.2.0.255 not-trusted'])
})

test('uc 2.a.6-2 a battery that is drained brings its meter onto the list of replacements', async () => {
  await diagnose(ill)
  expect(await list<BatteryHealth>('batteries', well)).toEqual([])
  const [battery] = await list<BatteryHealth>('batteries', ill)
  expect(battery).toMatchObject({
    severity: 'major',
    volts: expect.any(Number),
    remainingDays: expect.any(Number),
  })
})

test('uc 2.a.6-4 a memory that failed its check is shown with part and severity, and that it still holds', async () => {
  await diagnose(ill)
  const [memory] = await list<MemoryHealth>('memory', ill)
  expect(memory).toMatchObject({ part: 'ram', severity: 'critical', holds: true })
})

test('uc 2.a.6-5 a hot terminal is first of the temperatures', async () => {
  await diagnose(well)
  await diagnose(ill)
  const { items } = await http<{ items: TemperatureHealth[] }>('GET', '/meter-health/temperatures')
  expect(items[0]).toMatchObject({ endDevice: ill.enrolment.serial, celsius: 95, hot: true })
  expect(items.at(-1)).toMatchObject({ endDevice: well.enrolment.serial, hot: false })
})
