import { afterAll, beforeAll, expect, test } from 'vitest'
import { hello, openNetwork, type TestNetwork } from '../../testing/network.fixture.ts'

const hour = 3_600_000
const back: string[] = []
let net: TestNetwork

beforeAll(async () => {
  net = await openNetwork({ back: concentrator => back.push(concentrator) })
  for (const id of ['C1', 'C2']) await net.enrolled(id)
})
afterAll(() => net.close())

function beat(id: string) {
  const condition = { at: net.clock.now, meters: 1, silent: 0, pendingResults: 0, diskFree: 1e9 }
  return net.network.take(id, { kind: 'heartbeat', ...condition })
}
function stateOf(id: string) {
  return net.store.kysely
    .selectFrom('concentrator')
    .select(['state', 'state_since'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

test('of messages that come together one finds that the concentrator is back', async () => {
  const take = (message: Parameters<typeof net.network.take>[1]) => net.network.take('C1', message)
  await Promise.all([
    take({ kind: 'hello', concentrator: 'C1', ...hello }),
    beat('C1'),
    beat('C1'),
    beat('C1'),
  ])
  expect(back).toEqual(['C1'])
  // In the same millisecond, too.
  await beat('C1')
  expect(back).toEqual(['C1'])
  await take({ kind: 'gone', closed: false })
  await Promise.all([beat('C1'), beat('C1')])
  expect(back).toEqual(['C1', 'C1'])
})

test('what a clock has noted that was hours ahead began now at the latest', async () => {
  const now = net.clock.now
  net.clock.now += 5 * hour
  await beat('C2')
  await net.network.tick()
  await net.network.take('C2', { kind: 'gone', closed: false })
  net.clock.now = now
  expect((await stateOf('C2')).state_since.getTime()).toBe(now + 5 * hour)
  await net.network.tick()
  expect(await stateOf('C2')).toEqual({ state: 'lost', state_since: new Date(now) })
  net.clock.now += 1000
  await net.network.tick()
  expect(await stateOf('C2')).toEqual({ state: 'lost', state_since: new Date(now) })
})
