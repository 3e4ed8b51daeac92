import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeEndDevice } from '../../inventory/queries.ts'
import { acaOf, lineKeys, serialOf } from '../../testing/network.fixture.ts'
import { rerouteControls } from '../by-job/withdrawals.ts'
import { type ActivityFixture, openActivities } from './testing.fixture.ts'

let fixture: ActivityFixture
beforeAll(async () => {
  fixture = await openActivities()
})
afterAll(() => fixture.close())

test('a meter that is removed under a running activity is told among those left out, and the others go on', async () => {
  const { ask, pass, finish, parts } = fixture
  const [line = ''] = await fixture.lines(3)
  const { id } = await fixture.create({ targets: { concentrators: [line] } })
  await pass(1)
  const { items } = (
    await ask<{ items: { endDevice: string }[] }>('GET', `/end-device-controls?activity=${id}`)
  ).body
  const serial = items[0]!.endDevice
  await removeEndDevice(parts.db, serial)
  expect(await fixture.show(id)).toMatchObject({ leftOut: 1, counts: { total: 2, open: 2 } })
  expect(await finish(line, 'done')).toHaveLength(2)
  await pass(6)
  expect(await fixture.show(id)).toMatchObject({
    state: 'done',
    leftOut: 1,
    counts: { succeeded: 2, failed: 0 },
  })
  const left = await ask<{ items: object[] }>('GET', `/activities/${id}/left-out`)
  expect(left.body.items).toEqual([
    {
      endDevice: serial,
      reason: 'unknown',
      detail: 'it was removed from the inventory; its order was sent',
      exchangedFor: null,
    },
  ])
})

test('a meter that is exchanged under a running activity is told with the one that took its place, which is ordered by planning again, once', async () => {
  const { ask, pass, parts } = fixture
  const [line = ''] = await fixture.lines(3)
  const { id } = await fixture.create({ targets: { concentrators: [line] } })
  await pass(1)
  const given = await fixture.jobs(line)
  const { rows } = await parts.pool.query<{ serial: string }>(
    `update end_device set usage_point = 'POD-7' where id =
       (select end_device_id from end_device_control where id = $1) returning serial`,
    [given[0]!.id],
  )
  const before = rows[0]!.serial
  await removeEndDevice(parts.db, before)
  const after = serialOf(900)
  const uri = `smitp+g2:///${acaOf(900)}?client=2&server=1&auth=gmac`
  await parts.enrol([{ serial: after, usagePoint: 'POD-7', uri, keys: [], lineKeys }])
  await pass(1)
  await fixture.serves(line, 900)
  expect((await ask('GET', `/activities/${id}/left-out`)).body).toMatchObject({
    items: [{ endDevice: before, reason: 'unknown', exchangedFor: after }],
  })
  // The others end; a late report of the one that was removed changes nothing.
  await fixture.report(line, given, 'done')
  expect(await fixture.show(id)).toMatchObject({ counts: { total: 2, succeeded: 2 }, leftOut: 1 })
  const again = await ask<{ id: string }>('POST', `/activities/${id}/replan`, { states: ['left-out'] })
  expect(again.status).toBe(201)
  await pass(1)
  const jobs = await fixture.jobs(line)
  expect(jobs).toMatchObject([{ task: { aca: acaOf(900) } }])
  await fixture.report(line, jobs, 'done')
  await pass(6)
  expect(await fixture.show(again.body.id)).toMatchObject({
    state: 'done',
    counts: { total: 1, succeeded: 1 },
  })
  const { items } = (
    await ask<{ items: { endDevice: string }[] }>('GET', `/end-device-controls?endDevice=${after}`)
  ).body
  expect(items).toHaveLength(1)
})

test('a meter that moves under a running activity is ordered where it is now, once, and counts there', async () => {
  const { pass, parts, clock, report } = fixture
  const { six, three, targets } = await fixture.sixAndThree()
  const { id } = await fixture.create({ targets })
  await pass(1)
  const before = await fixture.jobs(six)
  expect(before).toHaveLength(6)
  const [moved] = before
  await parts.pool.query(
    `update line_meter set concentrator = $2 where end_device_id =
       (select end_device_id from end_device_control where id = $1)`,
    [moved!.id, three],
  )
  expect(await rerouteControls(parts.pool, clock.now)).toEqual([three])
  const after = await fixture.jobs(three)
  expect(after.map(job => job.id)).toContain(`${moved!.id}~1`)
  expect(
    (await fixture.show(id)).byConcentrator.map(({ concentrator, counts }) => [concentrator, counts.total]),
  ).toEqual(
    expect.arrayContaining([
      [six, 5],
      [three, 4],
    ]),
  )
  await report(three, after, 'done')
  // The withdrawal has not reached the first one yet.
  await report(six, before, 'failed')
  await pass(6)
  expect(await fixture.show(id)).toMatchObject({ counts: { total: 9, succeeded: 4, failed: 5 } })
})
