import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Activity } from '../schemas.ts'
import { type ActivityFixture, openActivities } from '../testing.fixture.ts'

let fixture: ActivityFixture
beforeAll(async () => {
  fixture = await openActivities()
})
afterAll(() => fixture.close())

test('orders are released by pace, and the activity is done when all have an end', async () => {
  const { pass, finish } = fixture
  const { six, three, targets } = await fixture.sixAndThree()
  const { id, ...created } = await fixture.create({ targets, pace: { perConcentrator: 2 } })
  expect(created).toMatchObject({ state: 'planned', counts: { total: 9, waiting: 9 } })
  expect(await finish(six, 'done')).toEqual([])
  await pass(1)
  expect(await fixture.show(id)).toMatchObject({ state: 'running', counts: { waiting: 5, open: 4 } })
  for (let turn = 0; turn < 4; turn++) {
    expect((await finish(six, 'done')).length).toBeLessThanOrEqual(2)
    await finish(three, 'failed')
    await pass(6)
  }
  const done = await fixture.show(id)
  expect(done).toMatchObject({ state: 'done', counts: { total: 9, succeeded: 6, failed: 3 } })
  expect(done.byConcentrator.map(({ concentrator, counts }) => [concentrator, counts.failed])).toEqual([
    [six, 0],
    [three, 3],
  ])
  expect(done.failures).toMatchObject([{ state: 'failed', count: 3 }])
})

test('the pace of a running activity is changed, and what is under way goes on', async () => {
  const { ask, pass, finish } = fixture
  const { six, targets } = await fixture.sixAndThree()
  const { id } = await fixture.create({ targets, pace: { perConcentrator: 1 } })
  await pass(1)
  expect(await fixture.show(id)).toMatchObject({ counts: { open: 2, waiting: 7 } })
  const faster = await ask<Activity>('PUT', `/activities/${id}/pace`, { perConcentrator: 3, overall: 5 })
  expect(faster).toMatchObject({ status: 200, body: { pace: { perConcentrator: 3, overall: 5 } } })
  await pass(1)
  expect(await fixture.show(id)).toMatchObject({ counts: { open: 5, waiting: 4 } })
  await ask('PUT', `/activities/${id}/pace`, { overall: 1 })
  await finish(six, 'done', 2)
  await pass(1)
  expect(await fixture.show(id)).toMatchObject({ counts: { open: 3, waiting: 4, succeeded: 2 } })
  expect((await ask('PUT', `/activities/${id}/pace`, { overall: 0 })).status).toBe(400)
  expect((await ask('PUT', `/activities/${id}/pace`, { perMinute: 4 })).status).toBe(400)
  await ask('POST', `/activities/${id}/cancel`)
  expect((await ask('PUT', `/activities/${id}/pace`, {})).status).toBe(409)
})

test('uc UC10-6.1 what fails at its concentrator is given again after a pause, as often as the activity says', async () => {
  const { pass, finish } = fixture
  const [line = ''] = await fixture.lines(1)
  const { id } = await fixture.create({ targets: { concentrators: [line] }, retries: 1 })
  await pass(1)
  const [first] = await finish(line, 'failed')
  await pass(6)
  expect(await fixture.show(id)).toMatchObject({ state: 'running', counts: { open: 1, failed: 0 } })
  const jobs = await fixture.jobs(line)
  expect(jobs).toMatchObject([{ id: `${first}~1`, notBefore: fixture.clock.now + 300_000 }])
  await fixture.report(line, jobs, 'failed')
  await pass(10)
  expect(await fixture.show(id)).toMatchObject({ state: 'done', counts: { failed: 1 } })
})

describe('stages', () => {
  test('the next begins when the one before has an end', async () => {
    const { ask, pass, finish } = fixture
    const { six, three, targets } = await fixture.sixAndThree()
    const { id, byStage } = await fixture.create({ targets, stages: [0.1, 0.5] })
    expect(byStage.map(({ counts }) => counts.total)).toEqual([1, 4, 4])
    await pass(10)
    expect(await fixture.linesWaitFor(id)).toContain('stage')
    const sizes: number[] = []
    for (let turn = 0; turn < 3; turn++) {
      await pass(10)
      sizes.push((await Promise.all([six, three].map(its => finish(its, 'done')))).flat().length)
      await pass(10)
    }
    expect(sizes).toEqual([1, 4, 4])
    expect(await fixture.show(id)).toMatchObject({ state: 'done' })
    expect(await ask('POST', `/activities/${id}/cancel`)).toMatchObject({ status: 409 })
  })

  test('an activity stops itself by its rule, and goes on when an operator says so', async () => {
    const { ask, pass, finish } = fixture
    const { six, three, targets } = await fixture.sixAndThree()
    const { id } = await fixture.create({ targets, stages: [0.4], stopRule: { share: 0.3 } })
    await pass(10)
    for (const concentrator of [six, three]) await finish(concentrator, 'failed')
    await pass(10)
    const stopped = await fixture.show(id)
    expect(stopped).toMatchObject({ state: 'paused', stopped: { stage: 0, failed: 4, of: 4 } })
    expect(stopped.counts).toMatchObject({ waiting: 5, failed: 4 })
    expect(await fixture.audited('activity.stopped')).toEqual([
      [id, expect.objectContaining({ failed: 4, of: 4 })],
    ])
    await ask('POST', `/activities/${id}/resume`)
    await pass(10)
    await pass(10)
    for (const concentrator of [six, three]) await finish(concentrator, 'done')
    await pass(10)
    expect(await fixture.show(id)).toMatchObject({
      state: 'done',
      stopped: null,
      counts: { succeeded: 5, failed: 4 },
    })
  })
})

test('uc UC10-2a orders are released in daily hours only', async () => {
  const { pass, finish, clock } = fixture
  const { six, three, targets } = await fixture.sixAndThree()
  clock.now = Date.parse('2026-11-20T14:00:00+01:00')
  const { id } = await fixture.create({
    targets,
    hours: { from: '22:00', to: '23:00' },
    pace: { overall: 4 },
  })
  await pass(1)
  const waits = { waitsFor: 'hours', opensAt: '2026-11-20T21:00:00.000Z', counts: { waiting: 9 } }
  expect(await fixture.show(id)).toMatchObject({ state: 'running', ...waits })
  expect(await fixture.linesWaitFor(id)).toEqual(['hours'])
  clock.now = Date.parse('2026-11-20T22:59:58+01:00')
  await pass(1)
  expect(await fixture.show(id)).toMatchObject({
    waitsFor: null,
    opensAt: null,
    counts: { waiting: 5, open: 4 },
  })
  for (const concentrator of [six, three]) await finish(concentrator, 'done')
  await pass(1)
  expect(await fixture.show(id)).toMatchObject({
    waitsFor: 'hours',
    counts: { waiting: 5, open: 0, succeeded: 4 },
  })
  clock.now = Date.parse('2026-11-21T22:00:00+01:00')
  await pass(1)
  expect((await fixture.show(id)).counts).toMatchObject({ waiting: 1, open: 4 })
})

test('uc UC10-2a what was not released when its time is over, expires', async () => {
  const { pass, clock } = fixture
  const { targets } = await fixture.sixAndThree()
  const { id } = await fixture.create({
    targets,
    start: new Date(clock.now + 3_600_000).toISOString(),
    expires: new Date(clock.now + 7_200_000).toISOString(),
    pace: { perConcentrator: 1 },
  })
  await pass(60)
  expect(await fixture.show(id)).toMatchObject({ state: 'planned', waitsFor: 'start' })
  expect(await fixture.linesWaitFor(id)).toEqual(['start'])
  await pass(3600)
  expect(await fixture.show(id)).toMatchObject({ state: 'running', counts: { open: 2, waiting: 7 } })
  await pass(3600)
  // Two were released: their concentrators are still to report them.
  expect(await fixture.show(id)).toMatchObject({
    state: 'running',
    counts: { failed: 7, open: 2 },
    failures: [{ cause: 'expired', count: 7 }],
  })
})

test('uc UC10-2a a more urgent activity overtakes', async () => {
  const { pass, finish, ask } = fixture
  const { six, targets } = await fixture.sixAndThree()
  const slow = await fixture.create({ targets, pace: { perConcentrator: 1 }, priority: 'low' })
  await pass(1)
  const urgent = await fixture.create({
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

test('uc UC10-6 results of a thousand meters arrive once, in any order and told twice', async () => {
  const { pass, jobs, report } = fixture
  const [line = ''] = await fixture.lines(1000)
  const { id } = await fixture.create({ targets: { concentrators: [line] } })
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
  expect(await fixture.show(id)).toMatchObject({
    state: 'done',
    counts: { total: 1000, succeeded: 1000, failed: 0 },
  })
})

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
