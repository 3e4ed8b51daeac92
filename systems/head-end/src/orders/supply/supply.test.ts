import { afterAll, beforeAll, expect, test } from 'vitest'
import { findProblems } from '../../summary/problems/problems.ts'
import { serialOf } from '../../testing/network.fixture.ts'
import { type ActivityFixture, openActivities } from '../activities/testing.fixture.ts'
import { storeReports } from '../by-job/reports.ts'
import { openOrders, type TestOrders } from '../by-session/orders.fixture.ts'
import { judgeSupply } from './differences.ts'
import { supplyOf } from './queries.ts'

let orders: TestOrders
let line: ActivityFixture
beforeAll(async () => {
  ;[orders, line] = await Promise.all([openOrders(1), openActivities()])
  orders.executor()
})
afterAll(async () => {
  await orders.close()
  await line.close()
})

test('uc 4.a.1-7 a supply that stands otherwise than the last order left it is told, until it is ordered again', async () => {
  const [meter] = orders.meters
  const { kysely: db } = orders.store
  const { serial } = meter!.enrolment
  const { supply } = meter!.meter.store
  const read = async (id: string) => {
    orders.clock.time += 60_000
    await orders.order(id, meter!, { kind: 'read-supply', parameters: {}, subject: undefined })
    expect(await orders.ended(id)).toMatchObject({ state: 'done', steps: [{}, {}, {}, {}] })
    return await supplyOf(db, serial)
  }
  const told = async () =>
    (await findProblems(db, orders.clock.time)).problems.filter(({ kind }) => kind === 'supplies-differ')

  expect(await supplyOf(db, serial)).toMatchObject({ found: null, expected: null, differences: [] })
  expect(await read('first')).toMatchObject({
    expected: 'connected',
    found: 'connected',
    outputState: true,
    controlMode: 2,
    differences: [],
  })
  await orders.order('off', meter!)
  expect(await orders.ended('off')).toMatchObject({ state: 'verified' })
  // Right without asking again.
  expect(await supplyOf(db, serial)).toMatchObject({ found: 'disconnected', control: 'off' })

  supply.backFeed = 2304
  expect(await read('fed')).toMatchObject({ loadSideVolts: 230.4, differences: ['load-side-voltage'] })
  expect(await told()).toMatchObject([{ endDevice: serial, count: 1, href: `/meters/${serial}/orders` }])
  supply.backFeed = 0
  expect(await read('dead')).toMatchObject({ differences: [], differsSince: null })
  expect(await told()).toEqual([])

  // Another master of the meter closes it.
  supply.execute('remote-reconnect', orders.clock.time / 1000)
  expect(supply.outputState).toBe(true)
  const found = await read('closed')
  expect(found).toMatchObject({
    expected: 'disconnected',
    found: 'connected',
    outputState: true,
    differences: ['control-state'],
  })
  expect(await read('closed still')).toMatchObject({ differsSince: found.differsSince })
  expect(await told()).toHaveLength(1)

  await orders.order('off again', meter!)
  expect(await orders.ended('off again')).toMatchObject({ state: 'verified' })
  expect(await supplyOf(db, serial)).toMatchObject({ found: 'disconnected', differences: [] })
  expect(await told()).toEqual([])
})

test.each([
  ['connected', { controlState: 'connected', outputState: true }, 'connected', []],
  ['ready-for-reconnection', { controlState: 'connected', outputState: true }, 'connected', []],
  ['connected', { controlState: 'ready-for-reconnection' }, 'connected', ['control-state']],
  ['connected', { controlState: 'connected', outputState: false }, 'connected', ['output-state']],
  [undefined, { controlState: 'disconnected', loadSideVolts: 50 }, 'disconnected', ['load-side-voltage']],
  ['connected', { controlState: 'connected', loadSideVolts: 230 }, 'connected', []],
] as const)('expected %s, seen %o: %s, %j', (before, seen, expected, differences) => {
  expect(judgeSupply(before, seen)).toEqual({ expected, differences })
})

test('what a concentrator reports of a switch is known without asking; one that is not read back as closed waits for the button', async () => {
  const { parts, clock } = line
  await line.concentrator('C1', [1])
  const switched = async (connected: boolean, verified: boolean) => {
    const reply = await line.ask<{ id: string }>('POST', '/end-device-controls', {
      endDevice: serialOf(1),
      kind: 'switch',
      connected,
    })
    expect(reply.status).toBe(201)
    const [job] = await line.jobs('C1')
    clock.now += 1000
    const report = { id: job!.id, state: 'done', at: clock.now, attempts: 1, verified } as const
    await storeReports(parts.pool, 'C1', [report], clock.now)
    return (await line.ask('GET', `/end-devices/${serialOf(1)}/supply`)).body
  }
  expect(await line.ask('GET', `/end-devices/${serialOf(1)}/supply`)).toMatchObject({
    status: 200,
    body: { endDevice: serialOf(1), expected: null, found: null, foundAt: null, differences: [] },
  })
  expect((await line.ask('GET', '/end-devices/UNKNOWN/supply')).status).toBe(404)
  expect(await switched(false, true)).toMatchObject({ found: 'disconnected', outputState: null })
  expect(await switched(true, false)).toMatchObject({ found: 'ready-for-reconnection' })
  expect(await switched(true, true)).toMatchObject({ expected: 'connected', differences: [] })
})
