import { msPerDay, msPerMinute, msPerSecond } from '@ferraris/metering'
import type { Neighbour } from '@ferraris/uplink'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listEndDevices } from '../../inventory/queries.ts'
import { topologyAt } from '../../network/topology/queries.ts'
import { insertControl } from '../../orders/record/insert.ts'
import {
  hello,
  neighbour,
  openNetwork,
  profileDay,
  serialOf,
  type TestNetwork,
} from '../../testing/network.fixture.ts'
import { summarize } from '../service.ts'

const seen: string[] = []
/** When C1 heard its meters last, before it stopped. */
let heardAt: number
let net: TestNetwork

function overview() {
  const collector = { activity: () => ({ activeSessions: 0, sessionsPerSecond: 0 }) }
  return summarize({
    db: net.store.kysely,
    now: () => net.clock.now,
    timeZone: 'Europe/Rome',
    collector,
  })
}
async function hear(concentrator: string, ...neighbours: Neighbour[]) {
  net.clock.now += msPerSecond
  await net.network.take(concentrator, { kind: 'inventory', at: net.clock.now, neighbours })
}
function at(n: number, state: Neighbour['state'], change: Partial<Neighbour> = {}) {
  return neighbour(n, net.clock.now, { state, ...change })
}
function beat(concentrator: string, change: { at?: number; pendingResults?: number } = {}) {
  const figures = { meters: 4, silent: 0, pendingResults: 0, diskFree: 1e9 }
  return net.network.take(concentrator, { kind: 'heartbeat', at: net.clock.now, ...figures, ...change })
}
async function order(id: string, n: number, kind: 'set-clock' | 'read-registers' = 'read-registers') {
  const { rows } = await net.store.pool.query<{ id: number }>('select id from end_device where serial = $1', [
    serialOf(n),
  ])
  await orderTo(rows[0]?.id ?? null, id, kind)
}
async function orderTo(endDeviceId: number | null, id: string, kind: 'set-clock' | 'read-registers') {
  const order = {
    id,
    kind,
    parameters: {},
    priority: 'on-demand',
    way: 'job',
    concentrator: 'C1',
    endDeviceId,
    requestedBy: 'anna',
    expires: net.clock.now + msPerDay,
  } as const
  await insertControl(net.store.kysely, order, net.clock.now)
}

beforeAll(async () => {
  net = await openNetwork({
    lost: id => seen.push(`lost ${id}`),
    back: id => seen.push(`back ${id}`),
    closed: id => seen.push(`closed ${id}`),
  })
  for (const id of ['C1', 'C2']) {
    await net.enrolled(id)
    await net.network.take(id, { kind: 'hello', concentrator: id, ...hello })
  }
  await net.enrolMeters([1, 2, 3, 4, 11, 12])
  await hear('C1', ...[1, 2, 3, 4].map(n => at(n, 'new')))
  await hear('C2', ...[11, 12].map(n => at(n, 'new')))
  net.clock.now += msPerMinute
  heardAt = net.clock.now
  await hear('C1', ...[1, 2, 3, 4].map(n => at(n, 'adopted')), at(11, 'foreign'))
  await hear('C2', ...[11, 12].map(n => at(n, 'adopted')))
  const results = (numbers: number[]) => ({
    kind: 'results' as const,
    results: numbers.map(n => profileDay(n, '2026-11-19')),
  })
  await net.network.take('C1', results([1, 2, 3, 4]))
  await net.network.take('C2', results([11, 12]))
})
afterAll(() => net.close())

test('when all is well the list is empty, and its time is told', async () => {
  expect(await overview()).toMatchObject({
    problems: [],
    problemsTotal: 0,
    states: { reachable: 6, unknown: 0 },
    now: new Date(net.clock.now).toISOString(),
  })
})

test('a concentrator that stops is lost within three minutes, and its meters are unknown, not reachable', async () => {
  const stopped = net.clock.now
  await beat('C1')
  await beat('C2')
  seen.length = 0
  // The watch looks every 20 seconds; C2 goes on, C1 says no more.
  while (!seen.includes('lost C1')) {
    net.clock.now += 20 * msPerSecond
    await beat('C2')
    await net.network.tick()
  }
  expect(net.clock.now - stopped).toBeLessThanOrEqual(3 * msPerMinute)
  expect(seen).toEqual(['lost C1'])
  const { problems, states } = await overview()
  expect(states).toMatchObject({ reachable: 2, unknown: 4 })
  expect(problems).toEqual([
    {
      kind: 'concentrator-lost',
      severity: 'critical',
      since: new Date(stopped).toISOString(),
      concentrator: 'C1',
      endDevice: null,
      count: 4,
      action: expect.stringContaining('supply'),
      href: '/network/concentrators/C1',
    },
  ])
  const unknown = await listEndDevices(net.store.kysely, {
    state: 'unknown',
    limit: 10,
    now: net.clock.now,
  })
  expect(unknown.items.map(({ serial, state }) => [serial, state])).toEqual(
    [1, 2, 3, 4].map(n => [serialOf(n), 'unknown']),
  )
  const reachable = await listEndDevices(net.store.kysely, {
    state: 'reachable',
    limit: 10,
    now: net.clock.now,
  })
  expect(reachable.items.map(({ serial }) => serial)).toEqual([serialOf(11), serialOf(12)])
  // Heard after it was read last.
  expect(unknown.items[0]?.lastContact).toBe(new Date(heardAt).toISOString())
  const line = await topologyAt(net.store.kysely, 'C1', undefined)
  expect(line.map(({ state }) => state)).toEqual([...Array(4).fill('unknown'), 'foreign'])
  await beat('C1')
  expect(seen).toEqual(['lost C1', 'back C1'])
  expect(await overview()).toMatchObject({ problems: [], states: { reachable: 6, unknown: 0 } })
})

test('one that closes its connection has the same time to come back; a restart is no problem', async () => {
  await net.network.take('C2', { kind: 'gone', closed: true })
  expect((await overview()).problems).toEqual([])
  expect((await overview()).states.unknown).toBe(2)
  net.clock.now += 160 * msPerSecond
  await beat('C1')
  await net.network.tick()
  expect((await overview()).problems).toMatchObject([{ kind: 'concentrator-lost', concentrator: 'C2' }])
  await beat('C2')
  // A broken connection is known at once.
  await net.network.take('C2', { kind: 'gone', closed: false })
  expect((await overview()).problems).toMatchObject([{ kind: 'concentrator-lost', concentrator: 'C2' }])
  await beat('C2')
})

test('silent meters are told by concentrator; those that answer again are reachable at once', async () => {
  const lastHeard = net.clock.now - 20 * msPerMinute
  await hear('C1', at(1, 'adopted'), ...[2, 3, 4].map(n => at(n, 'silent', { lastHeard })))
  await hear('C2', at(11, 'silent', { lastHeard }), at(12, 'adopted'))
  const { problems, states } = await overview()
  expect(states).toMatchObject({ reachable: 2, silent: 4 })
  const since = new Date(lastHeard).toISOString()
  expect(problems).toMatchObject([
    {
      kind: 'meters-silent',
      severity: 'critical',
      concentrator: 'C1',
      count: 3,
      since,
      href: '/network/concentrators/C1?show=silent',
    },
    {
      severity: 'minor',
      concentrator: 'C2',
      count: 1,
      endDevice: serialOf(11),
      href: `/meters/${serialOf(11)}`,
    },
  ])
  await hear('C1', ...[1, 2, 3, 4].map(n => at(n, 'adopted')))
  await hear('C2', at(11, 'adopted'), at(12, 'adopted'))
  expect(await overview()).toMatchObject({ problems: [], states: { reachable: 6 } })
})

test('orders that no concentrator confirms and orders that failed are told until they are given again', async () => {
  await order('one', 1)
  await order('two', 2, 'set-clock')
  net.clock.now += 6 * msPerMinute
  await beat('C1')
  expect((await overview()).problems).toMatchObject([
    { kind: 'orders-stuck', concentrator: 'C1', count: 2, href: '/network/concentrators/C1/orders' },
  ])
  const report = (id: string, state: 'done' | 'failed') => ({
    kind: 'job-reports' as const,
    reports: [{ id, state, at: net.clock.now, attempts: 1 }],
  })
  await net.network.take('C1', report('one', 'failed'))
  await net.network.take('C1', report('two', 'done'))
  expect((await overview()).problems).toMatchObject([
    { kind: 'orders-failed', count: 1, endDevice: serialOf(1), href: `/meters/${serialOf(1)}/orders` },
  ])
  await order('again', 1)
  expect((await overview()).problems).toEqual([])
  await net.network.take('C1', report('again', 'done'))
  await orderTo(null, 'own', 'set-clock')
  await net.network.take('C1', report('own', 'failed'))
  // The same of a meter is no second attempt at one of the concentrator itself.
  await order('of a meter', 1, 'set-clock')
  await net.network.take('C1', report('of a meter', 'done'))
  expect((await overview()).problems).toMatchObject([
    { kind: 'orders-failed', concentrator: 'C1', endDevice: null, count: 1 },
  ])
  await orderTo(null, 'own again', 'set-clock')
  expect((await overview()).problems).toEqual([])
  await net.network.take('C1', report('own again', 'done'))
})

test('results that wait for long and a clock that is off are told of a concentrator', async () => {
  await beat('C1', { pendingResults: 500 })
  await beat('C2', { at: net.clock.now - msPerMinute })
  expect((await overview()).problems).toMatchObject([{ kind: 'concentrator-clock-off', concentrator: 'C2' }])
  net.clock.now += 16 * msPerMinute
  await beat('C1', { pendingResults: 600 })
  await beat('C2')
  expect((await overview()).problems).toMatchObject([
    { kind: 'results-waiting', concentrator: 'C1', count: 600 },
  ])
  await beat('C1')
  expect((await overview()).problems).toEqual([])
})

test('a figure of a line that was not measured is null, not zero', async () => {
  const { success: _, snr: _snr, signal: _signal, ...bare } = at(1, 'adopted')
  await hear('C1', bare, ...[2, 3, 4].map(n => at(n, 'adopted')))
  const [first, second] = await topologyAt(net.store.kysely, 'C1', undefined)
  expect(first).toMatchObject({ success: null, snr: null, signal: null })
  expect(second).toMatchObject({ success: 1, snr: 20 })
})

test('a head-end that stops loses no concentrator by closing its own door', async () => {
  await beat('C1')
  seen.length = 0
  await net.network.stop()
  await net.network.take('C1', { kind: 'gone', closed: false })
  expect(seen).toEqual([])
  expect((await overview()).problems).toEqual([])
})
