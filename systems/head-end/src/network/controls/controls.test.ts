import type { DownMessage, JobReport } from '@ferraris/uplink'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  acaOf,
  neighbour,
  openNetwork,
  serialOf,
  type TestConcentrator,
  type TestNetwork,
} from '../../testing/network.fixture.ts'
import { controlById, insertControl, listControls, type NewControl } from './controls.ts'

let net: TestNetwork
let c1: TestConcentrator
let c2: TestConcentrator
beforeAll(async () => {
  net = await openNetwork()
  c1 = await net.concentrator('C1')
  c2 = await net.concentrator('C2')
  await net.enrolMeters([1])
  await c1.say({ kind: 'inventory', at: net.clock.now, neighbours: [neighbour(1, net.clock.now)] })
})
afterAll(() => net.close())

async function order(id: string, change: Partial<NewControl['job']> = {}) {
  const { rows } = await net.store.pool.query('select id from end_device where serial = $1', [serialOf(1)])
  const job = {
    id,
    priority: 'on-demand' as const,
    expires: net.clock.now + 60_000,
    task: { kind: 'switch' as const, aca: acaOf(1), connected: false },
    ...change,
  }
  const control = { job, concentrator: 'C1', endDeviceId: rows[0].id, requestedBy: 'anna' }
  return insertControl(net.store.kysely, control, net.clock.now)
}
function jobs(told: readonly DownMessage[]) {
  return told.flatMap(message => (message.kind === 'jobs' ? message.jobs.map(({ id }) => id) : []))
}
function report(id: string, state: JobReport['state'], change: Partial<JobReport> = {}): JobReport {
  return {
    id,
    state,
    at: net.clock.now,
    attempts: 1,
    ...change,
  }
}
function say(...reports: JobReport[]) {
  return c1.say({ kind: 'job-reports', reports })
}
async function state(id: string) {
  return (await controlById(net.store.kysely, id))!.state
}

test('an order goes to the concentrator, and its reports make its history', async () => {
  expect(await order('a')).toBe('new')
  await net.network.sendJobs('C1')
  await c1.until(told => jobs(told).includes('a'))
  expect(await state('a')).toBe('sent')
  await say(report('a', 'accepted', { attempts: 0 }))
  await say(report('a', 'running'))
  await say(report('a', 'done', { attempts: 2, detail: 'breaker open' }))
  const control = await controlById(net.store.kysely, 'a')
  expect(control).toMatchObject({
    endDevice: serialOf(1),
    kind: 'switch',
    parameters: { connected: false },
    state: 'done',
    attempts: 2,
    detail: 'breaker open',
    requestedBy: 'anna',
  })
  expect(control!.reports.map(({ state }) => state)).toEqual(['accepted', 'running', 'done'])
})

test('reports that come twice or late never move an order back', async () => {
  await order('b')
  await say(report('b', 'done'), report('b', 'done'))
  await say(report('b', 'running'), report('b', 'failed', { at: net.clock.now + 1 }))
  expect(await state('b')).toBe('done')
})

test('reports of a concentrator other than the one of the control are ignored', async () => {
  await order('c')
  await c2.say({ kind: 'job-reports', reports: [report('c', 'done')] })
  expect(await state('c')).toBe('queued')
})

test('asking again with the same id is asking once, and for something else it is refused', async () => {
  expect(await order('d')).toBe('new')
  expect(await order('d')).toBe('known')
  expect(await order('d', { task: { kind: 'limit', aca: acaOf(1), watts: 10 } })).toBe('other')
})

test('an unconfirmed order is sent again, at the next connection or after a minute', async () => {
  await order('e')
  await net.network.sendJobs('C1')
  await net.network.sendJobs('C1')
  await c1.say({ kind: 'hello', concentrator: 'C1', version: '1', substation: 'North' })
  await c1.until(told => jobs(told).filter(id => id === 'e').length === 2)
  net.clock.now += 59_000
  await net.network.tick()
  expect(jobs(c1.told).filter(id => id === 'e')).toHaveLength(2)
})

test('an order past its time is given up, unless the concentrator tells later that it was done', async () => {
  await order('f')
  await order('g')
  net.clock.now += 15 * 60_000 + 61_000
  await c1.say({ kind: 'heartbeat', at: 1, meters: 1, silent: 0, pendingResults: 0, diskFree: 1 })
  await net.network.tick()
  expect(await state('f')).toBe('expired')
  await say(report('g', 'done'))
  expect(await state('g')).toBe('done')
  const { items, total } = await listControls(net.store.kysely, {
    concentrator: 'C1',
    state: 'expired',
    limit: 10,
  })
  expect(total).toBe(items.length)
  expect(items.map(({ id }) => id)).toContain('f')
})
