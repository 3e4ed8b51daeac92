import { afterAll, beforeAll, expect, test } from 'vitest'
import { openOrders, type TestOrders } from '../../by-session/orders.fixture.ts'
import { protect, unprotect } from './customers.ts'
import { lookAfterProtected } from './meters.ts'

let orders: TestOrders
beforeAll(async () => {
  orders = await openOrders(2)
  orders.executor()
  await orders.store.kysely.updateTable('end_device').set({ usage_point: 'UP-1' }).execute()
})
afterAll(() => orders.close())

/** The last order for a meter, when it is over. */
async function lastOrder(n: number) {
  const { id } = await orders.store.kysely
    .selectFrom('end_device_control as c')
    .innerJoin('end_device as d', 'd.id', 'c.end_device_id')
    .select('c.id')
    .where('d.serial', '=', orders.meters[n]!.enrolment.serial)
    .orderBy('c.ordinal', 'desc')
    .executeTakeFirstOrThrow()
  return await orders.ended(id)
}

async function ordersKept(): Promise<number> {
  const { rows } = await orders.store.pool.query('select count(*)::integer as n from end_device_control')
  return rows[0].n
}

test('uc 4.a.1-6 the meter of a protected customer does not open by itself either, and has its mode back afterwards', async () => {
  const { kysely: db } = orders.store
  const { supply } = orders.meters[0]!.meter.store
  const { serial } = orders.meters[0]!.enrolment
  supply.setMode(4, orders.clock.time / 1000)
  const until = new Date(orders.clock.time + 3_600_000).toISOString()
  await protect(db, { endDevice: serial, reason: 'medical device' }, 'ann', orders.clock.time)
  await lookAfterProtected(orders.parts)
  expect(await lastOrder(0)).toMatchObject({ kind: 'sequence', requestedBy: 'head-end', cause: null })
  expect(supply).toMatchObject({ controlMode: 0, outputState: true })

  // Told once; and what asks for it all the same is refused by the meter itself.
  const kept = await ordersKept()
  await lookAfterProtected(orders.parts)
  expect(await ordersKept()).toBe(kept)
  await orders.order('off', orders.meters[0]!)
  expect(await orders.ended('off')).toMatchObject({ state: 'failed', cause: 'refused' })
  expect(supply.execute('local-disconnect', orders.clock.time / 1000)).toBe(false)
  expect(supply.outputState).toBe(true)

  const { items } = { items: await db.selectFrom('protected_customer').select('id').execute() }
  await unprotect(db, items[0]!.id)
  await lookAfterProtected(orders.parts)
  expect(await lastOrder(0)).toMatchObject({ kind: 'switch', parameters: { connected: true, mode: 4 } })
  expect(supply).toMatchObject({ controlMode: 4, outputState: true })

  // By usage point, until a time: every meter that stands there.
  await protect(db, { usagePoint: 'UP-1', reason: 'winter', until }, 'ann', orders.clock.time)
  await lookAfterProtected(orders.parts)
  for (const n of [0, 1]) {
    await lastOrder(n)
    expect(orders.meters[n]!.meter.store.supply.controlMode).toBe(0)
  }
  orders.clock.time += 3_600_000
  await lookAfterProtected(orders.parts)
  await lastOrder(0)
  await lastOrder(1)
  expect(orders.meters.map(({ meter }) => meter.store.supply.controlMode)).toEqual([4, 2])
})

test('a meter whose order was not taken is ordered again a day later, and needs none to be freed', async () => {
  const { kysely: db } = orders.store
  const [, { enrolment }] = orders.meters as [unknown, (typeof orders.meters)[number]]
  await protect(db, { endDevice: enrolment.serial, reason: 'medical device' }, 'ann', orders.clock.time)
  const { id } = await db
    .selectFrom('end_device')
    .select('id')
    .where('serial', '=', enrolment.serial)
    .executeTakeFirstOrThrow()
  const refused = { end_device_id: id, control_id: null, since: new Date(orders.clock.time) }
  await db.insertInto('protected_meter').values(refused).execute()
  const kept = await ordersKept()
  await lookAfterProtected(orders.parts)
  expect(await ordersKept()).toBe(kept)
  orders.clock.time += 25 * 3_600_000
  await lookAfterProtected(orders.parts)
  expect(await lastOrder(1)).toMatchObject({ kind: 'sequence', requestedBy: 'head-end', cause: null })

  await db.updateTable('protected_meter').set({ control_id: null }).execute()
  const { id: protection } = await db
    .selectFrom('protected_customer')
    .select('id')
    .where('reason', '=', 'medical device')
    .executeTakeFirstOrThrow()
  await unprotect(db, protection)
  const before = await ordersKept()
  await lookAfterProtected(orders.parts)
  expect(await ordersKept()).toBe(before)
  expect(await db.selectFrom('protected_meter').select('end_device_id').execute()).toEqual([])
})
