import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { removeEndDevice } from '../../inventory/queries.ts'
import { acaOf, lineKeys, serialOf } from '../../testing/network.fixture.ts'
import { storeReports } from '../by-job/reports.ts'
import { rerouteControls, takeWithdrawals } from '../by-job/withdrawals.ts'
import type { Activity, ActivityDetail } from './schemas.ts'
import { type ActivityFixture, openActivities } from './testing.fixture.ts'

let fixture: ActivityFixture
beforeAll(async () => {
  fixture = await openActivities()
})
afterAll(() => fixture.close())

/** Two concentrators with six and three meters, and a request over all of them. */
async function sixAndThree() {
  const [six = '', three = ''] = await fixture.lines(6, 3)
  return { six, three, targets: { concentrators: [six, three] } }
}
async function create(request: object): Promise<ActivityDetail> {
  const { status, body } = await fixture.ask<ActivityDetail>('POST', '/activities', {
    name: 'Registers',
    kind: 'read-registers',
    retries: 0,
    ...request,
  })
  expect({ status, body }).toMatchObject({ status: 201 })
  return body
}
async function show(id: string): Promise<ActivityDetail> {
  return (await fixture.ask<ActivityDetail>('GET', `/activities/${id}`)).body
}
/** What the lines of an activity that are not over wait for, each reason once. */
async function linesWaitFor(id: string): Promise<unknown[]> {
  const { items } = (
    await fixture.ask<{ items: { waitsFor: string | null }[] }>('GET', `/end-device-controls?activity=${id}`)
  ).body
  return [...new Set(items.flatMap(({ waitsFor }) => waitsFor ?? []))].toSorted()
}
async function told(action: string): Promise<[string | null, unknown][]> {
  const { items } = await fixture.parts.audit.list({ action, limit: 50 })
  return items.map(({ subject, detail }) => [subject, detail === null ? null : JSON.parse(detail)])
}

test('orders are released by pace, and the activity is done when all have an end', async () => {
  const { pass, finish } = fixture
  const { six, three, targets } = await sixAndThree()
  const { id, ...created } = await create({ targets, pace: { perConcentrator: 2 } })
  expect(created).toMatchObject({ state: 'planned', counts: { total: 9, waiting: 9 } })
  expect(await finish(six, 'done')).toEqual([])
  await pass(1)
  expect(await show(id)).toMatchObject({ state: 'running', counts: { waiting: 5, open: 4 } })
  for (let turn = 0; turn < 4; turn++) {
    expect((await finish(six, 'done')).length).toBeLessThanOrEqual(2)
    await finish(three, 'failed')
    await pass(6)
  }
  const done = await show(id)
  expect(done).toMatchObject({ state: 'done', counts: { total: 9, succeeded: 6, failed: 3 } })
  expect(done.byConcentrator.map(({ concentrator, counts }) => [concentrator, counts.failed])).toEqual([
    [six, 0],
    [three, 3],
  ])
  expect(done.failures).toMatchObject([{ state: 'failed', count: 3 }])
})

test('uc UC10-P4 what came to nothing is planned again, and the orders before stay as they are', async () => {
  const { ask, pass, finish } = fixture
  const { six, three, targets } = await sixAndThree()
  const { id } = await create({ targets })
  await pass(1)
  await finish(six, 'done')
  await finish(three, 'failed')
  await pass(6)
  const done = await show(id)
  const again = await ask<Activity>('POST', `/activities/${id}/replan`, {})
  expect(again).toMatchObject({ status: 201, body: { replanOf: id, counts: { total: 3 } } })
  expect((await show(id)).replannedBy).toEqual([again.body.id])
  expect((await show(id)).counts).toEqual(done.counts)
  await ask('POST', `/activities/${again.body.id}/cancel`)
  expect(await ask('POST', `/activities/${id}/replan`, { states: ['cancelled'] })).toMatchObject({
    status: 400,
  })
})

test('the pace of a running activity is changed, and what is under way goes on', async () => {
  const { ask, pass, finish } = fixture
  const { six, targets } = await sixAndThree()
  const { id } = await create({ targets, pace: { perConcentrator: 1 } })
  await pass(1)
  expect(await show(id)).toMatchObject({ counts: { open: 2, waiting: 7 } })
  const faster = await ask<Activity>('PUT', `/activities/${id}/pace`, { perConcentrator: 3, overall: 5 })
  expect(faster).toMatchObject({ status: 200, body: { pace: { perConcentrator: 3, overall: 5 } } })
  await pass(1)
  expect(await show(id)).toMatchObject({ counts: { open: 5, waiting: 4 } })
  await ask('PUT', `/activities/${id}/pace`, { overall: 1 })
  await finish(six, 'done', 2)
  await pass(1)
  expect(await show(id)).toMatchObject({ counts: { open: 3, waiting: 4, succeeded: 2 } })
  expect((await ask('PUT', `/activities/${id}/pace`, { overall: 0 })).status).toBe(400)
  expect((await ask('PUT', `/activities/${id}/pace`, { perMinute: 4 })).status).toBe(400)
  await ask('POST', `/activities/${id}/cancel`)
  expect((await ask('PUT', `/activities/${id}/pace`, {})).status).toBe(409)
})

test('uc UC10-6.1 what fails at its concentrator is given again after a pause, as often as the activity says', async () => {
  const { pass, finish } = fixture
  const [line = ''] = await fixture.lines(1)
  const { id } = await create({ targets: { concentrators: [line] }, retries: 1 })
  await pass(1)
  const [first] = await finish(line, 'failed')
  await pass(6)
  expect(await show(id)).toMatchObject({ state: 'running', counts: { open: 1, failed: 0 } })
  const jobs = await fixture.jobs(line)
  expect(jobs).toMatchObject([{ id: `${first}~1`, notBefore: fixture.clock.now + 300_000 }])
  await fixture.report(line, jobs, 'failed')
  await pass(10)
  expect(await show(id)).toMatchObject({ state: 'done', counts: { failed: 1 } })
})

test('a pause releases nothing more; a cancellation ends what waits, and asks concentrators for what they have', async () => {
  const { ask, pass, finish } = fixture
  const { six, three, targets } = await sixAndThree()
  const { id } = await create({ targets, pace: { perConcentrator: 2 } })
  await pass(1)
  await ask('POST', `/activities/${id}/pause`)
  expect(await show(id)).toMatchObject({ state: 'paused', counts: { waiting: 5, open: 4 } })
  expect(await linesWaitFor(id)).toContain('pause')
  expect(await finish(six, 'done')).toHaveLength(2)
  await pass(10)
  expect(await show(id)).toMatchObject({ state: 'paused', counts: { waiting: 5, open: 2, succeeded: 2 } })
  await ask('POST', `/activities/${id}/resume`)
  await pass(1)
  expect(await show(id)).toMatchObject({ state: 'running', counts: { waiting: 3, open: 4 } })
  expect(await linesWaitFor(id)).toEqual(expect.arrayContaining(['pace']))
  await ask('POST', `/activities/${id}/cancel`)
  expect(await show(id)).toMatchObject({
    state: 'cancelled',
    counts: { cancelled: 3, open: 4, succeeded: 2 },
  })
  expect(await ask('POST', `/activities/${id}/resume`)).toMatchObject({ status: 409 })
  const leave = await takeWithdrawals(fixture.parts.pool, three, fixture.clock.now, true)
  expect(leave).toHaveLength(2)
  const reports = leave.map(job => ({
    id: job,
    state: 'cancelled' as const,
    at: fixture.clock.now,
    attempts: 0,
  }))
  await storeReports(fixture.parts.pool, three, reports, fixture.clock.now)
  await pass(10)
  const { items } = (await ask<{ items: Activity[] }>('GET', '/activities')).body
  expect(items.find(its => its.id === id)).toMatchObject({
    state: 'cancelled',
    counts: { cancelled: 5, open: 2 },
  })
  expect((await told('activity.cancelled')).map(([subject]) => subject)).toContain(id)
})

test('a meter that is removed under a running activity is told among those left out, and the others go on', async () => {
  const { ask, pass, finish, parts } = fixture
  const [line = ''] = await fixture.lines(3)
  const { id } = await create({ targets: { concentrators: [line] } })
  await pass(1)
  const { items } = (
    await ask<{ items: { endDevice: string }[] }>('GET', `/end-device-controls?activity=${id}`)
  ).body
  const serial = items[0]!.endDevice
  await removeEndDevice(parts.db, serial)
  expect(await show(id)).toMatchObject({ leftOut: 1, counts: { total: 2, open: 2 } })
  expect(await finish(line, 'done')).toHaveLength(2)
  await pass(6)
  expect(await show(id)).toMatchObject({ state: 'done', leftOut: 1, counts: { succeeded: 2, failed: 0 } })
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
  const { id } = await create({ targets: { concentrators: [line] } })
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
  await fixture.hears(line, 900)
  expect((await ask('GET', `/activities/${id}/left-out`)).body).toMatchObject({
    items: [{ endDevice: before, reason: 'unknown', exchangedFor: after }],
  })
  // The others end; what the one that was removed would still say changes nothing.
  await fixture.report(line, given, 'done')
  expect(await show(id)).toMatchObject({ counts: { total: 2, succeeded: 2 }, leftOut: 1 })
  const again = await ask<{ id: string }>('POST', `/activities/${id}/replan`, { states: ['left-out'] })
  expect(again.status).toBe(201)
  await pass(1)
  const jobs = await fixture.jobs(line)
  expect(jobs).toMatchObject([{ task: { aca: acaOf(900) } }])
  await fixture.report(line, jobs, 'done')
  await pass(6)
  expect(await show(again.body.id)).toMatchObject({ state: 'done', counts: { total: 1, succeeded: 1 } })
  const { items } = (
    await ask<{ items: { endDevice: string }[] }>('GET', `/end-device-controls?endDevice=${after}`)
  ).body
  expect(items).toHaveLength(1)
})

test('a meter that moves under a running activity is ordered where it is now, once, and counts there', async () => {
  const { pass, parts, clock, report } = fixture
  const { six, three, targets } = await sixAndThree()
  const { id } = await create({ targets })
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
    (await show(id)).byConcentrator.map(({ concentrator, counts }) => [concentrator, counts.total]),
  ).toEqual(
    expect.arrayContaining([
      [six, 5],
      [three, 4],
    ]),
  )
  await report(three, after, 'done')
  // The first one did not know yet that it was withdrawn.
  await report(six, before, 'failed')
  await pass(6)
  expect(await show(id)).toMatchObject({ counts: { total: 9, succeeded: 4, failed: 5 } })
})

describe('stages', () => {
  test('the next begins when the one before has an end', async () => {
    const { ask, pass, finish } = fixture
    const { six, three, targets } = await sixAndThree()
    const { id, byStage } = await create({ targets, stages: [0.1, 0.5] })
    expect(byStage.map(({ counts }) => counts.total)).toEqual([1, 4, 4])
    await pass(10)
    expect(await linesWaitFor(id)).toContain('stage')
    const sizes: number[] = []
    for (let turn = 0; turn < 3; turn++) {
      await pass(10)
      sizes.push((await Promise.all([six, three].map(its => finish(its, 'done')))).flat().length)
      await pass(10)
    }
    expect(sizes).toEqual([1, 4, 4])
    expect(await show(id)).toMatchObject({ state: 'done' })
    expect(await ask('POST', `/activities/${id}/cancel`)).toMatchObject({ status: 409 })
  })

  test('an activity stops itself by its rule, and goes on when an operator says so', async () => {
    const { ask, pass, finish } = fixture
    const { six, three, targets } = await sixAndThree()
    const { id } = await create({ targets, stages: [0.4], stopRule: { share: 0.3 } })
    await pass(10)
    for (const concentrator of [six, three]) await finish(concentrator, 'failed')
    await pass(10)
    const stopped = await show(id)
    expect(stopped).toMatchObject({ state: 'paused', stopped: { stage: 0, failed: 4, of: 4 } })
    expect(stopped.counts).toMatchObject({ waiting: 5, failed: 4 })
    expect(await told('activity.stopped')).toEqual([[id, expect.objectContaining({ failed: 4, of: 4 })]])
    await ask('POST', `/activities/${id}/resume`)
    await pass(10)
    await pass(10)
    for (const concentrator of [six, three]) await finish(concentrator, 'done')
    await pass(10)
    expect(await show(id)).toMatchObject({
      state: 'done',
      stopped: null,
      counts: { succeeded: 5, failed: 4 },
    })
  })
})

test('uc UC10-2a orders are released in daily hours only', async () => {
  const { pass, finish, clock } = fixture
  const { six, three, targets } = await sixAndThree()
  clock.now = Date.parse('2026-11-20T14:00:00+01:00')
  const { id } = await create({ targets, hours: { from: '22:00', to: '23:00' }, pace: { overall: 4 } })
  await pass(1)
  const waits = { waitsFor: 'hours', opensAt: '2026-11-20T21:00:00.000Z', counts: { waiting: 9 } }
  expect(await show(id)).toMatchObject({ state: 'running', ...waits })
  expect(await linesWaitFor(id)).toEqual(['hours'])
  clock.now = Date.parse('2026-11-20T22:59:58+01:00')
  await pass(1)
  expect(await show(id)).toMatchObject({ waitsFor: null, opensAt: null, counts: { waiting: 5, open: 4 } })
  for (const concentrator of [six, three]) await finish(concentrator, 'done')
  await pass(1)
  expect(await show(id)).toMatchObject({ waitsFor: 'hours', counts: { waiting: 5, open: 0, succeeded: 4 } })
  clock.now = Date.parse('2026-11-21T22:00:00+01:00')
  await pass(1)
  expect((await show(id)).counts).toMatchObject({ waiting: 1, open: 4 })
})

test('uc UC10-2a what was not released when its time is over, expires', async () => {
  const { pass, clock } = fixture
  const { targets } = await sixAndThree()
  const { id } = await create({
    targets,
    start: new Date(clock.now + 3_600_000).toISOString(),
    expires: new Date(clock.now + 7_200_000).toISOString(),
    pace: { perConcentrator: 1 },
  })
  await pass(60)
  expect(await show(id)).toMatchObject({ state: 'planned', waitsFor: 'start' })
  expect(await linesWaitFor(id)).toEqual(['start'])
  await pass(3600)
  expect(await show(id)).toMatchObject({ state: 'running', counts: { open: 2, waiting: 7 } })
  await pass(3600)
  // Two were released: their concentrators are still to report them.
  expect(await show(id)).toMatchObject({
    state: 'running',
    counts: { failed: 7, open: 2 },
    failures: [{ cause: 'expired', count: 7 }],
  })
})

test('uc UC10-2a a more urgent activity overtakes', async () => {
  const { pass, finish, ask } = fixture
  const { six, targets } = await sixAndThree()
  const slow = await create({ targets, pace: { perConcentrator: 1 }, priority: 'low' })
  await pass(1)
  const urgent = await create({
    pace: { perConcentrator: 1 },
    priority: 'high',
    targets: { concentrators: [six] },
  })
  const order: string[] = []
  for (let turn = 0; turn < 12; turn++) {
    order.push(...(await finish(six, 'done')).map(id => id.slice(0, id.lastIndexOf(':'))))
    await pass(6)
  }
  // One was under way already.
  expect(order.slice(0, 7)).toEqual([slow.id, ...Array.from({ length: 6 }, () => urgent.id)])
  expect(order.slice(7)).toEqual(Array.from({ length: 5 }, () => slow.id))
  await ask('POST', `/activities/${slow.id}/cancel`)
})

test('one that stopped itself and one that gets nowhere stand on the overview', async () => {
  const { ask, pass, finish } = fixture
  const problems = async () => {
    const { body } = await ask<{ problems: { kind: string; href: string }[] }>('GET', '/summary')
    return body.problems.filter(({ kind }) => kind.startsWith('activity-'))
  }
  const [line = '', silent = ''] = await fixture.lines(2, 2)
  const { id } = await create({
    targets: { concentrators: [line] },
    stopRule: { share: 0.1 },
    pace: { overall: 1 },
  })
  await pass(1)
  await finish(line, 'failed')
  await pass(1)
  expect(await problems()).toMatchObject([
    { kind: 'activity-stopped', count: 1, href: `/orders/activities/${id}` },
  ])
  await ask('POST', `/activities/${id}/cancel`)
  const stuck = await create({ targets: { concentrators: [silent] }, pace: { overall: 1 } })
  await pass(1)
  await pass(3500)
  expect(await problems()).toEqual([])
  await pass(200)
  expect(await problems()).toMatchObject([
    { kind: 'activity-stuck', count: 2, href: `/orders/activities/${stuck.id}` },
  ])
  await ask('POST', `/activities/${stuck.id}/cancel`)
})

test('uc UC10-6 results of a thousand meters arrive once, in any order and told twice', async () => {
  const { pass, jobs, report } = fixture
  const [line = ''] = await fixture.lines(1000)
  const { id } = await create({ targets: { concentrators: [line] } })
  await pass(1)
  for (let message = 0; message < 2; message++) {
    const given = await jobs(line)
    expect(given).toHaveLength(500)
    const shuffled = given.toSorted((a, b) => digest(a.id).localeCompare(digest(b.id)))
    await report(line, shuffled.slice(0, 350), 'done')
    await report(line, shuffled.slice(150), 'done')
    await report(line, shuffled.slice(0, 250), 'failed')
  }
  await pass(6)
  expect(await show(id)).toMatchObject({ state: 'done', counts: { total: 1000, succeeded: 1000, failed: 0 } })
})

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

test('a disconnection of many waits for a second person; a rejection cancels it, an approval lets it go on', async () => {
  const { ask, pass, jobs } = fixture
  const [line = ''] = await fixture.lines(51)
  const request = { kind: 'switch', parameters: { connected: false }, targets: { concentrators: [line] } }
  const approvalOf = async (activity: string) => {
    type Approval = { readonly id: string; readonly activity: string; readonly state: string }
    const { items } = (await ask<{ items: Approval[] }>('GET', '/approvals')).body
    return items.find(its => its.activity === activity)
  }
  const decide = async (activity: string, decision: 'approve' | 'reject') => {
    const approval = await approvalOf(activity)
    const second = await fixture.parts.people.tokens.issue(`second person, ${decision}`, 'administrator')
    const reply = await fixture.app.inject({
      method: 'POST',
      url: `/api/v1/approvals/${approval?.id}/${decision}`,
      headers: { authorization: `Bearer ${second}` },
      payload: { comment: 'looked at' },
    })
    expect(reply.statusCode).toBe(200)
  }
  const dropped = await create(request)
  expect(await approvalOf(dropped.id)).toMatchObject({ state: 'waiting' })
  await ask('POST', `/activities/${dropped.id}/cancel`)
  expect(await approvalOf(dropped.id)).toMatchObject({ state: 'lapsed' })
  const rejected = await create(request)
  await pass(1)
  expect(await show(rejected.id)).toMatchObject({ waitsFor: 'approval', counts: { waiting: 51, open: 0 } })
  expect(await linesWaitFor(rejected.id)).toEqual(['approval'])
  expect(await jobs(line)).toEqual([])
  await decide(rejected.id, 'reject')
  expect(await show(rejected.id)).toMatchObject({ state: 'cancelled', counts: { cancelled: 51 } })
  const approved = await create(request)
  await pass(1)
  expect((await show(approved.id)).counts.open).toBe(0)
  await decide(approved.id, 'approve')
  await pass(60)
  expect((await show(approved.id)).counts.open).toBe(51)
  await ask('POST', `/activities/${approved.id}/cancel`)
})

test('the same id asked for again is the same activity; something else under it is refused', async () => {
  const { ask } = fixture
  const [line = ''] = await fixture.lines(3)
  const request = { id: 'night-1', name: 'Night', kind: 'set-clock', targets: { concentrators: [line] } }
  expect(await ask('POST', '/activities', request)).toMatchObject({ status: 201 })
  expect(await ask('POST', '/activities', request)).toMatchObject({
    status: 200,
    body: { counts: { total: 3 } },
  })
  expect(await ask('POST', '/activities', { ...request, name: 'Day' })).toMatchObject({ status: 409 })
  const targets = { ...request.targets, endDevices: ['NOBODY'] }
  expect(await ask('POST', '/activities', { ...request, targets })).toMatchObject({ status: 409 })
  await ask('POST', '/activities/night-1/cancel')
})

test('the same activity asked for several times at the same time is made once', async () => {
  const { ask } = fixture
  const request = { id: 'night-2', name: 'Night', kind: 'set-clock', targets: { endDevices: ['NOBODY'] } }
  const replies = await Promise.all(Array.from({ length: 4 }, () => ask('POST', '/activities', request)))
  expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 201])
})
