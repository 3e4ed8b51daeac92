import type { DownMessage, Neighbour } from '@ferraris/uplink'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  acaOf,
  lineKeys,
  neighbour,
  openNetwork,
  serialOf,
  type TestConcentrator,
  type TestNetwork,
} from '../../testing/network.fixture.ts'
import { concentratorById } from '../concentrators/queries.ts'
import { topologyAt } from '../topology/queries.ts'

let net: TestNetwork
let c1: TestConcentrator
let c2: TestConcentrator
beforeAll(async () => {
  net = await openNetwork()
  c1 = await net.concentrator('C1')
  c2 = await net.concentrator('C2')
  // What each is told when it calls has come before the first test.
  for (const one of [c1, c2]) await one.until(told => told.some(({ kind }) => kind === 'trust'))
})
afterAll(() => net.close())
beforeEach(() => {
  net.clock.now += 60_000
  c1.told.length = 0
  c2.told.length = 0
})

function adopted(told: readonly DownMessage[]) {
  return told.flatMap(message => (message.kind === 'adopt' ? message.meters.map(({ aca }) => aca) : []))
}
function released(told: readonly DownMessage[]) {
  return told.flatMap(message => (message.kind === 'release' ? message.acas : []))
}
function hear(concentrator: TestConcentrator, ...neighbours: Neighbour[]) {
  net.clock.now += 1000
  return concentrator.say({ kind: 'inventory', at: net.clock.now, neighbours })
}
function at(n: number, state: Neighbour['state'], change: Partial<Neighbour> = {}) {
  return neighbour(n, net.clock.now, { state, ...change })
}
async function servedBy(n: number) {
  const { rows } = await net.store.pool.query('select concentrator from line_meter where aca = $1', [
    acaOf(n),
  ])
  return rows[0]?.concentrator
}

test('a meter that is enrolled with its keys is adopted as soon as it is heard, and told again until it is', async () => {
  await net.enrolMeters([1])
  await hear(c1, at(1, 'new'))
  await c1.until(told => adopted(told).length === 1)
  expect(c1.told).toEqual([{ kind: 'adopt', meters: [{ aca: acaOf(1), serial: serialOf(1), ...lineKeys }] }])
  await hear(c1, at(1, 'new'))
  await c1.until(told => adopted(told).length === 2)
  await hear(c1, at(1, 'adopted'))
  await hear(c1, at(1, 'adopted'), at(2, 'new'))
  expect(adopted(c1.told)).toHaveLength(2)
})

test('a meter that was heard before it was enrolled is adopted at its enrolment', async () => {
  await hear(c1, at(1, 'adopted'), at(3, 'new'))
  expect(adopted(c1.told)).toEqual([])
  await net.enrolMeters([3])
  await c1.until(told => adopted(told).includes(acaOf(3)))
})

test('of two concentrators that claim one meter, the first keeps it and the other is told to let go', async () => {
  await net.enrolMeters([4])
  await Promise.all([hear(c1, at(4, 'new')), hear(c2, at(4, 'new'))])
  const owner = await servedBy(4)
  const [holder, other] = owner === 'C1' ? [c1, c2] : [c2, c1]
  await holder.until(told => adopted(told).includes(acaOf(4)))
  await hear(holder, at(4, 'adopted'))
  await hear(other, at(4, 'adopted'))
  await other.until(told => released(told).includes(acaOf(4)))
  expect(adopted(other.told)).toEqual([])
  expect(await servedBy(4)).toBe(owner)
  const { rows } = await net.store.pool.query(
    'select count(*)::int as count from line_service where aca = $1 and valid_to is null',
    [acaOf(4)],
  )
  expect(rows[0].count).toBe(1)
})

test('when the grid is switched, the meter moves to the concentrator that hears it', async () => {
  await net.enrolMeters([5])
  await hear(c1, at(5, 'new'))
  await hear(c1, at(5, 'adopted'))
  const before = net.clock.now
  await hear(c2, at(5, 'foreign'))
  expect(await servedBy(5)).toBe('C1')
  await hear(c1, at(5, 'silent'))
  await hear(c2, at(5, 'foreign'))
  await c2.until(told => adopted(told).includes(acaOf(5)))
  await c1.until(told => released(told).includes(acaOf(5)))
  expect(await servedBy(5)).toBe('C2')
  const { rows } = await net.store.pool.query('select uri from end_device where serial = $1', [serialOf(5)])
  expect(rows[0].uri).toContain(`smitp+g2://C2/${acaOf(5)}`)
  expect((await topologyAt(net.store.kysely, 'C1', before))[0]).toMatchObject({
    aca: acaOf(5),
    state: 'adopted',
  })
})

test('a meter that another one hears already moves as soon as its own has lost it', async () => {
  await net.enrolMeters([8])
  await hear(c1, at(8, 'adopted'))
  await hear(c2, at(8, 'foreign'))
  await hear(c1, at(8, 'silent'))
  await c2.until(told => adopted(told).includes(acaOf(8)))
  await c1.until(told => released(told).includes(acaOf(8)))
  expect(await servedBy(8)).toBe('C2')
})

test('concentrators that hear meters of others are told so, once', async () => {
  await net.enrolMeters([6])
  await hear(c1, at(6, 'adopted'))
  await hear(c2, at(6, 'foreign'))
  await c2.until(told => told.some(({ kind }) => kind === 'peers'))
  await hear(c2, at(6, 'foreign'))
  expect(c2.told.filter(({ kind }) => kind === 'peers')).toEqual([
    { kind: 'peers', peers: [{ concentrator: 'C1', acas: [acaOf(6)] }] },
  ])
})

test('a dead concentrator is lost within three heartbeats; its meters are on loan to a peer until it is back', async () => {
  await net.enrolMeters([7])
  await hear(c1, at(7, 'adopted'))
  expect(await servedBy(7)).toBe('C1')
  await hear(c2, at(7, 'foreign'))
  const state = async () => (await concentratorById(net.store.kysely, 'C1'))!.state
  net.clock.now += 140_000
  await net.network.tick()
  expect(await state()).toBe('online')
  net.clock.now += 20_000
  await hear(c2, at(7, 'foreign'))
  await net.network.tick()
  expect(await state()).toBe('lost')
  expect(await servedBy(7)).toBe('C1')
  net.clock.now += 15 * 60_000
  await hear(c2, at(7, 'foreign'))
  await net.network.tick()
  await c2.until(told => adopted(told).includes(acaOf(7)))
  expect(c2.told).toContainEqual({
    kind: 'adopt',
    meters: [{ aca: acaOf(7), serial: serialOf(7), ...lineKeys, onLoanFrom: 'C1' }],
  })
  await c2.until(told => told.some(message => message.kind === 'peers' && message.peers[0]!.dead === true))
  expect(await servedBy(7)).toBe('C2')
  await hear(c2, at(7, 'adopted'))
  c1.told.length = 0
  await hear(c1, at(7, 'adopted'))
  await c2.until(told => released(told).includes(acaOf(7)))
  expect(released(c1.told)).toEqual([])
  expect(await state()).toBe('online')
  expect(await servedBy(7)).toBe('C1')
})

test('a late inventory does not overwrite a newer one', async () => {
  await net.enrolMeters([8])
  const now = net.clock.now
  await c1.say({
    kind: 'inventory',
    at: now + 10_000,
    neighbours: [at(8, 'adopted', { route: [acaOf(1)], clash: true })],
  })
  await c1.say({ kind: 'inventory', at: now + 5_000, neighbours: [] })
  net.clock.now += 20_000
  expect(await topologyAt(net.store.kysely, 'C1', undefined)).toMatchObject([
    { aca: acaOf(8), serial: serialOf(8), state: 'adopted', hops: 1, route: [acaOf(1)], clash: true },
  ])
})

test('the tree of any time is kept: routes, states, and when a meter was not heard at all', async () => {
  await net.enrolMeters([9])
  const times: number[] = []
  for (const heard of [
    [at(9, 'adopted')],
    [at(9, 'adopted', { route: [acaOf(8)], snr: 9 })],
    [],
    [at(9, 'silent')],
  ]) {
    await hear(c1, ...heard)
    times.push(net.clock.now)
    net.clock.now += 60_000
  }
  const seen = await Promise.all(times.map(time => topologyAt(net.store.kysely, 'C1', time)))
  expect(seen.map(nodes => nodes.map(({ state, hops }) => `${state} ${hops}`))).toEqual([
    ['adopted 0'],
    ['adopted 1'],
    [],
    ['silent 0'],
  ])
})

test('a concentrator that connects again is told what it has missed', async () => {
  await net.enrolMeters([10])
  await hear(c1, at(10, 'new'))
  await c1.say({ kind: 'hello', concentrator: 'C1', version: '2', substation: 'North' })
  await c1.until(told => adopted(told).filter(aca => aca === acaOf(10)).length === 2)
  expect(await concentratorById(net.store.kysely, 'C1')).toMatchObject({ version: '2' })
})
