import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ring } from '../../testing/readings.ts'
import { cancelControl } from '../record/cancel.ts'
import { openOrders, type TestOrders } from './orders.fixture.ts'
import { slowLine } from './slow-line.fixture.ts'
import { takeOrders } from './take.ts'

let orders: TestOrders
beforeAll(async () => {
  orders = await openOrders(12)
})
afterAll(() => orders.close())

function supplyOf(n: number) {
  return orders.meters[n]!.meter.store.supply
}
/** Leads the way to a meter over a line that can be held. */
async function lead(n: number, isHeld: () => boolean) {
  const { listener, enrolment } = orders.meters[n]!
  const line = await slowLine(listener.port, isHeld)
  await orders.store.pool.query(
    `update end_device set uri = replace(uri, ':' || $2, ':' || $3) where serial = $1`,
    [enrolment.serial, String(listener.port), String(line.port)],
  )
  return line
}
async function until(holds: () => boolean) {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 5))
}

test('two executors share the work of one store, and no order is done twice', async () => {
  for (const [n, meter] of orders.meters.entries()) await orders.order(`share-${n}`, meter)
  const [one, other] = [
    orders.executor({ sessions: 3, reserved: 0 }),
    orders.executor({ sessions: 3, reserved: 0 }),
  ]
  for (const n of orders.meters.keys()) {
    expect(await orders.ended(`share-${n}`)).toMatchObject({ state: 'verified', attempts: 1 })
    expect(supplyOf(n).moves).toBe(1)
  }
  await Promise.all([one.stop(), other.stop()])
})

test('what a worker had when it died is done by another when its lease is over, and not before', async () => {
  const [meter] = orders.meters
  await orders.order('left', meter!, { parameters: { connected: true } })
  const terms = { leaseSeconds: 60, counters: 256, limit: 10, upToRank: 3, canReach: () => true }
  const dead = { ...terms, owner: randomUUID(), now: orders.clock.time }
  expect(await takeOrders(orders.store.pool, ring, dead)).toMatchObject([{ orders: [{ id: 'left' }] }])
  expect(await takeOrders(orders.store.pool, ring, { ...dead, owner: randomUUID() })).toEqual([])
  expect(await orders.control('left')).toMatchObject({ state: 'running', attempts: 1, waitsFor: 'meter' })
  const executor = orders.executor()
  orders.clock.time += 61_000
  expect(await orders.ended('left')).toMatchObject({ state: 'verified', attempts: 2 })
  expect(supplyOf(0).moves).toBe(2)
  await executor.stop()
})

test('a lost answer is made up by reading first: the switch moves once', async () => {
  const supply = supplyOf(1)
  const before = supply.moves
  const line = await lead(1, () => supply.moves > before)
  const executor = orders.executor()
  await orders.order('lost', orders.meters[1]!, { parameters: { connected: true } })
  await until(() => supply.moves > before)
  line.cut()
  expect(
    await orders.ended('lost', ({ state, attempts }) => state === 'queued' && attempts === 1),
  ).toMatchObject({
    cause: 'silent',
    waitsFor: 'meter',
    sent: expect.any(String),
    confirmed: null,
  })
  line.close()
  await orders.store.pool.query('update end_device set uri = $2 where serial = $1', [
    orders.meters[1]!.enrolment.serial,
    orders.meters[1]!.enrolment.uri,
  ])
  orders.clock.time += 10_000
  const control = await orders.ended('lost')
  expect(control).toMatchObject({ state: 'verified', attempts: 2, steps: [{ outcome: 'verified' }] })
  expect(control.steps[0]).not.toHaveProperty('wrote')
  expect(supply.moves).toBe(before + 1)
  await executor.stop()
})

test('an order that is under way is cancelled, where it has not been done meanwhile', async () => {
  const line = await lead(2, () => true)
  const executor = orders.executor({ answerTimeoutMs: 300 })
  const moves = supplyOf(2).moves
  await orders.order('stopped', orders.meters[2]!, { parameters: { connected: true } })
  await until(() => line.isUsed)
  const { pool } = orders.store
  expect(await cancelControl(pool, 'stopped', 'berta', orders.clock.time)).toBe('requested')
  expect(await orders.control('stopped')).toMatchObject({ waitsFor: 'cancellation' })
  expect(await orders.ended('stopped')).toMatchObject({
    state: 'cancelled',
    cause: 'cancelled',
    cancelledBy: 'berta',
  })
  expect(supplyOf(2).moves).toBe(moves)
  line.close()
  await executor.stop()
})

test('an urgent order overtakes those that wait', async () => {
  const usual = orders.meters.slice(3, 11)
  for (const [n, meter] of usual.entries())
    await orders.order(`usual-${n}`, meter, { parameters: { connected: true }, priority: 'low' })
  await orders.order('urgent', orders.meters[11]!, { parameters: { connected: true }, priority: 'on-demand' })
  const executor = orders.executor({ sessions: 1, reserved: 0 })
  await orders.ended('urgent')
  const { rows } = await orders.store.pool.query<{ open: number }>(
    `select count(*)::int as open from end_device_control where id like 'usual-%' and not settled`,
  )
  expect(rows[0]!.open).toBeGreaterThan(4)
  for (const n of usual.keys()) expect(await orders.ended(`usual-${n}`)).toMatchObject({ state: 'verified' })
  await executor.stop()
})
