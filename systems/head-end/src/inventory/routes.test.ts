import { afterAll, beforeAll, expect, test } from 'vitest'
import { Writer } from '../collection/writer.ts'
import { dayBlock, delivery } from '../testing/readings.ts'
import { openTestApp, type TestApp } from '../testing/test-app.ts'

let fixture: TestApp
let authorization: string
beforeAll(async () => {
  fixture = await openTestApp()
  authorization = `Bearer ${await fixture.parts.people.tokens.issue('tests', 'administrator')}`
  const devices = Array.from({ length: 23 }, (_, i) => device(i + 1))
  expect((await call('POST', '/end-devices', devices)).json()).toEqual({ enrolled: 23, known: 0 })
})
afterAll(() => fixture.close())

const guek = '00112233445566778899aabbccddeeff'
function serial(number: number) {
  return `FER${String(number).padStart(8, '0')}`
}
function device(number: number) {
  return {
    serial: serial(number),
    usagePoint: `UP-${number}`,
    uri: `dlms+tcp://127.0.0.1:${20_000 + number}?client=2&server=1&auth=gmac`,
    keys: [{ client: 2, guek, gak: guek }],
  }
}

function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) {
  return fixture.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization },
    ...(payload && { payload }),
  })
}

test('a list is read page by page until its cursor ends, each device once', async () => {
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const reply = await call('GET', `/end-devices?limit=10${cursor && `&cursor=${cursor}`}`)
    const page: { items: { serial: string }[]; total: number; nextCursor: string | null } = reply.json()
    expect(page.total).toBe(23)
    seen.push(...page.items.map(item => item.serial))
    cursor = page.nextCursor
  }
  expect(seen).toEqual(Array.from({ length: 23 }, (_, i) => serial(i + 1)))
})

test.each([
  ['search=up-7', 1],
  ['search=:20017', 1],
  ['search=%25', 0],
  ['state=new', 23],
  ['state=reachable', 0],
  ['search=FER&state=new', 23],
])('the filter %s finds %i', async (filter, total) => {
  expect((await call('GET', `/end-devices?${filter}`)).json().total).toBe(total)
})

test('devices with gaps in yesterday are found, each by its own midnight', async () => {
  const { parts, clock } = fixture
  const { db, pool } = parts
  const writer = await Writer.open(pool, { gather: 1 })
  const { rows } = await pool.query<{ id: number }>('select id from end_device order by serial limit 3')
  const [whole, gap, nothing] = rows.map(({ id }) => id) as [number, number, number]
  await pool.query('update collection set last_contact = $2 where end_device_id = any($1)', [
    [whole, gap, nothing],
    new Date(clock.now),
  ])
  await writer.write(delivery(whole, { blocks: [dayBlock('2026-11-19')] }))
  await writer.write(delivery(gap, { blocks: [dayBlock('2026-11-19', 25, { missing: [7] })] }))
  await writer.close()
  const reply = (await call('GET', '/end-devices?incomplete=true')).json()
  expect(
    reply.items.map(({ serial, completeness }: { serial: string; completeness: number }) => [
      serial,
      completeness,
    ]),
  ).toEqual([
    [serial(2), 95 / 96],
    [serial(3), 0],
  ])
  expect(reply.total).toBe(2)
  await db.updateTable('collection').set({ last_contact: null }).execute()
})

test('a device tells all that is known of it, and never its keys', async () => {
  const reply = await call('GET', `/end-devices/${serial(3)}`)
  expect(reply.json()).toMatchObject({
    serial: serial(3),
    usagePoint: 'UP-3',
    state: 'new',
    timeZone: 'Europe/Rome',
    lastContact: null,
    completeness: null,
    nextDue: '2026-11-20T12:00:00.000Z',
    schedule: { id: 1, name: 'standard' },
    registers: [],
  })
  expect(reply.body).not.toContain(guek)
})

test('one device is enrolled as well as many, and again without loss', async () => {
  const one = { serial: 'ACME-1', uri: 'dlms+tcp://10.0.0.1:4059', keys: [] }
  expect((await call('POST', '/end-devices', one)).json()).toEqual({ enrolled: 1, known: 0 })
  const moved = { ...one, uri: 'dlms+tcp://10.0.0.2:4059' }
  expect((await call('POST', '/end-devices', moved)).json()).toEqual({ enrolled: 0, known: 1 })
  expect((await call('GET', '/end-devices/ACME-1')).json().uri).toBe(moved.uri)
  expect((await call('DELETE', '/end-devices/ACME-1')).statusCode).toBe(204)
  expect((await call('GET', '/end-devices/ACME-1')).statusCode).toBe(404)
})

test('a batch with one mistake enrols none', async () => {
  const batch = [device(90), { ...device(91), timeZone: 'Mars/Olympus' }]
  expect((await call('POST', '/end-devices', batch)).json().errors[0].parameter).toBe('[1].timeZone')
  expect((await call('GET', `/end-devices/${serial(90)}`)).statusCode).toBe(404)
})

test('usage points list the devices that measure there', async () => {
  const { items, total } = (await call('GET', '/usage-points?limit=1')).json()
  expect(total).toBe(23)
  expect(items).toEqual([{ name: 'UP-1', timeZone: 'Europe/Rome', endDevices: [serial(1)] }])
})

test('a schedule is replaced as a whole', async () => {
  const [standard] = (await call('GET', '/meter-read-schedules')).json().items
  const { id, ...settings } = standard
  const changed = { ...settings, everyMinutes: 15, historyDays: 60 }
  expect((await call('PUT', `/meter-read-schedules/${id}`, changed)).json()).toEqual({ id, ...changed })
  const { name: _, ...incomplete } = changed
  expect((await call('PUT', `/meter-read-schedules/${id}`, incomplete)).json().errors).toEqual([
    { parameter: 'name', detail: 'is required' },
  ])
  expect((await call('PUT', '/meter-read-schedules/99', changed)).statusCode).toBe(404)
  for (const obis of ['01.0.1.8.0.255', '1.0.256.8.0.255']) {
    const wrong = { ...changed, registers: [obis] }
    expect((await call('PUT', `/meter-read-schedules/${id}`, wrong)).statusCode, obis).toBe(400)
  }
})

test('the summary counts the devices and their due quarter-hours', async () => {
  expect((await call('GET', '/summary')).json()).toMatchObject({
    endDevices: 23,
    concentrators: 0,
    intervalReadings: 191,
    completeness: { day: '2026-11-19', expected: 23 * 96, received: 191 },
    states: { new: 23, reachable: 0, silent: 0, refused: 0, failed: 0 },
    collection: { dueNow: 23, activeSessions: 0, sessionsToday: 0, failedToday: 0 },
    now: '2026-11-20T12:00:00.000Z',
    timeZone: 'Europe/Rome',
  })
})
