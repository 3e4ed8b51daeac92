import { afterAll, beforeAll, expect, test } from 'vitest'
import { storeReports } from '../by-job/reports.ts'
import { takeWithdrawals } from '../by-job/withdrawals.ts'
import type { Activity } from './schemas.ts'
import { type ActivityFixture, openActivities } from './testing.fixture.ts'

let fixture: ActivityFixture
beforeAll(async () => {
  fixture = await openActivities()
})
afterAll(() => fixture.close())

test('uc UC10-P4 what came to nothing is planned again, and the orders before stay as they are', async () => {
  const { ask, pass, finish } = fixture
  const { six, three, targets } = await fixture.sixAndThree()
  const { id } = await fixture.create({ targets })
  await pass(1)
  await finish(six, 'done')
  await finish(three, 'failed')
  await pass(6)
  const done = await fixture.show(id)
  const again = await ask<Activity>('POST', `/activities/${id}/replan`, {})
  expect(again).toMatchObject({ status: 201, body: { replanOf: id, counts: { total: 3 } } })
  expect((await fixture.show(id)).replannedBy).toEqual([again.body.id])
  expect((await fixture.show(id)).counts).toEqual(done.counts)
  await ask('POST', `/activities/${again.body.id}/cancel`)
  expect(await ask('POST', `/activities/${id}/replan`, { states: ['cancelled'] })).toMatchObject({
    status: 400,
  })
})

test('a pause releases nothing more; a cancellation ends what waits, and asks concentrators for what they have', async () => {
  const { ask, pass, finish } = fixture
  const { six, three, targets } = await fixture.sixAndThree()
  const { id } = await fixture.create({ targets, pace: { perConcentrator: 2 } })
  await pass(1)
  await ask('POST', `/activities/${id}/pause`)
  expect(await fixture.show(id)).toMatchObject({ state: 'paused', counts: { waiting: 5, open: 4 } })
  expect(await fixture.linesWaitFor(id)).toContain('pause')
  expect(await finish(six, 'done')).toHaveLength(2)
  await pass(10)
  expect(await fixture.show(id)).toMatchObject({
    state: 'paused',
    counts: { waiting: 5, open: 2, succeeded: 2 },
  })
  await ask('POST', `/activities/${id}/resume`)
  await pass(1)
  expect(await fixture.show(id)).toMatchObject({ state: 'running', counts: { waiting: 3, open: 4 } })
  expect(await fixture.linesWaitFor(id)).toEqual(expect.arrayContaining(['pace']))
  await ask('POST', `/activities/${id}/cancel`)
  expect(await fixture.show(id)).toMatchObject({
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
  expect((await fixture.audited('activity.cancelled')).map(([subject]) => subject)).toContain(id)
})

test('one that stopped itself and one that gets nowhere stand on the overview', async () => {
  const { ask, pass, finish } = fixture
  const problems = async () => {
    const { body } = await ask<{ problems: { kind: string; href: string }[] }>('GET', '/summary')
    return body.problems.filter(({ kind }) => kind.startsWith('activity-'))
  }
  const [line = '', silent = ''] = await fixture.lines(2, 2)
  const { id } = await fixture.create({
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
  const stuck = await fixture.create({ targets: { concentrators: [silent] }, pace: { overall: 1 } })
  await pass(1)
  await pass(3500)
  expect(await problems()).toEqual([])
  await pass(200)
  expect(await problems()).toMatchObject([
    { kind: 'activity-stuck', count: 2, href: `/orders/activities/${stuck.id}` },
  ])
  await ask('POST', `/activities/${stuck.id}/cancel`)
})

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
  const dropped = await fixture.create(request)
  expect(await approvalOf(dropped.id)).toMatchObject({ state: 'waiting' })
  await ask('POST', `/activities/${dropped.id}/cancel`)
  expect(await approvalOf(dropped.id)).toMatchObject({ state: 'lapsed' })
  const rejected = await fixture.create(request)
  await pass(1)
  expect(await fixture.show(rejected.id)).toMatchObject({
    waitsFor: 'approval',
    counts: { waiting: 51, open: 0 },
  })
  expect(await fixture.linesWaitFor(rejected.id)).toEqual(['approval'])
  expect(await jobs(line)).toEqual([])
  await decide(rejected.id, 'reject')
  expect(await fixture.show(rejected.id)).toMatchObject({ state: 'cancelled', counts: { cancelled: 51 } })
  const approved = await fixture.create(request)
  await pass(1)
  expect((await fixture.show(approved.id)).counts.open).toBe(0)
  await decide(approved.id, 'approve')
  await pass(60)
  expect((await fixture.show(approved.id)).counts.open).toBe(51)
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
