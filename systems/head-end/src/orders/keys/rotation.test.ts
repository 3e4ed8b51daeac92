import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ring } from '../../testing/readings.ts'
import { openOrders, type TestOrders } from '../by-session/orders.fixture.ts'
import { stageKeys } from './staged-keys.ts'

let orders: TestOrders
beforeAll(async () => {
  orders = await openOrders(2)
  orders.executor()
})
afterAll(() => orders.close())

function digest(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex')
}

/** The management key of a meter as the store has it, and whether a rotation is open. */
async function kept(serial: string) {
  const { rows } = await orders.store.pool.query(
    `select k.wrapped_guek, exists (select from staged_key s where s.end_device_id = d.id) as open, d.id
     from end_device d join end_device_key k on k.end_device_id = d.id where d.serial = $1 and k.client = 1`,
    [serial],
  )
  const [{ wrapped_guek, open, id }] = rows
  return { key: digest(wrapped_guek), open, id: Number(id) }
}

const rotate = { kind: 'rotate-keys', parameters: {}, subject: 'keys' } as const

test('uc 2.b.2-3 keys are replaced, the new ones prove themselves, and the next order goes under them', async () => {
  const [meter] = orders.meters
  const before = await kept(meter!.enrolment.serial)
  await orders.order('rotate', meter!, rotate)
  expect(await orders.ended('rotate')).toMatchObject({
    kind: 'rotate-keys',
    steps: [{ outcome: 'done' }, { outcome: 'verified', target: '0.0.43.0.0.255 keys' }],
  })
  const after = await kept(meter!.enrolment.serial)
  expect(after).toMatchObject({ open: false })
  expect(after.key).not.toBe(before.key)
  await orders.order('then', meter!)
  expect(await orders.ended('then')).toMatchObject({ state: 'verified' })
  const { rows } = await orders.store.pool.query("select * from end_device_control where id = 'rotate'")
  expect(JSON.stringify(rows)).not.toMatch(/[0-9a-f]{32}/)
})

test('uc 2.b.2-3 after a cut between sending and answer both keys are tried, and the one that opens holds', async () => {
  const [, meter] = orders.meters
  const { serial } = meter!.enrolment
  const { id, key } = await kept(serial)
  const fresh = { 'global-unicast-encryption': Buffer.alloc(16, 1), authentication: Buffer.alloc(16, 2) }
  // The keys were staged and have not reached the meter: those in force open the session, and the rotation ends with the staged ones.
  await stageKeys(orders.store.pool, ring, { endDeviceId: id }, fresh, orders.clock.time)
  await orders.order('still', meter!)
  expect(await orders.ended('still')).toMatchObject({ state: 'verified' })
  expect(await kept(serial)).toMatchObject({ key, open: true })
  await orders.order('again', meter!, rotate)
  expect((await orders.ended('again')).steps.at(-1)).toMatchObject({ outcome: 'verified' })
  const rotated = await kept(serial)
  expect(rotated.open).toBe(false)
  // The answer got lost: the meter has the new keys, the store still has the old ones in force.
  await stageKeys(orders.store.pool, ring, { endDeviceId: id }, fresh, orders.clock.time)
  await orders.store.pool.query(
    'update end_device_key set wrapped_guek = $2, wrapped_gak = $3 where end_device_id = $1 and client = 1',
    [id, ring.wrap(Buffer.alloc(16, 8)), ring.wrap(Buffer.alloc(16, 9))],
  )
  await orders.order('recovered', meter!, { parameters: { connected: true } })
  expect(await orders.ended('recovered')).toMatchObject({ state: 'verified' })
  expect(await kept(serial)).toEqual(rotated)
})
