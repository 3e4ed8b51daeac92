import { randomUUID } from 'node:crypto'
import { TunnelGate } from '@ferraris/transport'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownSystemTitle } from '../collection/system-title.ts'
import { endDeviceBySerial } from '../inventory/queries.ts'
import { acaOf, neighbour, openNetwork, serialOf, type TestNetwork } from '../testing/network.fixture.ts'
import { ring } from '../testing/readings.ts'
import { MeterReader } from './meter-reader.ts'

let net: TestNetwork
let gate: TunnelGate
beforeAll(async () => {
  net = await openNetwork()
  gate = await TunnelGate.listen({ host: '127.0.0.1', port: 0, authenticate: async () => true })
})
afterAll(async () => {
  await gate.close()
  await net.close()
})

test('a reading behind a concentrator that has not called names the concentrator, and leaves the meter as it was', async () => {
  const c1 = await net.concentrator('C1')
  await net.enrolMeters([1])
  await c1.say({ kind: 'inventory', at: net.clock.now, neighbours: [neighbour(1, net.clock.now)] })
  await c1.until(told => told.some(({ kind }) => kind === 'adopt'))
  const { kysely: db, pool } = net.store
  await pool.query(
    `insert into end_device_key (end_device_id, client, wrapped_guek, wrapped_gak)
     select id, 2, $2, $2 from end_device where serial = $1`,
    [serialOf(1), ring.wrap(Buffer.alloc(16, 1))],
  )
  const before = await endDeviceBySerial(db, serialOf(1), net.clock.now)
  const parts = { db, pool, ring, writer: net.writer, now: () => net.clock.now, owner: randomUUID(), gate }
  const reader = new MeterReader({ ...parts, systemTitle: await ownSystemTitle(db) })
  await expect(reader.readRegisters(serialOf(1), ['1.0.1.8.0.255'])).rejects.toMatchObject({
    code: 'unreached',
    path: 'concentrator',
    message: expect.stringContaining('C1 has not called'),
  })
  expect(await endDeviceBySerial(db, serialOf(1), net.clock.now)).toEqual(before)
  const { rows } = await pool.query('select lease_owner from collection')
  expect(rows).toEqual([{ lease_owner: null }])
  expect(before!.uri).toContain(acaOf(1))
})
