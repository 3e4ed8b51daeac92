import { connect, createServer, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enrol } from '../inventory/enrol.ts'
import { registerCompleteness } from '../readings/register-completeness.ts'
import { startMeters, type TestMeter } from '../testing/meter-fleet.fixture.ts'
import { acaOf, lineKeys, neighbour, serialOf as serialOnLine } from '../testing/network.fixture.ts'
import { ring } from '../testing/readings.ts'
import { openTestApp, type TestApp } from '../testing/test-app.ts'
import { Collector } from './collector.ts'
import { ownSystemTitle } from './system-title.ts'
import { Writer } from './writer.ts'

/** Of twenty meters one is lost for a while: five per cent. */
const count = 20
const start = Date.parse('2026-10-31T12:00:00Z')
let fixture: TestApp
let meters: TestMeter[]
let collector: Collector
let writer: Writer
let door: Server
let isLost = false

beforeAll(async () => {
  fixture = await openTestApp()
  fixture.clock.now = start
  const { db, pool } = fixture.parts
  meters = await startMeters(count, { now: () => fixture.clock.now }, [2026, 9, 28])
  await db
    .updateTable('meter_read_schedule')
    .set({
      every_minutes: 1440,
      offset_seconds: 600,
      profiles: ['1.0.99.2.0.255', '0.0.98.1.0.255'],
      registers: [],
    })
    .execute()
  const [first] = meters as [TestMeter]
  door = createServer(socket => {
    if (isLost) return void socket.destroy()
    const through = connect(first.listener.port, '127.0.0.1')
    socket.on('error', () => through.destroy()).pipe(through)
    through.on('error', () => socket.destroy()).pipe(socket)
  })
  await new Promise<void>(resolve => door.listen(0, '127.0.0.1', resolve))
  const { port } = door.address() as { port: number }
  await enrol(
    pool,
    ring,
    meters.map(({ enrolment, listener }, i) =>
      i === 0 ? { ...enrolment, uri: enrolment.uri.replace(String(listener.port), String(port)) } : enrolment,
    ),
    start,
  )
  writer = await Writer.open(pool, { gather: 5 })
  const store = { kysely: db, pool }
  const clock = { now: () => fixture.clock.now }
  collector = new Collector({
    store,
    ring,
    writer,
    clock,
    systemTitle: await ownSystemTitle(db),
    pollMs: 20,
    answerTimeoutMs: 5000,
  })
  collector.start()
})
afterAll(async () => {
  await collector.stop()
  await writer.close()
  door.close()
  for (const { listener } of meters) await listener.close()
  await fixture.close()
})

async function read(sessions: number, silent = 0): Promise<void> {
  const { counters } = collector
  while (counters.completed < sessions || counters.silent < silent)
    await new Promise(resolve => setTimeout(resolve, 20))
}

async function shareOf(day: string): Promise<number> {
  const [midnight] = await registerCompleteness(fixture.parts.db, { from: day, to: day })
  return midnight!.received / midnight!.expected
}

function goTo(local: string): void {
  fixture.clock.now = Date.parse(`${local}+01:00`)
}

/** Registers of one midnight, with how often they are stored. */
async function rowsAt(day: string) {
  const time = new Date(`${day}T00:00:00+01:00`)
  return await fixture.parts.db
    .selectFrom('meter_reading')
    .select(['end_device_id', 'origin'])
    .where('time', '=', time)
    .execute()
}

test('uc 1.a.2-1 registers of days and months are read by schedule at ten past midnight, and what lacks is fetched the next time, once', async () => {
  await read(count)
  expect(await shareOf('2026-10-31')).toBe(1)

  // The schedule asks at 00:10, and not before the day has ended.
  goTo('2026-11-01T00:09:00')
  await new Promise(resolve => setTimeout(resolve, 100))
  expect(collector.counters.completed).toBe(count)
  isLost = true
  goTo('2026-11-01T00:11:00')
  await read(2 * count - 1, 1)
  expect(await shareOf('2026-11-01')).toBe(0.95)
  // Lost as a frame is, it is tried again long before the morning.
  isLost = false
  goTo('2026-11-01T01:00:00')
  await read(2 * count, 1)
  goTo('2026-11-01T08:00:00')
  expect(await shareOf('2026-11-01')).toBeGreaterThanOrEqual(0.999)
  const [midnight] = await registerCompleteness(fixture.parts.db, { from: '2026-11-01', to: '2026-11-01' })
  expect(midnight).toEqual({ day: '2026-11-01', closes: 'month', expected: count, received: count })
  const monthly = (await rowsAt('2026-11-01')).filter(({ origin }) => origin === '0.0.98.1.0.255')
  expect(monthly).toHaveLength(count)

  // Away the whole day, it brings two rows the next.
  isLost = true
  goTo('2026-11-02T00:11:00')
  await read(3 * count - 1, 2)
  expect(await shareOf('2026-11-02')).toBe(0.95)
  isLost = false
  goTo('2026-11-03T00:11:00')
  await read(4 * count - 1, 2)
  expect(await shareOf('2026-11-02')).toBe(1)
  expect(await shareOf('2026-11-03')).toBe(1)
  for (const day of ['2026-11-01', '2026-11-02', '2026-11-03']) {
    const daily = (await rowsAt(day)).filter(({ origin }) => origin === '1.0.99.2.0.255')
    expect(daily.map(({ end_device_id }) => end_device_id).sort()).toEqual(
      [...new Set(daily.map(({ end_device_id }) => end_device_id))].sort(),
    )
    expect(daily).toHaveLength(count)
  }
})

test('uc 1.a.2-1 behind a concentrator the registers that meters froze at midnight count, and come once', async () => {
  const { parts, clock } = fixture
  const { app } = fixture
  const authorization = `Bearer ${await parts.people.tokens.issue('op', 'administrator')}`
  await app.ready()
  const post = (url: string, payload: object) =>
    app.inject({ method: 'POST', url: `/api/v1${url}`, headers: { authorization }, payload })
  await post('/concentrators', { id: 'C1', substation: 'North' })
  const uri = `smitp+g2:///${acaOf(71)}?client=2&server=1&auth=gmac`
  await post('/end-devices', { serial: serialOnLine(71), uri, keys: [], lineKeys })
  await parts.network.take('C1', { kind: 'hello', version: '1', substation: 'North' } as never)
  const neighbours = [neighbour(71, clock.now, { state: 'adopted' })]
  await parts.network.take('C1', { kind: 'inventory', at: clock.now, neighbours } as never)
  expect(await shareOf('2026-11-03')).toBeCloseTo(count / (count + 1))
  const result = {
    kind: 'registers',
    key: 'frozen',
    aca: acaOf(71),
    readAt: clock.now,
    time: Date.parse('2026-11-03T00:00:00+01:00'),
    registers: [{ obis: '1.0.1.8.0.255', value: 4711 }],
  }
  for (let time = 0; time < 2; time++)
    await parts.network.take('C1', {
      kind: 'results',
      results: [{ ...result, key: `frozen-${time}` }],
    } as never)
  expect(await shareOf('2026-11-03')).toBe(1)
  expect((await rowsAt('2026-11-03')).filter(({ origin }) => origin === 'registers')).toHaveLength(1)
  const reply = await app.inject({
    method: 'GET',
    url: '/api/v1/register-completeness?from=2026-11-01&to=2026-11-03',
    headers: { authorization },
  })
  expect(reply.json().items).toHaveLength(3)
  for (const range of ['from=2026-11-03&to=2026-11-01', 'from=2026-01-01&to=2026-11-01', 'from=x&to=y'])
    expect(
      (
        await app.inject({
          method: 'GET',
          url: `/api/v1/register-completeness?${range}`,
          headers: { authorization },
        })
      ).statusCode,
    ).toBe(400)
})
