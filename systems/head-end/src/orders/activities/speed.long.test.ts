import { expect, test } from 'vitest'
import type { Activity, ActivityDetail } from './schemas.ts'
import type { Preview } from './targets/schemas.ts'
import { openActivities } from './testing.fixture.ts'

/** Run by hand: `npx vitest run --config e2e/use-cases.config.ts systems/head-end/src/orders/activities/speed.long.test.ts`. */
const meters = 100_000
const concentrators = 500

test('an activity over 100,000 meters is created in less than 5 s, and its page answers in less than 0.2 s', {
  timeout: 300_000,
}, async () => {
  const fixture = await openActivities()
  const { ask, parts, clock, pass } = fixture
  const at = new Date(clock.now)
  await parts.pool.query(
    `insert into concentrator (id, substation, credential_digest, automatic, state, state_since, enrolled_at)
       select 'C' || n, 'North', '\\x00', true, 'online', $1, $1 from generate_series(1, ${concentrators}) n`,
    [at],
  )
  await parts.pool.query(
    `insert into end_device (serial, uri, time_zone, schedule_id, enrolled_at)
       select 'FER' || lpad(n::text, 8, '0'), 'dlms+tcp://127.0.0.1:9', 'Europe/Rome', 1, $1 from generate_series(1, ${meters}) n`,
    [at],
  )
  await parts.pool.query(
    `insert into collection (end_device_id, lease_until, state) select id, 'epoch', 'reachable' from end_device`,
  )
  await parts.pool.query(
    `insert into line_meter (aca, end_device_id, state, concentrator)
       select lpad(id::text, 12, '0'), id, 'accepted', 'C' || (1 + id % ${concentrators}) from end_device`,
  )
  const seconds: Record<string, number> = {}
  const timed = async <T>(what: string, work: () => Promise<T>) => {
    const begin = performance.now()
    const result = await work()
    seconds[what] = Math.round(performance.now() - begin) / 1000
    return result
  }
  const targets = { filter: { state: 'reachable' } }
  const preview = await timed('preview', () =>
    ask<Preview>('POST', '/activities/preview', { kind: 'set-clock', targets }),
  )
  expect(preview.body).toMatchObject({ total: meters, orders: meters })
  const created = await timed('created', () =>
    ask<ActivityDetail>('POST', '/activities', {
      id: 'large',
      name: 'All clocks',
      kind: 'set-clock',
      targets,
      pace: { perConcentrator: 10 },
    }),
  )
  expect(created).toMatchObject({ status: 201, body: { counts: { total: meters } } })
  await timed('page', () => ask<Activity>('GET', '/activities/large'))
  await timed('list', () => ask('GET', '/activities'))
  await timed('first look', () => pass(1))
  await timed('second look', () => pass(1))
  await timed('look that counts', () => pass(6))
  const page = await timed('page, again', () => ask<Activity>('GET', '/activities/large'))
  expect(page.body.counts).toMatchObject({ total: meters, open: 5000 })
  await parts.pool.query(
    `update end_device_control set state = case when ordinal % 10 = 0 then 'failed' else 'done' end, settled = true,
         cause = case when ordinal % 10 = 0 then 'silent' end where ordinal % 2 = 0`,
  )
  await timed('page, half of it over', () => ask<Activity>('GET', '/activities/large'))
  await timed('cancel', () => ask('POST', '/activities/large/cancel'))
  console.log(JSON.stringify(seconds))
  await fixture.close()
  expect(seconds.created).toBeLessThan(5)
  expect(seconds.page).toBeLessThan(0.2)
  expect(seconds['page, half of it over']).toBeLessThan(0.2)
})
