import { type DownMessage, decodeUpMessage, type Neighbour, type Result } from '@ferraris/uplink'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mostEventsADay } from '../../events/event-writer.ts'
import { endDeviceBySerial, removeEndDevice } from '../../inventory/queries.ts'
import { mostReports } from '../../orders/by-job/reports.ts'
import { insertControl } from '../../orders/record/insert.ts'
import { controlById } from '../../orders/record/queries.ts'
import { mostOfOrigin, ReadingTypes } from '../../readings/reading-types.ts'
import { findProblems } from '../../summary/problems/problems.ts'
import {
  acaOf,
  neighbour,
  openNetwork,
  profileDay,
  serialOf,
  type TestConcentrator,
  type TestNetwork,
} from '../../testing/network.fixture.ts'
import { lineStatistics } from '../statistics/queries.ts'
import { mostWaysADay } from '../topology/queries.ts'
import { mostStrangers } from '../topology/strangers.ts'
import { refusedResults } from './refused-results.ts'

let net: TestNetwork
let c1: TestConcentrator
beforeAll(async () => {
  net = await openNetwork()
  c1 = await net.concentrator('C1')
  await net.enrolMeters([1, 2])
  await hear(
    net.clock.now,
    [1, 2].map(n => neighbour(n, net.clock.now)),
  )
})
afterAll(() => net.close())

function hear(at: number, neighbours: Neighbour[]) {
  return c1.say({ kind: 'inventory', at, neighbours })
}
function refusals(told: readonly DownMessage[]) {
  return told.flatMap(message => (message.kind === 'refuse' ? message.refusals : []))
}
/** Says results and waits until each has its answer; gives the reasons of the refused ones. */
async function answers(results: readonly Result[]) {
  c1.told.length = 0
  await c1.say({ kind: 'results', results })
  const keys = () => c1.told.flatMap(message => (message.kind === 'acknowledge' ? [...message.keys] : []))
  await c1.until(told => keys().length + refusals(told).length >= results.length)
  return refusals(c1.told).map(({ reason }) => reason)
}
async function count(query: string, ...values: unknown[]): Promise<number> {
  return (await net.store.pool.query(`select count(*)::int as count from ${query}`, values)).rows[0].count
}
function registers(key: string, obis: readonly string[], time = net.clock.now) {
  const values = obis.map(code => ({ obis: code, value: 1 }))
  return { kind: 'registers' as const, key, aca: acaOf(1), readAt: net.clock.now, time, registers: values }
}

test('days of other centuries are refused and make no partitions', async () => {
  const partitions = () => count("pg_class where relname ~ '^(interval_block|meter_reading)_'")
  const before = await partitions()
  const years = [1971, 1999, 2024, 2028, 2050, 2099]
  const days = years.map(year => ({
    ...profileDay(1, `${year}-03-04`),
    key: `day-${year}`,
    readAt: net.clock.now,
  }))
  const late = registers('late', ['1.0.1.8.0.255'], Date.parse('2099-01-01T00:00Z'))
  expect(new Set(await answers([...days, late]))).toEqual(new Set(['impossible']))
  expect(await partitions()).toBe(before)
  // Four years from one start that can be: 1,500 intervals of a day.
  const increments = Array.from({ length: 1500 }, () => 1)
  const long = { obis: '1.0.1.8.0.255', increments, quality: increments.map(() => 0) }
  const day = {
    ...profileDay(1, '2026-11-01'),
    readAt: net.clock.now,
    intervalSeconds: 86_400,
    registers: [long],
  }
  expect(await answers([day])).toEqual(['impossible'])
  expect(await partitions()).toBe(before)
})

test('a reading in the future does not make the meter look read for ever', async () => {
  const future = { ...registers('future', ['1.0.1.8.0.255']), readAt: Date.parse('2099-01-01T00:00Z') }
  expect(await answers([future])).toEqual(['impossible'])
  const device = await endDeviceBySerial(net.store.kysely, serialOf(1), net.clock.now)
  expect(device).toMatchObject({ completeness: null })
  expect(Date.parse(device!.lastContact!)).toBeLessThanOrEqual(net.clock.now)
})

test('invented OBIS codes end at a bound, and names that are none are refused', async () => {
  const before = await count('reading_type')
  const invented = (part: number) => Array.from({ length: 64 }, (_, i) => `1.${part}.${i}.9.9.255`)
  expect(await answers([registers('none', ['999.0.1.8.0.255'])])).toEqual(['impossible'])
  expect(await answers([registers('alias', ['1.00.001.8.0.255'])])).toEqual(['impossible'])
  const results = Array.from({ length: 20 }, (_, part) => registers(`invented-${part}`, invented(part)))
  const reasons = await answers(results)
  expect(reasons).toHaveLength(20 - mostOfOrigin / 64)
  expect((await count('reading_type')) - before).toBe(mostOfOrigin)
  // What is known is taken from it as before.
  expect(await answers([registers('known', ['1.0.1.8.0.255'])])).toEqual([])
})

test('a start uses up no numbers of reading types', async () => {
  const { pool } = net.store
  const last = async () =>
    (await pool.query("select last_value from pg_sequences where sequencename = 'reading_type_id_seq'"))
      .rows[0]
  const before = await last()
  await ReadingTypes.load(pool)
  expect(await last()).toEqual(before)
})

test('events that a meter makes up end at a bound a day', async () => {
  const day = Date.parse('2026-11-19T00:00:00Z')
  const events = (part: number): Result => ({
    kind: 'events',
    key: `events-${part}`,
    aca: acaOf(2),
    readAt: net.clock.now,
    events: Array.from({ length: 400 }, (_, i) => ({
      time: day + (part * 400 + i) * 1000,
      code: 1,
      index: i,
    })),
  })
  const stored = () =>
    count('end_device_event where end_device_id = (select id from end_device where serial = $1)', serialOf(2))
  expect(await answers([events(0)])).toEqual([])
  expect(await answers([events(0), events(1), events(2), events(3)])).toEqual([])
  expect(await stored()).toBe(mostEventsADay)
})

test('events of a log that goes years back, or of a clock that was wrong, keep none of the others from the store', async () => {
  const times = ['1970-01-01', '2019-05-01', '2026-11-18', '2099-01-01'].map(day =>
    Date.parse(`${day}T10:00Z`),
  )
  const events = times.map((time, index) => ({ time, code: 9, index }))
  const log = { kind: 'events' as const, aca: acaOf(1), readAt: net.clock.now }
  expect(await answers([{ ...log, key: 'log', events }])).toEqual([])
  expect(await count('end_device_event where code = 9')).toBe(1)
  expect(await answers([{ ...log, key: 'odd', events: events.slice(0, 2) }])).toEqual(['impossible'])
})

test('an inventory of 2099 is taken as one of now, and the next is taken, too', async () => {
  const known = [1, 2].map(n => neighbour(n, net.clock.now, { state: 'adopted' }))
  await hear(Date.parse('2099-12-31T00:00Z'), known)
  net.clock.now += 60_000
  await hear(net.clock.now, [...known, neighbour(3, net.clock.now)])
  expect(await count('line_neighbour where aca = $1 and valid_to is null', acaOf(3))).toBe(1)
})

test('strangers end at a bound for each concentrator, and meters that are enrolled are heard beside them', async () => {
  for (let message = 0; message < 3; message++) {
    net.clock.now += 1000
    const strangers = Array.from({ length: 1500 }, (_, i) =>
      neighbour(10_000 + message * 1500 + i, net.clock.now),
    )
    await hear(net.clock.now, [...strangers, neighbour(1, net.clock.now, { state: 'adopted', snr: message })])
  }
  expect(await count("line_meter where state = 'new' and end_device_id is null")).toBe(mostStrangers)
  const { rows } = await net.store.pool.query(
    'select snr from line_neighbour where aca = $1 and valid_to is null',
    [acaOf(1)],
  )
  expect(rows).toEqual([{ snr: 2 }])
})

test('a way that changes with each inventory is right at once, and its history ends at a bound', async () => {
  for (let message = 0; message < mostWaysADay + 20; message++) {
    net.clock.now += 1000
    await hear(net.clock.now, [
      neighbour(1, net.clock.now, { state: 'adopted', route: [acaOf(50 + message)] }),
    ])
  }
  expect(await count('line_neighbour where aca = $1', acaOf(1))).toBeLessThanOrEqual(mostWaysADay + 1)
  const { rows } = await net.store.pool.query(
    'select route from line_neighbour where aca = $1 and valid_to is null',
    [acaOf(1)],
  )
  expect(rows).toEqual([{ route: [acaOf(50 + mostWaysADay + 19)] }])
})

test('reports of an order are the latest so many, and none is of a time to come', async () => {
  const { rows } = await net.store.pool.query<{ id: number }>('select id from end_device where serial = $1', [
    serialOf(1),
  ])
  const order = {
    id: 'o1',
    kind: 'read-registers',
    parameters: {},
    priority: 'normal',
    way: 'job',
    concentrator: 'C1',
    endDeviceId: rows[0]!.id,
    requestedBy: 'anna',
    expires: net.clock.now + 3_600_000,
  } as const
  await insertControl(net.store.kysely, order, net.clock.now)
  const report = (state: 'running' | 'failed', at: number, attempts: number) => ({
    id: 'o1',
    state,
    at,
    attempts,
  })
  const running = Array.from({ length: 300 }, (_, i) => report('running', net.clock.now - 300 + i, i))
  await c1.say({ kind: 'job-reports', reports: running })
  await c1.say({ kind: 'job-reports', reports: [report('failed', Date.parse('2099-01-01T00:00Z'), 301)] })
  const control = await controlById(net.store.kysely, 'o1', net.clock.now)
  expect(control).toMatchObject({ state: 'failed', changedAt: new Date(net.clock.now).toISOString() })
  expect(control!.reports).toHaveLength(mostReports)
  const { problems } = await findProblems(net.store.kysely, net.clock.now)
  expect(problems).toContainEqual(
    expect.objectContaining({ kind: 'orders-failed', since: new Date(net.clock.now).toISOString() }),
  )
})

test('figures that no concentrator has do not break the list of problems', async () => {
  const most = Number.MAX_SAFE_INTEGER
  await c1.say({
    kind: 'heartbeat',
    at: net.clock.now,
    meters: most,
    silent: most,
    pendingResults: most,
    diskFree: most,
  })
  net.clock.now += 16 * 60_000
  await c1.say({ kind: 'gone', closed: false })
  const { problems } = await findProblems(net.store.kysely, net.clock.now)
  expect(problems).toContainEqual(expect.objectContaining({ kind: 'concentrator-lost', concentrator: 'C1' }))
  const hour = { since: net.clock.now - 3_600_000, until: net.clock.now, frames: 9, airtimeSeconds: 9 }
  const completeness = { day: '2026-11-19', expected: 1, received: 1 }
  await c1.say({ kind: 'statistics', statistics: { ...hour, exchanges: 1, failed: 5, completeness } })
  expect(await lineStatistics(net.store.kysely, 'C1', 0)).toEqual([])
})

test('results of a removed meter are answered for good, so that they hold nothing up; the latest are kept', async () => {
  await removeEndDevice(net.store.kysely, serialOf(2))
  const day = { ...profileDay(2, '2026-11-18'), readAt: net.clock.now }
  const many = Array.from({ length: 400 }, (_, i) => ({ ...day, key: `removed-${i}` }))
  expect(new Set(await answers(many))).toEqual(new Set(['foreign']))
  expect(new Set(await answers(many.map(one => ({ ...one, key: `${one.key}-again` }))))).toEqual(
    new Set(['foreign']),
  )
  expect(await count('refused_result')).toBe(500)
  expect(await refusedResults(net.store.kysely, 'C1', 1)).toMatchObject([{ reason: 'foreign', serial: null }])
})

test('a malformed result has a final answer and is kept to be looked at; the others of its message are taken', async () => {
  c1.told.length = 0
  const good = { ...profileDay(1, '2026-11-17'), readAt: net.clock.now }
  const odd = [
    { ...good, key: 'no-quality', registers: [{ obis: '1.0.1.8.0.255', increments: [1] }] },
    { ...good, key: 'newer', kind: 'of-another-version' },
    { ...good, key: 'no key: it has spaces' },
    null,
  ]
  const text = JSON.stringify({ kind: 'results', results: [...odd, good] })
  await net.network.take('C1', decodeUpMessage(text))
  await c1.until(told => refusals(told).length > 0)
  expect(c1.told).toMatchObject([
    { kind: 'acknowledge', keys: [good.key] },
    { kind: 'refuse', refusals: [{ key: 'no-quality', reason: 'refused' }, { key: 'newer' }] },
  ])
  expect(await refusedResults(net.store.kysely, 'C1', 3)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        key: 'no-quality',
        aca: acaOf(1),
        detail: 'results[0].registers[0].quality must be a list',
      }),
      expect.objectContaining({ key: 'newer', kind: 'of-another-version' }),
      expect.objectContaining({ key: '' }),
    ]),
  )
})

test('a malformed neighbour, report and entry of a log cost the others nothing', async () => {
  const say = (message: object) => net.network.take('C1', decodeUpMessage(JSON.stringify(message)))
  c1.told.length = 0
  net.clock.now += 1000
  const at = net.clock.now
  const neighbours = [{ aca: 'nonsense' }, neighbour(1, at, { state: 'adopted', snr: 55 })]
  await say({ kind: 'inventory', at, neighbours })
  expect(await count('line_neighbour where aca = $1 and valid_to is null and snr = 55', acaOf(1))).toBe(1)
  const events = [
    { number: 8, at, code: 'started' },
    { number: 9, at, code: 'NOT A CODE' },
  ]
  await say({ kind: 'own-events', events })
  await c1.until(told => told.some(({ kind }) => kind === 'own-events-taken'))
  expect(c1.told.filter(({ kind }) => kind === 'own-events-taken')).toEqual([
    { kind: 'own-events-taken', upTo: 9 },
  ])
  expect(await count('concentrator_own_event')).toBe(1)
  await say({ kind: 'job-reports', reports: [{ id: 'o9' }] })
})
