import { createHash } from 'node:crypto'
import { firmwareImage } from '@ferraris/meter'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestMeter } from '../../../testing/meter-fleet.fixture.ts'
import { cancelControl } from '../../record/cancel.ts'
import { openOrders, type TestOrders } from '../orders.fixture.ts'
import type { Executor } from './executor.ts'

let orders: TestOrders
let meters: TestMeter[]
// One alone: where two look at once, one of them may put an order off by a second, and the clock stands.
let executor: Executor
beforeAll(async () => {
  orders = await openOrders(6)
  meters = orders.meters
  executor = orders.executor()
})
afterAll(() => orders.close())

function movesOf({ meter }: TestMeter) {
  return meter.store.supply.moves
}

test('uc UC10-5 an order to a meter with a connection of its own is carried out, read back, and has its times', async () => {
  const [meter] = meters as [TestMeter]
  await orders.order('a', meter)
  const control = await orders.ended('a')
  expect(control).toMatchObject({
    state: 'verified',
    way: 'session',
    concentrator: null,
    attempts: 1,
    cause: null,
    waitsFor: null,
    steps: [{ target: '0.0.96.3.10.255 controlState', outcome: 'verified', wrote: 'remoteDisconnect' }],
    reports: [{ state: 'verified', attempts: 1 }],
  })
  for (const time of ['requested', 'sent', 'confirmed', 'verified'] as const)
    expect(control[time]).toBe(new Date(orders.clock.time).toISOString())
  expect(meter.meter.store.supply.outputState).toBe(false)
})

test('uc SEC-7 an order leads to the frames that went over the wire for it, deciphered, and to no key', async () => {
  await orders.ended('a')
  const [session] = await executor.frames('a')
  expect(session).toMatchObject({ attempt: 1, at: new Date(orders.clock.time).toISOString() })
  const titles = session!.frames.map(({ title }) => title)
  expect(titles[0]).toBe('aarq')
  expect(titles.some(title => /^action-request/.test(title))).toBe(true)
  const [{ enrolment }] = meters as [TestMeter]
  for (const { guek, gak } of enrolment.keys) {
    expect(JSON.stringify(session)).not.toContain(guek)
    expect(JSON.stringify(session)).not.toContain(gak)
  }
})

test('several orders of one meter go in one session, the oldest first; of two that contradict the later wins', async () => {
  const [, meter] = meters as [TestMeter, TestMeter]
  const held = { notBefore: orders.clock.time + 1000 }
  await orders.order('b1', meter, { ...held, priority: 'on-demand' })
  await orders.order('b2', meter, { ...held, kind: 'read-registers', parameters: {}, subject: undefined })
  await orders.order('b3', meter, { ...held, parameters: { connected: true } })
  expect(await orders.control('b1')).toMatchObject({ state: 'queued', waitsFor: 'time' })
  const moves = movesOf(meter)
  const before = meter.events.filter(event => event === 'associated').length
  orders.clock.time += 1000
  expect(await orders.ended('b3')).toMatchObject({ state: 'verified' })
  expect(await orders.ended('b1')).toMatchObject({ state: 'cancelled', cause: 'overtaken', attempts: 0 })
  const read = await orders.ended('b2')
  expect(read).toMatchObject({ state: 'done', result: { kind: 'registers' } })
  expect(movesOf(meter)).toBe(moves)
  expect(meter.events.filter(event => event === 'associated').length - before).toBeLessThanOrEqual(2)
  const { rows } = await orders.store.pool.query(
    'select origin from meter_reading r join end_device d on d.id = r.end_device_id where serial = $1',
    [meter.enrolment.serial],
  )
  expect(rows).toEqual([{ origin: 'on-demand' }])
})

test('an image that takes more messages than counters were set aside is brought in one session', async () => {
  const octets = Buffer.from(firmwareImage('9.9', new Uint8Array(60_000).fill(7)))
  const sha256 = createHash('sha256').update(octets).digest('hex')
  await orders.store.pool.query(
    `insert into device_file (sha256, kind, name, version, models, legal, octets, state, uploaded_at, uploaded_by)
     values ($1, 'firmware', 'image', '9.9', '{}', false, $2, 'available', now(), 'acme')`,
    [sha256, octets],
  )
  const parameters = { sha256, version: '9.9' }
  await orders.order('image', meters[5]!, {
    kind: 'firmware',
    parameters,
    subject: undefined,
    mostAttempts: 1,
  })
  const { cause, steps } = await orders.ended('image')
  expect(cause).toBeNull()
  expect(steps[0]).toMatchObject({ target: '0.0.44.0.0.255 image', outcome: 'done' })
})

test('uc BY-2 five actions of one meter are one association, with an answer to each', async () => {
  const [, meter] = meters as [TestMeter, TestMeter]
  // The first contact of all asks the meter for its counter in an association of its own.
  await orders.order('first', meter, { kind: 'read-registers', parameters: {}, subject: undefined })
  await orders.ended('first')
  const notBefore = orders.clock.time + 1000
  const actions = [
    ['read-registers', { registers: ['1.0.1.8.0.255'] }],
    ['set-clock', {}],
    ['limit', { watts: 3000 }],
    ['switch', { connected: false }],
    ['read-attributes', { attributes: [{ object: '0.0.96.3.10.255', attribute: 3 }] }],
  ] as const
  for (const [i, [kind, parameters]] of actions.entries())
    await orders.order(`five-${i}`, meter, { kind, parameters, notBefore, subject: undefined })
  const before = meter.events.filter(event => event === 'associated').length
  orders.clock.time += 1000
  for (const i of actions.keys()) {
    const { state, steps } = await orders.ended(`five-${i}`)
    expect(['done', 'verified'], `five-${i}`).toContain(state)
    expect(steps.length, `five-${i}`).toBeGreaterThan(0)
  }
  expect(meter.events.filter(event => event === 'associated').length - before).toBe(1)
})

test('uc 4.a.1-1 at a move in the switch is made ready for the button, and stays open under voltage from behind', async () => {
  const [, , , , , meter] = meters as TestMeter[]
  const { supply } = meter!.meter.store
  const connect = { parameters: { connected: true, mode: 3 } }
  await orders.order('out', meter!)
  await orders.ended('out')
  supply.backFeed = 2270
  await orders.order('in-1', meter!, connect)
  expect(await orders.ended('in-1')).toMatchObject({ state: 'failed', cause: 'refused' })
  expect(supply.outputState).toBe(false)
  supply.backFeed = 0
  await orders.order('in-2', meter!, connect)
  const ready = await orders.ended('in-2')
  expect(ready).toMatchObject({ state: 'done', verified: null })
  expect(ready.steps.at(-1)).toMatchObject({ found: 'ready-for-reconnection' })
  supply.execute('manual-reconnect', orders.clock.time / 1000)
  await orders.order('seen', meter!, connect)
  expect(await orders.ended('seen')).toMatchObject({ state: 'verified' })
})

test('an order that was overtaken by a later one while it waited for its meter does not undo it', async () => {
  const [, , meter] = meters as [TestMeter, TestMeter, TestMeter]
  await orders.order('c1', meter, { released: false })
  await orders.order('c2', meter, { parameters: { connected: true } })
  expect(await orders.ended('c2')).toMatchObject({ state: 'verified' })
  expect(await orders.control('c1')).toMatchObject({ state: 'queued', waitsFor: 'release' })
  await orders.store.pool.query(`update end_device_control set released = true where id = 'c1'`)
  expect(await orders.ended('c1')).toMatchObject({ state: 'cancelled', cause: 'overtaken' })
  expect(meter.meter.store.supply.outputState).toBe(true)
})

test('uc UC10-6.1 a meter that is silent is tried again, later each time, until the order has had its attempts or its time', async () => {
  const [, , , meter] = meters as TestMeter[]
  await meter!.listener.close()
  await orders.order('d1', meter!, { mostAttempts: 2 })
  const first = await orders.ended('d1', ({ attempts, state }) => attempts === 1 && state === 'queued')
  expect(first).toMatchObject({ cause: 'silent', waitsFor: 'meter', sent: null })
  orders.clock.time += 10_000
  expect(await orders.ended('d1')).toMatchObject({ state: 'failed', cause: 'silent', attempts: 2 })
  await orders.order('d2', meter!, { expires: orders.clock.time + 60_000 })
  await orders.ended('d2', ({ attempts, state }) => attempts === 1 && state === 'queued')
  orders.clock.time += 60_000
  expect(await orders.ended('d2')).toMatchObject({
    state: 'expired',
    cause: 'expired',
    detail: expect.stringContaining('tcp'),
  })
})

test('an order under a wrong key fails at once and says so, and the meter has not moved', async () => {
  const [, , , , meter] = meters as TestMeter[]
  await orders.store.pool.query(
    `update end_device_key k set wrapped_guek = other.wrapped_guek
     from end_device d, end_device_key other join end_device o on o.id = other.end_device_id
     where k.end_device_id = d.id and d.serial = $1 and k.client = 1 and other.client = 2 and o.serial = $1`,
    [meter!.enrolment.serial],
  )
  const moves = movesOf(meter!)
  await orders.order('e', meter!)
  expect(await orders.ended('e')).toMatchObject({ state: 'failed', cause: 'wrong-key', attempts: 1 })
  expect(movesOf(meter!)).toBe(moves)
})

test('an order is cancelled before it is begun, and not after it is over', async () => {
  const [, , , , , meter] = meters as TestMeter[]
  const { pool } = orders.store
  const moves = movesOf(meter!)
  await orders.order('f', meter!, { notBefore: orders.clock.time + 60_000 })
  expect(await cancelControl(pool, 'f', 'berta', orders.clock.time)).toBe('cancelled')
  expect(await orders.control('f')).toMatchObject({
    state: 'cancelled',
    cause: 'cancelled',
    cancelledBy: 'berta',
  })
  expect(await cancelControl(pool, 'a', 'berta', orders.clock.time)).toBe('over')
  expect(movesOf(meter!)).toBe(moves)
})

test('uc UC10-5 what the meter refuses is the end of the order, in its own words', async () => {
  const [meter] = meters as [TestMeter]
  await orders.order('g', meter, {
    kind: 'read-attributes',
    parameters: { attributes: [{ object: '0.0.96.99.99' }] },
    subject: undefined,
  })
  expect(await orders.ended('g')).toMatchObject({
    state: 'failed',
    cause: 'refused',
    detail: expect.stringContaining('object-undefined'),
    steps: [{ outcome: 'refused' }],
  })
})
