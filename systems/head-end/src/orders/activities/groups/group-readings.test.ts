import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMeters, type TestMeter } from '../../../testing/meter-fleet.fixture.ts'
import { acaOf, lineKeys, neighbour, serialOf } from '../../../testing/network.fixture.ts'
import { openTestApp, type TestApp } from '../../../testing/test-app.ts'
import type { ActivityDetail } from '../schemas.ts'
import type { ReadingSheet } from './schemas.ts'

const midnight = '2026-11-20T00:00:00+01:00'
const dayBefore = '2026-11-19T00:00:00+01:00'
const onLine = serialOf(71)

let fixture: TestApp
let meters: TestMeter[]
let authorization: string

beforeAll(async () => {
  fixture = await openTestApp()
  fixture.clock.now = Date.parse('2026-11-20T09:17:23Z')
  meters = await startMeters(19, { now: () => fixture.clock.now }, [2026, 11, 17])
  authorization = `Bearer ${await fixture.parts.people.tokens.issue('op', 'administrator')}`
  await fixture.app.ready()
  expect(
    (
      await ask(
        'POST',
        '/end-devices',
        meters.map(({ enrolment }) => enrolment),
      )
    ).status,
  ).toBe(201)
  fixture.parts.executor.start()
  // The twentieth is behind a concentrator, which reads what the meter froze at each midnight.
  await ask('POST', '/concentrators', { id: 'C1', substation: 'North' })
  const uri = `smitp+g2:///${acaOf(71)}?client=2&server=1&auth=gmac`
  await ask('POST', '/end-devices', { serial: onLine, usagePoint: '=cellar', uri, keys: [], lineKeys })
  const { network } = fixture.parts
  await network.take('C1', { kind: 'hello', version: '1', substation: 'North' } as never)
  const neighbours = [neighbour(71, fixture.clock.now, { state: 'adopted' })]
  await network.take('C1', { kind: 'inventory', at: fixture.clock.now, neighbours } as never)
})
afterAll(async () => {
  await fixture.parts.executor.stop(0)
  for (const { listener } of meters) await listener.close()
  await fixture.close()
})

async function ask<T>(
  method: 'GET' | 'POST',
  path: string,
  payload?: object,
): Promise<{ readonly status: number; readonly body: T; readonly text: string }> {
  const reply = await fixture.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization },
    ...(payload && { payload }),
  })
  const isJson = reply.headers['content-type']?.includes('json') ?? false
  return { status: reply.statusCode, body: (isJson ? reply.json() : null) as T, text: reply.body }
}

async function frozen(key: string, time: string, value: number): Promise<void> {
  const result = {
    kind: 'registers',
    key,
    aca: acaOf(71),
    readAt: fixture.clock.now,
    time: Date.parse(time),
    registers: [{ obis: '1.0.1.8.0.255', value }],
  }
  await fixture.parts.network.take('C1', { kind: 'results', results: [result] } as never)
}

/** Reads the direct meters of the house as they stood at an instant, and waits for the end. */
async function readAt(id: string, at: string): Promise<ActivityDetail> {
  const request = {
    id,
    name: 'House',
    kind: 'read-registers-at',
    parameters: { at },
    targets: { endDevices: meters.map(({ enrolment }) => enrolment.serial) },
  }
  expect((await ask('POST', '/activities', request)).status).toBe(201)
  for (;;) {
    fixture.clock.now += 1000
    await fixture.parts.activities.look()
    const { body } = await ask<ActivityDetail>('GET', `/activities/${id}`)
    if (body.state === 'done') return body
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

function sheet(query: Record<string, string>) {
  return ask<ReadingSheet>('GET', `/end-device-groups/house-7/sheet?${new URLSearchParams(query)}`)
}

test('uc 1.a.2-4 twenty meters of a house are read as they stood at one instant, and the shares add up to a hundred', async () => {
  const endDevices = [...meters.map(({ enrolment }) => enrolment.serial), onLine]
  expect((await ask('POST', '/end-device-groups', { name: 'house-7', targets: { endDevices } })).status).toBe(
    201,
  )
  expect((await sheet({ time: midnight })).body).toMatchObject({ missing: 20, sum: null })

  expect((await readAt('today', midnight)).counts).toMatchObject({ total: 19, succeeded: 19 })
  const { body: partial } = await sheet({ time: midnight })
  expect(partial).toMatchObject({ missing: 1, sum: null, unit: 'Wh' })
  expect(partial.rows.every(({ share }) => share === null)).toBe(true)
  await frozen('a', midnight, 4_711_000)

  const { body: whole } = await sheet({ time: midnight })
  expect(whole).toMatchObject({ missing: 0, time: new Date(midnight).toISOString() })
  expect(whole.rows).toHaveLength(20)
  const hundredths = whole.rows.reduce((sum, { share }) => sum + Math.round(share! * 100), 0)
  expect(hundredths).toBe(10_000)
  // Each value is the meter's own of that instant, not of the minute in which it was asked.
  const time = Date.parse(midnight) / 1000
  for (const [i, { meter, enrolment }] of meters.entries()) {
    const row = whole.rows.find(({ endDevice }) => endDevice === enrolment.serial)!
    const rows = meter.store.loadProfile.range(time, time, fixture.clock.now / 1000)
    expect(row.value, `meter ${i}`).toBe(rows.values[0][0])
  }
  expect(whole.sum).toBe(whole.rows.reduce((sum, { value }) => sum + value!, 0))

  // What was counted since another instant is shared the same way.
  await readAt('yesterday', dayBefore)
  await frozen('b', dayBefore, 4_700_000)
  const { body: day } = await sheet({ time: midnight, since: dayBefore })
  expect(day.rows.find(({ endDevice }) => endDevice === onLine)).toMatchObject({
    before: 4_700_000,
    counted: 11_000,
  })
  expect(day.rows.reduce((sum, { share }) => sum + Math.round(share! * 100), 0)).toBe(10_000)

  const { text } = await sheet({ time: midnight, since: dayBefore, format: 'csv' })
  const rows = parse(text, { bom: true, columns: true }) as Record<string, string>[]
  expect(rows).toHaveLength(21)
  expect(rows.at(-1)).toMatchObject({ meter: 'sum', 'share %': '100', counted: String(day.sum) })
  // What a spreadsheet would take for a formula is none.
  expect(rows.find(({ meter }) => meter === onLine)!['usage point']).toBe("'=cellar")
})

test('an instant without a row is told by the meter, and a sheet of a wrong span is refused', async () => {
  const { counts, failures } = await readAt('between', '2026-11-19T10:07:00+01:00')
  expect(counts).toMatchObject({ failed: 19 })
  expect(failures[0]).toMatchObject({
    cause: 'refused',
    detail: expect.stringContaining('no row of that instant'),
  })
  expect((await sheet({ time: dayBefore, since: midnight })).status).toBe(400)
  expect((await sheet({ time: '2027-01-01T00:00:00Z' })).status).toBe(400)
  expect((await sheet({ time: 'midnight' })).status).toBe(400)
  expect(
    (await ask('GET', `/end-device-groups/none/sheet?time=${encodeURIComponent(midnight)}`)).status,
  ).toBe(404)
})
