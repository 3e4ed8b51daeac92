import { quality } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Collector } from '../../collection/collector.ts'
import { ownSystemTitle } from '../../collection/system-title.ts'
import { intervalBlocks } from '../../readings/queries.ts'
import { ring } from '../../testing/readings.ts'
import type { Executor } from '../by-session/executor/executor.ts'
import { openOrders, type TestOrders } from '../by-session/orders.fixture.ts'
import { mostOpenClockOrders, orderClock } from './clock-orders.ts'

let orders: TestOrders
let executor: Executor
let collector: Collector
let isSteady = true
const outcomes: string[] = []

beforeAll(async () => {
  orders = await openOrders(4)
  const { store, writer, clock } = orders
  executor = orders.executor()
  collector = new Collector({
    store,
    ring,
    writer,
    clock,
    systemTitle: await ownSystemTitle(store.kysely),
    pollMs: 20,
    observer: {
      clockOff: outcome => outcomes.push(outcome),
      trouble: error => orders.troubles.push(error),
    },
    correctClock: device => orderClock(parts(), device),
  })
  collector.start()
})
afterAll(async () => {
  await collector.stop()
  await orders.close()
})

function parts() {
  const nowhere = async () => expect.fail('these meters have no concentrator')
  const { kysely: db, pool } = orders.store
  const network = { sendJobs: nowhere, sendWithdrawals: nowhere }
  return { db, pool, now: orders.clock.now, network, executor, clockWatch: { isSteady } }
}

/** Puts a meter's clock ahead of ours. */
function putAhead(index: number, seconds: number): void {
  const now = orders.clock.time / 1000
  orders.meters[index]!.meter.store.setClock(now + seconds, now)
}

function ahead(index: number): number {
  const now = orders.clock.time / 1000
  return orders.meters[index]!.meter.store.clock.read(now) - now
}

/** Has all meters read once; gives what came of clocks that were off, so many. */
async function readAll(off: number): Promise<string[]> {
  outcomes.length = 0
  const { pool } = orders.store
  const before = collector.counters.completed
  await pool.query('update collection set next_due = $1', [new Date(orders.clock.time)])
  while (collector.counters.completed < before + orders.meters.length || outcomes.length < off) {
    if (orders.troubles.length > 0) throw orders.troubles[0]
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  return [...outcomes]
}

async function idOf(index: number): Promise<string> {
  const { rows } = await orders.store.pool.query<{ id: number }>(
    'select id from end_device where serial = $1',
    [orders.meters[index]!.enrolment.serial],
  )
  return `clock-${rows[0]!.id}-${new Date(orders.clock.time).toISOString().slice(0, 10)}`
}

async function orderCount(): Promise<number> {
  const { rows } = await orders.store.pool.query('select count(*)::integer as n from end_device_control')
  return rows[0].n
}

test('uc 2.b.1-1 a reading leaves a right clock, has one shifted that drifted and one set that is 90 s off, and the intervals touched are marked', async () => {
  putAhead(1, -2)
  putAhead(2, 45)
  putAhead(3, -90)
  expect(await readAll(2)).toEqual(['ordered', 'ordered'])
  const shifted = await orders.ended(await idOf(2))
  const set = await orders.ended(await idOf(3))
  expect(shifted).toMatchObject({ state: 'verified', steps: [{ wrote: 'shifted by -45 s' }] })
  expect(set).toMatchObject({ state: 'verified', steps: [{ wrote: 'our time' }] })
  expect([0, 1, 2, 3].map(index => Math.abs(ahead(index)))).toEqual([0, 2, 0, 0])
  expect(await orderCount()).toBe(2)

  const setAt = orders.clock.time
  orders.clock.time += 3_600_000
  expect(await readAll(0)).toEqual([])
  expect(await orderCount()).toBe(2)
  const { serial } = orders.meters[3]!.enrolment
  const day = '2026-11-19'
  const [block] = await intervalBlocks(orders.store.kysely, {
    endDevice: serial,
    obis: '1.0.1.8.0.255',
    from: day,
    to: day,
  })
  const place = Math.floor((setAt - Date.parse(`${day}T00:00:00+01:00`)) / 900_000)
  expect(block!.quality.slice(place - 1, place + 3)).toEqual([
    quality.valid,
    quality.clockAdjusted,
    quality.valid,
    quality.valid,
  ])
  const { rows } = await orders.store.pool.query<{ code: number }>(
    `select e.code from end_device_event e join end_device d on d.id = e.end_device_id
     where d.serial = $1 and e.code in (4, 5)`,
    [serial],
  )
  expect(new Set(rows.map(({ code }) => code))).toEqual(new Set([4, 5]))
})

test('a clock that will not stay right is ordered once a day', async () => {
  putAhead(3, 70)
  expect(await readAll(1)).toEqual(['ordered-today'])
  orders.clock.time += 86_400_000
  expect(await readAll(1)).toEqual(['ordered'])
  expect(await orders.ended(await idOf(3))).toMatchObject({ state: 'verified' })
})

test('nothing is ordered where the schedule says so, nor by a clock of ours that has jumped', async () => {
  const before = await orderCount()
  const { pool } = orders.store
  putAhead(2, 70)
  await pool.query('update meter_read_schedule set set_clock = false')
  expect(await readAll(0)).toEqual([])
  await pool.query('update meter_read_schedule set set_clock = true')
  isSteady = false
  expect(await readAll(1)).toEqual(['clock-in-doubt'])
  isSteady = true
  expect([await orderCount(), ahead(2)]).toEqual([before, 70])
})

test('where very many clocks are wrong, the rest waits', async () => {
  const { pool } = orders.store
  await pool.query(
    `insert into end_device_control (id, kind, parameters, priority, requested_by, expires_at, created_at, changed_at, way, released)
     select 'open-' || n, 'set-clock', '{}', 'normal', 'head-end', $1, $1, $1, 'session', false from generate_series(1, $2) n`,
    [new Date(orders.clock.time + 3_600_000), mostOpenClockOrders],
  )
  expect(await readAll(1)).toEqual(['too-many'])
})
