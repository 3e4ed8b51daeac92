import type { DownMessage, JobReport } from '@ferraris/uplink'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeEndDevice } from '../../inventory/queries.ts'
import { removeConcentrator } from '../../network/concentrators/concentrators.ts'
import {
  acaOf,
  neighbour,
  openNetwork,
  serialOf,
  type TestConcentrator,
  type TestNetwork,
} from '../../testing/network.fixture.ts'
import { cancelControl } from '../record/cancel.ts'
import { insertControl, type NewControl } from '../record/insert.ts'
import { controlById, listControls } from '../record/queries.ts'

let net: TestNetwork
let c1: TestConcentrator
let c2: TestConcentrator
beforeAll(async () => {
  net = await openNetwork()
  c1 = await net.concentrator('C1')
  c2 = await net.concentrator('C2')
  await net.enrolMeters([1, 2])
  await c1.say({
    kind: 'inventory',
    at: net.clock.now,
    neighbours: [1, 2].map(n => neighbour(n, net.clock.now)),
  })
})
afterAll(() => net.close())

async function order(id: string, change: Partial<NewControl> = {}, n = 1) {
  const { rows } = await net.store.pool.query('select id from end_device where serial = $1', [serialOf(n)])
  const control: NewControl = {
    id,
    kind: 'switch',
    parameters: { connected: false },
    priority: 'on-demand',
    way: 'job',
    concentrator: 'C1',
    endDeviceId: rows[0].id,
    requestedBy: 'anna',
    expires: net.clock.now + 60_000,
    ...change,
  }
  return insertControl(net.store.kysely, control, net.clock.now)
}
function jobs(told: readonly DownMessage[]) {
  return told.flatMap(message => (message.kind === 'jobs' ? message.jobs.map(({ id }) => id) : []))
}
function cancelled(told: readonly DownMessage[]) {
  return told.flatMap(message => (message.kind === 'cancel' ? message.ids : []))
}
function cancel(id: string) {
  return cancelControl(net.store.pool, id, 'berta', net.clock.now)
}
async function control(id: string) {
  return (await controlById(net.store.kysely, id, net.clock.now))!
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
  return (await controlById(net.store.kysely, id, net.clock.now))!.state
}

test('an order goes to the concentrator, and its reports make its history', async () => {
  expect(await order('a')).toBe('new')
  await net.network.sendJobs(['C1'])
  await c1.until(told => jobs(told).includes('a'))
  expect(await state('a')).toBe('sent')
  await say(report('a', 'accepted', { attempts: 0 }))
  await say(report('a', 'running'))
  const steps = [{ target: '0.0.96.3.10.255 outputState', outcome: 'done', wrote: 'open' } as const]
  await say(report('a', 'done', { attempts: 2, detail: 'breaker open', steps }))
  const control = await controlById(net.store.kysely, 'a', net.clock.now)
  expect(control).toMatchObject({
    endDevice: serialOf(1),
    kind: 'switch',
    parameters: { connected: false },
    state: 'done',
    attempts: 2,
    detail: 'breaker open',
    steps,
    requestedBy: 'anna',
  })
  expect(control!.reports.map(({ state }) => state)).toEqual(['accepted', 'running', 'done'])
})

test('jobs of several concentrators are taken at once, and each is told its own', async () => {
  await order('mine', { subject: 'several' })
  await order('of-c2', { concentrator: 'C2', endDeviceId: null, kind: 'discover', parameters: {} })
  await net.network.sendJobs(['C1', 'C2'])
  await c1.until(told => jobs(told).includes('mine'))
  await c2.until(told => jobs(told).includes('of-c2'))
  expect(jobs(c1.told)).not.toContain('of-c2')
  expect(jobs(c2.told)).not.toContain('mine')
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
  expect(await order('d', { kind: 'limit', parameters: { watts: 10 } })).toBe('other')
})

test('an unconfirmed order is sent again, at the next connection or after a minute', async () => {
  await order('e')
  await net.network.sendJobs(['C1'])
  await net.network.sendJobs(['C1'])
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
  const { items, total } = await listControls(
    net.store.kysely,
    {
      concentrator: 'C1',
      state: 'expired',
      limit: 10,
    },
    net.clock.now,
  )
  expect(total).toBe(items.length)
  expect(items.map(({ id }) => id)).toContain('f')
})

test('an order that was not sent is cancelled at once, and is never sent', async () => {
  await order('h')
  expect(await control('h')).toMatchObject({ state: 'queued', waitsFor: 'confirmation' })
  expect([await cancel('h'), await cancel('h'), await cancel('no such')]).toEqual([
    'cancelled',
    'cancelled',
    'unknown',
  ])
  await net.network.sendJobs(['C1'], true)
  expect(jobs(c1.told)).not.toContain('h')
  expect(await control('h')).toMatchObject({ state: 'cancelled', waitsFor: null, cancelledBy: 'berta' })
})

test('an order that was sent is cancelled when its concentrator says so, and done when it was faster', async () => {
  await order('i')
  await order('j')
  await net.network.sendJobs(['C1'])
  expect([await cancel('i'), await cancel('j')]).toEqual(['requested', 'requested'])
  expect(await control('i')).toMatchObject({ state: 'sent', waitsFor: 'cancellation' })
  await net.network.sendWithdrawals('C1')
  await c1.until(told => ['i', 'j'].every(id => cancelled(told).includes(id)))
  await say(report('i', 'cancelled'), report('j', 'done'))
  expect([await state('i'), await state('j')]).toEqual(['cancelled', 'done'])
  expect(await cancel('j')).toBe('over')
  const told = cancelled(c1.told).length
  await c1.say({ kind: 'hello', concentrator: 'C1', version: '1', substation: 'North' })
  await c1.until(told => told.at(-1)?.kind !== 'cancel')
  expect(cancelled(c1.told)).toHaveLength(told)
})

test('an order follows its meter to another concentrator, and is withdrawn from the first', async () => {
  const longer = { expires: net.clock.now + 3_600_000 }
  await order('k', longer, 2)
  await order('l', longer, 2)
  await net.network.sendJobs(['C1'])
  await say(report('k', 'running'))
  const at = net.clock.now
  await c1.say({ kind: 'inventory', at, neighbours: [neighbour(2, at, { state: 'silent' })] })
  await c2.say({ kind: 'inventory', at, neighbours: [neighbour(2, at)] })
  await c2.until(told => ['k~1', 'l~1'].every(id => jobs(told).includes(id)))
  const adopted = c2.told.findIndex(({ kind }) => kind === 'adopt')
  expect(c2.told.findIndex(message => jobs([message]).includes('k~1'))).toBeGreaterThan(adopted)
  expect(await control('k')).toMatchObject({ concentrator: 'C2', detail: 'its meter went from C1 to C2' })
  await net.network.tick()
  await c1.until(told => ['k', 'l'].every(id => cancelled(told).includes(id)))
  await say(report('k', 'cancelled'))
  expect(await state('k')).toBe('sent')
  await c2.say({ kind: 'job-reports', reports: [report('k~1', 'done')] })
  expect(await state('k')).toBe('done')

  // The first one was faster after all: the second one need not do it.
  await say(report('l', 'done'))
  expect(await control('l')).toMatchObject({ state: 'done', concentrator: 'C1' })
  await net.network.sendWithdrawals('C2')
  await c2.until(told => cancelled(told).includes('l~1'))
})

test('a job that a concentrator gives back waits for the next one, and says so', async () => {
  await order('m', { expires: net.clock.now + 3_600_000 })
  await net.network.sendJobs(['C1'])
  await net.store.pool.query('update line_meter set concentrator = null where aca = $1', [acaOf(1)])
  await say(report('m', 'cancelled', { detail: 'the meter has left' }))
  expect(await control('m')).toMatchObject({ state: 'queued', waitsFor: 'no-concentrator' })
  await net.network.sendJobs(['C1'], true)
  expect(jobs(c1.told)).not.toContain('m~1')
  await net.store.pool.query(`update line_meter set concentrator = 'C1' where aca = $1`, [acaOf(1)])
  await net.network.sendJobs(['C1'], true)
  await c1.until(told => jobs(told).includes('m~1'))
})

test('an open order says what it waits for', async () => {
  await order('n', { expires: net.clock.now + 3_600_000, notBefore: net.clock.now + 600_000 })
  await net.network.sendJobs(['C1'])
  expect((await control('n')).waitsFor).toBe('time')
  net.clock.now += 600_001
  await say(report('n', 'accepted', { attempts: 0 }))
  expect((await control('n')).waitsFor).toBe('turn')
  await say(report('n', 'running', { attempts: 2, detail: 'the meter does not answer' }))
  expect((await control('n')).waitsFor).toBe('meter')
  await c1.say({ kind: 'gone', closed: true })
  expect((await control('n')).waitsFor).toBe('concentrator')
})

test('no order is for a meter or a concentrator that is not there, and one that is removed takes its orders along', async () => {
  await expect(order('to no meter', { endDeviceId: 4711 })).rejects.toMatchObject({ code: '23503' })
  await expect(order('to no concentrator', { concentrator: 'C9' })).rejects.toMatchObject({ code: '23503' })
  await net.concentrator('C3')
  await net.enrolMeters([3])
  await order('to both', { concentrator: 'C3' }, 3)
  await order('to the meter', { way: 'session', concentrator: null }, 3)
  await order('to the concentrator', { concentrator: 'C3', endDeviceId: null, kind: 'set-clock' })
  expect(await removeConcentrator(net.store.pool, 'C3')).toBe('removed')
  const left = async () => {
    const { rows } = await net.store.pool.query(`select id from end_device_control where id like 'to %'`)
    return rows.map(({ id }) => id)
  }
  expect(await left()).toEqual(['to the meter'])
  await removeEndDevice(net.store.kysely, serialOf(3))
  expect(await left()).toEqual([])
})
