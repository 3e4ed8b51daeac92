import { obis } from '@ferraris/cosem'
import { obisCodes } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Writer } from '../../collection/writer.ts'
import { enrolSome } from '../../testing/readings.ts'
import { openTestApp, type TestApp } from '../../testing/test-app.ts'
import { keepLastItems } from './last-items.ts'
import { memoryEvents } from './queries.ts'
import { codesOfEvents } from './reported.ts'
import type { BatteryHealth, FirmwareTrust, MemoryHealth, TemperatureHealth } from './schemas.ts'

let fixture: TestApp
let writer: Writer
let tokens: { operator: string; administrator: string }
let devices: { serial: string; id: number }[]
beforeAll(async () => {
  fixture = await openTestApp()
  writer = await Writer.open(fixture.store.pool, { gather: 1 })
  const { people } = fixture.parts
  tokens = {
    operator: (await people.tokens.issue('operator of tests', 'operator'))!,
    administrator: (await people.tokens.issue('administrator of tests', 'administrator'))!,
  }
  devices = await enrolSome(fixture.store.pool, 3, { now: fixture.clock.now })
  const [first, second] = devices
  await note(first!.id, [
    [8, 300],
    [7, 100],
    [13, 90],
  ])
  await note(second!.id, [[8, 200]])
  await snapshot(first!.id, [
    ['1.0.0.2.0.255', 'FER1.9'],
    ['1.0.0.2.8.255', 'aa11'],
    ['1.1.0.2.0.255', 'APP2.0'],
    ['0.0.96.6.3.255', 3],
    ['0.0.96.9.0.255', 91],
  ])
  await snapshot(second!.id, [
    ['1.0.0.2.0.255', 'FER1.9'],
    ['1.0.0.2.8.255', 'bb22'],
    ['0.0.96.9.0.255', 31],
  ])
})
afterAll(async () => {
  await writer.close()
  await fixture.close()
})

async function note(id: number, rows: [code: number, minutesAgo: number][]) {
  const events = rows.map(([code, ago]) => ({
    time: Math.floor(fixture.clock.now / 1000) - 60 * ago,
    log: obisCodes.standardLog,
    code,
    ordinal: 0,
    numbered: false,
  }))
  await writer.write({ endDeviceId: id, blocks: [], readings: [], events })
}
async function snapshot(id: number, values: [name: string, value: string | number][], bits?: string[]) {
  const items = values.map(([name, value]) => ({
    section: 'firmware' as const,
    obis: obis(name),
    attribute: 2,
    name,
    outcome: 'read' as const,
    value,
    ...(bits && { bits }),
  }))
  await keepLastItems(fixture.parts.db, id, fixture.clock.now, items)
}
async function http<T>(
  role: keyof typeof tokens,
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  payload?: object,
) {
  const headers = { authorization: `Bearer ${tokens[role]}` }
  const reply = await fixture.app.inject({
    method,
    url: `/api/v1${url}`,
    headers,
    ...(payload && { payload }),
  })
  return { status: reply.statusCode, body: (reply.body === '' ? null : reply.json()) as T }
}
async function list<T>(url: string): Promise<T[]> {
  return (await http<{ items: T[] }>('operator', 'GET', url)).body.items
}

test('batteries to replace come first, and leave the list when they were replaced', async () => {
  const [first, second] = devices
  expect(await list<BatteryHealth>('/meter-health/batteries')).toMatchObject([
    { endDevice: first!.serial, severity: 'major', volts: 3 },
    { endDevice: second!.serial, severity: 'minor', volts: null },
  ])
  await http('operator', 'PUT', `/end-devices/${first!.serial}/battery-replacement`)
  expect(await list<BatteryHealth>('/meter-health/batteries')).toMatchObject([{ endDevice: second!.serial }])
  fixture.clock.now += 3_600_000
  await note(first!.id, [[8, 1]])
  expect(await list<BatteryHealth>('/meter-health/batteries')).toHaveLength(2)
})

test('a part is trusted by its signature, which an administrator vouches for', async () => {
  const [first, second] = devices
  const well = { part: '1.0.0.2.0.255', version: 'FER1.9', signature: 'aa11' }
  expect((await http('operator', 'POST', '/trusted-firmware', well)).status).toBe(403)
  expect((await http('administrator', 'POST', '/trusted-firmware', well)).status).toBe(204)
  expect(await list<FirmwareTrust>('/meter-health/firmware')).toMatchObject([
    { endDevice: second!.serial, part: '1.0.0.2.0.255', signature: 'bb22', trust: 'not-trusted' },
    { endDevice: first!.serial, part: '1.1.0.2.0.255', trust: 'unsigned' },
    { endDevice: first!.serial, part: '1.0.0.2.0.255', trust: 'trusted' },
  ])
  expect(await list<FirmwareTrust>('/meter-health/firmware?trust=not-trusted')).toHaveLength(1)
  expect((await http('administrator', 'POST', '/trusted-firmware/withdraw', well)).status).toBe(204)
  expect(await list<FirmwareTrust>('/meter-health/firmware?trust=trusted')).toEqual([])
})

test('a self-check that failed names its part, its severity, and whether it still holds', async () => {
  const [first] = devices
  const of = async () => (await list<MemoryHealth>('/meter-health/memory'))[0]
  expect(await of()).toMatchObject({
    endDevice: first!.serial,
    part: 'ram',
    severity: 'critical',
    holds: null,
  })
  await snapshot(first!.id, [['0.0.97.97.0.255', 0]], [])
  expect(await of()).toMatchObject({ holds: false })
})

test('the hottest meter comes first, and what is hot is marked', async () => {
  expect(await list<TemperatureHealth>('/meter-health/temperatures')).toMatchObject([
    { celsius: 91, hot: true },
    { celsius: 31, hot: false },
  ])
  expect((await http('operator', 'GET', '/meter-health/temperatures?limit=0')).status).toBe(400)
})

test('neither snapshots nor all events are gone through: what is shown is found by an index', async () => {
  const { pool } = fixture.store
  const plan = async (query: string) => {
    const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`explain ${query}`)
    return rows.map(row => row['QUERY PLAN']).join(' ')
  }
  await pool.query('set enable_seqscan = off')
  const codes = codesOfEvents(['replaceBattery', 'batteryLow', ...memoryEvents]).join()
  expect(await plan(`select from end_device_event where code in (${codes})`)).toContain(
    'end_device_event_health',
  )
})

test('an older snapshot that is kept late does not take the place of a newer one', async () => {
  const [, , third] = devices
  const item = (value: number) => ({
    section: 'temperature' as const,
    obis: obis('0.0.96.9.0.255'),
    attribute: 2,
    name: 'Temperature',
    outcome: 'read' as const,
    value,
  })
  const { db } = fixture.parts
  await keepLastItems(db, third!.id, fixture.clock.now, [item(55), { ...item(0), outcome: 'refused' }])
  await keepLastItems(db, third!.id, fixture.clock.now - 1000, [item(44)])
  const found = await list<TemperatureHealth>('/meter-health/temperatures')
  expect(found.find(({ endDevice }) => endDevice === third!.serial)).toMatchObject({ celsius: 55 })
})
