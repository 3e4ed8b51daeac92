import { decodeFrame, openAssociation, openFrame, profiles } from '@ferraris/chain2'
import { SuiteKeys } from '@ferraris/dlms/security'
import { secondsOf } from '@ferraris/metering'
import { readSentAnswer } from '@ferraris/monitoring/sent'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMeters, type TestMeter } from '../testing/meter-fleet.fixture.ts'
import { openTestApp, type TestApp } from '../testing/test-app.ts'
import { tellWaiting } from './tell-meters.ts'

let fixture: TestApp
let meter: TestMeter
let serial: string
const tokens: Record<string, string> = {}
beforeAll(async () => {
  fixture = await openTestApp()
  for (const role of ['viewer', 'operator'] as const)
    tokens[role] = `Bearer ${await fixture.parts.people.tokens.issue(role, role)}`
  ;[meter] = (await startMeters(1, { now: () => fixture.clock.now }, [2026, 11, 1])) as [TestMeter]
  serial = meter.enrolment.serial
  await fixture.parts.enrol([meter.enrolment])
  await ask('POST', '/customer-devices', device)
})
afterAll(async () => {
  await meter.listener.close()
  await fixture.close()
})

async function ask(method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE', path: string, payload?: object) {
  const reply = await fixture.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: tokens.operator! },
    ...(payload && { payload }),
  })
  return { status: reply.statusCode, body: reply.json() }
}

const initialKey = '0f'.repeat(16)
const device = { id: 'C2G-1', maker: 'Maker', aca: '4D4143000001', initialKey }
const contract = {
  customerCode: 'C-1',
  vendor: 'Ferraris Energia',
  phone: '800 000 000',
  pesse: 3,
  contractPower: 3000,
}
const wish = { device: 'C2G-1', pod: 'IT001E01524052', profile: 'monitoring', contract }

function now(): number {
  return secondsOf(fixture.clock.now)
}

test('a device is made known once, its key never shown', async () => {
  const other = { ...device, id: 'C2G-2', aca: '4D4143000002' }
  expect((await ask('POST', '/customer-devices', other)).status).toBe(201)
  expect((await ask('POST', '/customer-devices', device)).status).toBe(409)
  expect((await ask('POST', '/customer-devices', { ...device, id: 'x', aca: '034143000001' })).status).toBe(
    400,
  )
  const { body } = await ask('GET', '/customer-devices')
  expect(body.items).toMatchObject([
    { id: 'C2G-1', aca: '4D4143000001', endDevices: [] },
    { id: 'C2G-2', aca: '4D4143000002', endDevices: [] },
  ])
  expect(JSON.stringify(body)).not.toContain('0f0f')
  const audit = await fixture.parts.db.selectFrom('audit_entry').selectAll().execute()
  expect(JSON.stringify(audit)).not.toContain('0f0f')
})

test('uc CH2-5 a meter gets device and keys, other keys, and loses all of it when the customer moves out', async () => {
  expect(
    (await ask('PUT', `/end-devices/${serial}/customer-device`, { ...wish, device: 'none' })).status,
  ).toBe(404)
  const { status, body } = await ask('PUT', `/end-devices/${serial}/customer-device`, wish)
  expect([status, body.state, body.detail]).toEqual([200, 'associated', null])
  expect(body).toMatchObject({ frames: [1, 2, 21, 22, 25, 41], gap: 300, role: 'exchange' })
  const { chain2 } = meter.meter
  expect(chain2.association).toMatchObject({ aca: '4D4143000001', pod: 'IT001E01524052', role: 'exchange' })
  expect(chain2.settings).toMatchObject({ profile: profiles.monitoring, gap: 300, contract })
  // The device learns the operating keys by the association frame, under its initial key.
  fixture.clock.now += 601_000
  const told = [...chain2.departures(now())]
  const first = openAssociation(
    told.find(({ kind }) => kind === 0)!.apdu,
    Buffer.from(initialKey, 'hex'),
  ).association
  const keys = new SuiteKeys(first.encryptionKey, first.authenticationKey)
  const frame = told.find(({ kind }) => kind === 21)!
  expect(decodeFrame(openFrame(frame.apdu, () => keys).buffer)).toMatchObject({ frame: 21 })
  // Other keys: what was sealed with the old ones does not open what follows.
  expect((await ask('PATCH', `/end-devices/${serial}/customer-device`, { newKeys: true })).body.state).toBe(
    'associated',
  )
  fixture.clock.now += 1_200_000
  const later = [...chain2.departures(now())]
  expect(() => openFrame(later.find(({ kind }) => kind === 21)!.apdu, () => keys)).toThrow()
  expect((await ask('PUT', `/end-devices/${serial}/customer-device`, wish)).status).toBe(409)
  expect((await ask('DELETE', `/end-devices/${serial}/customer-device`)).body.state).toBe('revoked')
  expect(chain2.association).toBeUndefined()
  fixture.clock.now += 3_600_000
  expect([...chain2.departures(now())]).toEqual([])
})

test('uc CH2-6 what a meter has sent is read over chain 1, day by day, and told once', async () => {
  await ask('PUT', `/end-devices/${serial}/customer-device`, { ...wish, weeklyThreshold: 1 })
  const { chain2, store } = meter.meter
  fixture.clock.now += 7_200_000
  const begun = now()
  for (const _ of chain2.departures(begun)) void _
  expect((await ask('POST', `/end-devices/${serial}/sent-counters`)).status).toBe(200)
  const { body } = await ask('GET', `/chain2/sent-counters?endDevice=${serial}`)
  const days = chain2.sent.days(store)
  expect(body.items).toHaveLength(days.length)
  expect(body.items).toMatchObject(days.map(day => ({ ...day, device: 'C2G-1', pod: 'IT001E01524052' })))
  expect(days.at(-1)!.alerts).toBeGreaterThan(0)
  // The monitoring platform reads the very same.
  const read = readSentAnswer(body)
  expect(read.days).toEqual(
    days.map(({ day, powerLoss, ...counts }) => ({
      endDevice: serial,
      smitpAddress: '4d4143000001',
      told: { day, counts, powerLoss, byHour: null },
    })),
  )
  expect(read.nextCursor).toBeNull()
  const again = await ask('GET', `/chain2/sent-counters?limit=500&changedSince=${read.changedUntil}`)
  expect(readSentAnswer(again.body).days).toEqual(read.days)
  const since = new Date(fixture.clock.now + 1).toISOString()
  fixture.clock.now += 60_000
  await ask('POST', `/end-devices/${serial}/sent-counters`)
  expect((await ask('GET', `/chain2/sent-counters?changedSince=${since}`)).body.items).toEqual([])
})

test('uc K-26 when the device is exchanged each has the days of its own association, and its part of the day of the change', async () => {
  const { chain2 } = meter.meter
  const sentTo = async (device: string) => {
    await ask('POST', `/end-devices/${serial}/sent-counters`)
    const { body } = await ask('GET', `/chain2/sent-counters?endDevice=${serial}`)
    const items = body.items as { device: string; day: string; loadCurve: number; smitpAddress: string }[]
    return items.filter(item => item.device === device)
  }
  const before = await sentTo('C2G-1')
  const { day: changed, loadCurve: until } = before.at(-1)!
  expect((await ask('DELETE', `/end-devices/${serial}/customer-device`)).body.state).toBe('revoked')
  await ask('POST', '/customer-devices', { id: 'C2G-2', maker: 'MAC', aca: '4D4143000002', initialKey })
  await ask('PUT', `/end-devices/${serial}/customer-device`, { ...wish, device: 'C2G-2' })
  fixture.clock.now += 7_200_000
  for (const _ of chain2.departures(now())) void _
  const after = await sentTo('C2G-2')
  expect(after[0]).toMatchObject({ day: changed, smitpAddress: '4d4143000002' })
  const all = chain2.sent.days(meter.meter.store).find(({ day }) => day === changed)!
  expect(after[0]!.loadCurve).toBeGreaterThan(0)
  expect(after[0]!.loadCurve + until).toBe(all.loadCurve)
  // Those of the one before stay what they were.
  expect(await sentTo('C2G-1')).toEqual(before.map(item => ({ ...item, pod: '' })))
})

test('a meter that cannot be reached is called again until it has what is wanted', async () => {
  await meter.listener.close()
  const { body } = await ask('PATCH', `/end-devices/${serial}/customer-device`, { profile: 'basic' })
  expect(body.state).toBe('waiting')
  expect(body.detail).not.toBeNull()
  fixture.clock.now += 400_000
  await tellWaiting(fixture.parts)
  expect((await ask('GET', `/end-devices/${serial}/customer-device`)).body.state).toBe('waiting')
  expect((await ask('DELETE', `/end-devices/${serial}/customer-device`)).body.state).toBe('revoking')
})
