import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MeterReader } from '../../on-demand/meter-reader.ts'
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

/** The key of a client of a meter, that of management without a number, as the store has it, and whether a rotation is open. */
async function kept(serial: string, client = 1) {
  const { rows } = await orders.store.pool.query(
    `select k.wrapped_guek, exists (select from staged_key s where s.end_device_id = d.id and s.client = k.client) as open,
       d.id
     from end_device d join end_device_key k on k.end_device_id = d.id where d.serial = $1 and k.client = $2`,
    [serial, client],
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
  await stageKeys(orders.store.pool, ring, { endDeviceId: id }, 1, fresh, orders.clock.time)
  await orders.order('still', meter!)
  expect(await orders.ended('still')).toMatchObject({ state: 'verified' })
  expect(await kept(serial)).toMatchObject({ key, open: true })
  await orders.order('again', meter!, rotate)
  expect((await orders.ended('again')).steps.at(-1)).toMatchObject({ outcome: 'verified' })
  const rotated = await kept(serial)
  expect(rotated.open).toBe(false)
  // The answer got lost: the meter has the new keys, the store still has the old ones in force.
  await stageKeys(orders.store.pool, ring, { endDeviceId: id }, 1, fresh, orders.clock.time)
  await orders.store.pool.query(
    'update end_device_key set wrapped_guek = $2, wrapped_gak = $3 where end_device_id = $1 and client = 1',
    [id, ring.wrap(Buffer.alloc(16, 8)), ring.wrap(Buffer.alloc(16, 9))],
  )
  await orders.order('recovered', meter!, { parameters: { connected: true } })
  expect(await orders.ended('recovered')).toMatchObject({ state: 'verified' })
  expect(await kept(serial)).toEqual(rotated)
})

test('uc 2.b.2-3 the keys of the client that reads are replaced apart, and what reads goes on under the new ones', async () => {
  const [meter] = orders.meters
  const { serial } = meter!.enrolment
  const before = { reading: await kept(serial, 2), management: await kept(serial) }
  await orders.order('rotate-2', meter!, {
    ...rotate,
    parameters: { client: 2 },
    subject: 'keys of client 2',
  })
  expect(await orders.ended('rotate-2')).toMatchObject({
    steps: [{ outcome: 'done' }, { outcome: 'verified', target: '0.0.43.0.2.255 keys' }],
  })
  const after = await kept(serial, 2)
  expect(after.open).toBe(false)
  expect(after.key).not.toBe(before.reading.key)
  expect(await kept(serial)).toEqual(before.management)
  expect((await reader().readRegisters(serial, undefined))!.registers.length).toBeGreaterThan(0)

  // The answer got lost: the meter has the new keys, the store still has the old ones in force. The next reading finds out.
  const fresh = { 'global-unicast-encryption': Buffer.alloc(16, 3), authentication: Buffer.alloc(16, 4) }
  await orders.order('again-2', meter!, { ...rotate, parameters: { client: 2 }, subject: 'keys of client 2' })
  await orders.ended('again-2')
  const { rows } = await orders.store.pool.query(
    'select wrapped_guek, wrapped_gak from end_device_key where end_device_id = $1 and client = 2',
    [after.id],
  )
  const open = (wrapped: Buffer) => ring.unwrap(wrapped).octets()
  const inMeter = {
    'global-unicast-encryption': open(rows[0].wrapped_guek),
    authentication: open(rows[0].wrapped_gak),
  }
  await stageKeys(orders.store.pool, ring, { endDeviceId: after.id }, 2, inMeter, orders.clock.time)
  await orders.store.pool.query(
    'update end_device_key set wrapped_guek = $2, wrapped_gak = $3 where end_device_id = $1 and client = 2',
    [after.id, ring.wrap(fresh['global-unicast-encryption']), ring.wrap(fresh.authentication)],
  )
  expect((await reader().readRegisters(serial, undefined))!.registers.length).toBeGreaterThan(0)
  expect(await kept(serial, 2)).toMatchObject({ open: false })
})

test('keys of a client that the store does not have are not replaced', async () => {
  const [, meter] = orders.meters
  await orders.order('rotate-9', meter!, {
    ...rotate,
    parameters: { client: 9 },
    subject: 'keys of client 9',
  })
  expect(await orders.ended('rotate-9')).toMatchObject({
    state: 'failed',
    steps: [{ outcome: 'refused', reason: expect.stringContaining('client 9') }],
  })
})

/** Reads as a person does on demand: as the client of the URI. */
function reader(): MeterReader {
  const { store, writer, clock } = orders
  return new MeterReader({
    db: store.kysely,
    pool: store.pool,
    ring,
    writer,
    now: clock.now,
    owner: randomUUID(),
    systemTitle: Buffer.from('FERTEST1'),
  })
}
