import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ActivityFixture, openActivities } from '../testing.fixture.ts'
import { leaseActivities } from './lease.ts'
import { ActivityRunner } from './runner.ts'

let fixture: ActivityFixture
beforeAll(async () => {
  fixture = await openActivities()
})
afterAll(() => fixture.close())

const owner = '00000000-0000-4000-8000-000000000001'

async function create(id: string, concentrator: string, change: object = {}): Promise<void> {
  const request = {
    id,
    name: id,
    kind: 'read-registers',
    targets: { concentrators: [concentrator] },
    ...change,
  }
  expect((await fixture.ask('POST', '/activities', request)).status).toBe(201)
}

test('several processes share activities, and none is looked after twice', async () => {
  const { parts, clock } = fixture
  const [line = ''] = await fixture.lines(1)
  for (let n = 0; n < 30; n++) await create(`shared-${n}`, line)
  const leased = await Promise.all(
    [1, 2, 3].map(n =>
      leaseActivities(parts.pool, { owner: owner.replace(/1$/, String(n)), now: clock.now }),
    ),
  )
  expect(new Set(leased.flat()).size).toBe(leased.flat().length)
  expect(leased.flat().length).toBe(30)
  clock.now += 60_000
  const ended = await Promise.all(
    Array.from({ length: 30 }, (_, n) => fixture.ask('POST', `/activities/shared-${n}/cancel`)),
  )
  expect(ended.every(({ status }) => status === 200)).toBe(true)
  for (let turn = 0; turn < 2; turn++) await fixture.pass(1)
})

test('what a killed process has leased is looked after when the lease ends', async () => {
  const { parts, clock, pass, finish } = fixture
  const [line = ''] = await fixture.lines(8)
  await create('left-behind', line)
  expect(await leaseActivities(parts.pool, { owner, now: clock.now })).toContain('left-behind')
  await pass(5)
  expect(await finish(line, 'done')).toEqual([])
  await pass(30)
  expect(await finish(line, 'done')).toHaveLength(8)
})

test('processes that release at the same time keep the pace together', async () => {
  const { parts, ask } = fixture
  const [line = ''] = await fixture.lines(8)
  await create('first', line, { pace: { perConcentrator: 3 } })
  await create('second', line, { pace: { perConcentrator: 3 } })
  const others = [1, 2, 3].map(
    () => new ActivityRunner({ ...parts, mayForget: () => true, released: async () => {} }),
  )
  fixture.clock.now += 1000
  await Promise.all(others.map(runner => runner.look()))
  const { rows } = await parts.pool.query(
    `select count(*) as count from end_device_control where released and activity in ('first', 'second')`,
  )
  expect(rows).toEqual([{ count: 3 }])
  for (const id of ['first', 'second']) await ask('POST', `/activities/${id}/cancel`)
})

test('an activity that cannot be looked after keeps none of the others waiting', async () => {
  const { parts, ask, pass, finish } = fixture
  const [line = ''] = await fixture.lines(8)
  await create('broken', line)
  await create('sound', line)
  await parts.pool.query(`update activity set time_zone = 'Mars/Olympus', hours = '{"from": "01:00", "to": "02:00"}'
    where id = 'broken'`)
  await pass(1)
  expect((await finish(line, 'done')).every(id => id.startsWith('sound:'))).toBe(true)
  await parts.pool.query(`update activity set time_zone = 'Europe/Rome' where id = 'broken'`)
  await ask('POST', '/activities/broken/cancel')
})
