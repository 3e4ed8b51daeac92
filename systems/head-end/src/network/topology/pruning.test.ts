import { afterAll, beforeAll, expect, test } from 'vitest'
import { acaOf, neighbour, openNetwork, type TestNetwork } from '../../testing/network.fixture.ts'

const day = 86_400_000
let net: TestNetwork

beforeAll(async () => {
  net = await openNetwork()
  await net.enrolled('C1')
})
afterAll(() => net.close())

function hear(...heard: readonly [n: number, route: string[]][]) {
  net.clock.now += 1000
  const neighbours = heard.map(([n, route]) => neighbour(n, net.clock.now, { route }))
  return net.network.take('C1', { kind: 'inventory', at: net.clock.now, neighbours })
}
async function known() {
  const { rows } = await net.store.pool.query<{ aca: string }>('select aca from line_meter order by aca')
  return rows.map(({ aca }) => aca)
}
async function history(n: number) {
  const { rowCount } = await net.store.pool.query('select from line_neighbour where aca = $1', [acaOf(n)])
  return rowCount
}

test('the ways of a year are remembered, and older ones forgotten but for those that still hold', async () => {
  await net.enrolMeters([1])
  await hear([1, []])
  await hear([1, [acaOf(2)]])
  expect(await history(1)).toBe(2)
  net.clock.now += 364 * day
  await net.network.tick()
  expect(await history(1)).toBe(2)
  net.clock.now += 2 * day
  await net.network.tick()
  expect(await history(1)).toBe(1)
})

test('a meter not accepted is forgotten a month after it was heard last; an enrolled one is not', async () => {
  await hear([1, []], [7, []], [8, []])
  net.clock.now += 20 * day
  await hear([1, []], [8, []])
  net.clock.now += 11 * day
  await net.network.tick()
  expect(await known()).toEqual([acaOf(1), acaOf(8)])
})
