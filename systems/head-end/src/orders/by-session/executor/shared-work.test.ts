import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ring } from '../../../testing/readings.ts'
import { cancelControl } from '../../record/cancel.ts'
import { openOrders, type TestOrders } from '../orders.fixture.ts'
import { slowLine } from '../slow-line.fixture.ts'
import { HeldOrders } from './held.ts'
import { sweepOrders } from './sweep.ts'
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

test('what another has taken over while a process slept is not begun by it any more', async () => {
  const [meter] = orders.meters
  const { pool } = orders.store
  await orders.order('slept', meter!, { parameters: { connected: true } })
  const terms = { leaseSeconds: 60, counters: 256, limit: 10, upToRank: 3, canReach: () => true }
  const take = (owner: string) => takeOrders(pool, ring, { ...terms, owner, now: orders.clock.time })
  const owner = randomUUID()
  const [taken] = await take(owner)
  const held = new HeldOrders({ pool, owner, now: orders.clock.now, leaseSeconds: 60 })
  const session = Promise.withResolvers<void>()
  held.hold(taken!, session.promise, orders.clock.time, () => {})
  await held.watch()
  expect(held.mayBegin(taken!, taken!.orders[0]!)).toBe('yes')
  orders.clock.time += 61_000
  expect(await take(randomUUID())).toMatchObject([{ orders: [{ id: 'slept', attempts: 2 }] }])
  // It wakes up, and sees to its leases before it goes on.
  await held.watch()
  expect(held.mayBegin(taken!, taken!.orders[0]!)).toBe('lost')
  session.resolve()
  await held.allOver()
  orders.clock.time += 61_000
  const executor = orders.executor()
  expect(await orders.ended('slept')).toMatchObject({ state: 'verified', attempts: 3 })
  await executor.stop()
})

test('an order that ends while nothing is known of its session says so', async () => {
  const { pool } = orders.store
  const terms = { leaseSeconds: 60, counters: 256, limit: 10, upToRank: 3, canReach: () => true }
  for (const id of ['unheard', 'overdue']) {
    await orders.order(id, orders.meters[0]!, { expires: orders.clock.time + 90_000 })
    await takeOrders(pool, ring, { ...terms, owner: randomUUID(), now: orders.clock.time })
    orders.clock.time += 61_000
    if (id === 'unheard') expect(await cancelControl(pool, id, 'berta', orders.clock.time)).toBe('cancelled')
  }
  orders.clock.time += 61_000
  await sweepOrders(pool, orders.clock.time)
  const told = { detail: expect.stringContaining('the meter may have done it') }
  expect(await orders.control('unheard')).toMatchObject({ state: 'cancelled', ...told })
  expect(await orders.control('overdue')).toMatchObject({ state: 'expired', ...told })
})

test('orders that contradict each other leave each meter as the last one wants it, whichever executor has them', async () => {
  // An order whose meter is in the other's session is due again a second later.
  const clock = setInterval(() => {
    orders.clock.time += 10
  }, 10)
  const executors = [
    orders.executor({ sessions: 4, reserved: 0 }),
    orders.executor({ sessions: 4, reserved: 0 }),
  ]
  const fleet = orders.meters.slice(3)
  const before = fleet.map((_, n) => supplyOf(n + 3).moves)
  for (const turn of [0, 1, 2, 3])
    await Promise.all(
      fleet.map((meter, n) =>
        orders.order(`contrary-${n}-${turn}`, meter, { parameters: { connected: (n + turn) % 2 === 0 } }),
      ),
    )
  for (const n of fleet.keys()) {
    const ends = await Promise.all([0, 1, 2, 3].map(turn => orders.ended(`contrary-${n}-${turn}`)))
    expect(ends.at(-1)).toMatchObject({ state: 'verified' })
    const { outputState, moves } = supplyOf(n + 3)
    expect(outputState).toBe((n + 3) % 2 === 0)
    // What was overtaken has not been done, and what was done has been done once.
    for (const { state, cause } of ends)
      expect([state, cause]).toEqual(state === 'verified' ? ['verified', null] : ['cancelled', 'overtaken'])
    expect(moves - before[n]!).toBeLessThanOrEqual(ends.filter(({ state }) => state === 'verified').length)
  }
  await Promise.all(executors.map(executor => executor.stop()))
  clearInterval(clock)
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
