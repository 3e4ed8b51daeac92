import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ActivityDetail } from '../schemas.ts'
import { type ActivityFixture, openActivities } from '../testing.fixture.ts'

const concentrators = 20
const cells = 20
const each = 250

let fixture: ActivityFixture
beforeAll(async () => {
  fixture = await openActivities()
  const { pool } = fixture.parts
  const at = new Date(fixture.clock.now)
  await pool.query(
    `insert into concentrator (id, substation, credential_digest, automatic, state, state_since, enrolled_at)
     select 'C' || n, 'North', '\\x00', true, 'online', $1, $1 from generate_series(1, ${concentrators}) n`,
    [at],
  )
  await pool.query(
    `insert into end_device (serial, uri, time_zone, schedule_id, enrolled_at, cell)
     select 'M' || lpad(n::text, 8, '0'), 'dlms+tcp://127.0.0.1:9', 'Europe/Rome', 1, $1,
       case when n > ${concentrators * each} then 'cell ' || n % ${cells} end
     from generate_series(1, ${(concentrators + cells) * each}) n`,
    [at],
  )
  await pool.query(
    `insert into collection (end_device_id, lease_until, state) select id, 'epoch', 'reachable' from end_device`,
  )
  await pool.query(
    `insert into line_meter (aca, end_device_id, state, concentrator)
     select lpad(id::text, 12, '0'), id, 'accepted', 'C' || (1 + id % ${concentrators}) from end_device where cell is null`,
  )
})
afterAll(() => fixture.close())

interface Place {
  readonly via: string
  readonly cell: string
  readonly activity: string
  readonly open: number
}

/** Released orders without an end, by place. */
async function underWay(): Promise<Place[]> {
  const { rows } = await fixture.parts.pool.query<Place>(
    `select via, cell, activity, count(*) as open from end_device_control where released and not settled
     group by via, cell, activity`,
  )
  return rows
}

test('uc BY-5 no concentrator and no cell has more orders under way than it may, over 10,000 meters and two priorities', async () => {
  const { ask, pass, parts } = fixture
  const request = {
    name: 'limits',
    kind: 'limit',
    parameters: { watts: 3000 },
    pace: { perConcentrator: 60, perCell: 40 },
  }
  const create = (id: string, priority: string, search: string) =>
    ask<ActivityDetail>('POST', '/activities', { ...request, id, priority, targets: { filter: { search } } })
  const all = await create('all', 'low', 'M0')
  expect(all.body.counts.total).toBe((concentrators + cells) * each)
  await pass(1)
  const urgent = await create('urgent', 'high', 'M0000')
  expect(urgent.status).toBe(201)
  let most = { via: 0, cell: 0 }
  for (let turn = 0; turn < 20; turn++) {
    const places = await underWay()
    const open = (name: 'via' | 'cell') =>
      [
        ...Map.groupBy(
          places.filter(its => its[name] !== ''),
          its => its[name],
        ).values(),
      ].map(its => its.reduce((sum, place) => sum + place.open, 0))
    most = { via: Math.max(most.via, ...open('via')), cell: Math.max(most.cell, ...open('cell')) }
    if (places.length === 0) break
    // Each meter comes to its end: what a session or a report would write.
    await parts.pool.query(
      `update end_device_control set state = 'done', settled = true where released and not settled`,
    )
    await pass(6)
  }
  expect(most).toEqual({ via: 60, cell: 40 })
  expect((await ask<ActivityDetail>('GET', '/activities/all')).body).toMatchObject({ state: 'done' })
}, 300_000)
