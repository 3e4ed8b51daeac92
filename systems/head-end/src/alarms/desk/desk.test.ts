import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { numbers, openDesk, type TestDesk } from '../testing.fixture.ts'
import type { Alarm, AlarmDetail, DeskSummary } from './schemas.ts'

let desk: TestDesk
beforeAll(async () => {
  desk = await openDesk(6)
})
afterAll(() => desk.close())
beforeEach(async () => {
  for (const table of ['alarm', 'incident', 'interruption', 'alarm_silence', 'alarm_rule'] as const)
    await desk.app.parts.db.deleteFrom(table).execute()
  desk.app.clock.now += 3_600_000
})

async function alarms(query = ''): Promise<Alarm[]> {
  return (await desk.get<{ items: Alarm[] }>(`/alarms?${query}`)).items
}
async function act(ids: readonly number[], action: object) {
  return desk.send('POST', '/alarms/actions', { ids, ...action })
}

test('an event becomes an alarm by its rule; what comes again counts on it, and what no rule asks for is none', async () => {
  await desk.report([0], 'meterCoverRemoved')
  await desk.report([0], 'meterCoverRemoved', desk.app.clock.now + 1000)
  await desk.report([0], 'tariffsActivated')
  expect(await alarms()).toMatchObject([
    {
      endDevice: desk.serials[0],
      kind: 'meterCoverRemoved',
      severity: 'critical',
      state: 'new',
      count: 2,
      active: true,
    },
  ])
})

test('the end of a condition marks a suspicious one as gone, and closes an ordinary one', async () => {
  await desk.report([0], 'meterCoverRemoved')
  await desk.report([1], 'phaseMissingL2')
  desk.app.clock.now += 60_000
  await desk.report([0], 'meterCoverClosed')
  await desk.report([1], 'phaseBackL2', undefined, 'log')
  await desk.report([1], 'voltageNormalL2')
  expect(await alarms('state=open')).toMatchObject([
    { kind: 'meterCoverRemoved', active: false, goneAt: expect.any(String), state: 'new' },
  ])
  expect(await alarms('state=closed')).toMatchObject([{ kind: 'phaseMissingL2', closedBy: 'head-end' }])
  // It begins again: the same alarm is active.
  await desk.report([0], 'meterCoverRemoved')
  expect(await alarms('state=open')).toMatchObject([{ active: true, goneAt: null, count: 2 }])
})

test('uc 2.a.6-6 from new to closed, with comment and who, and with the audit log', async () => {
  await desk.report([0], 'replayAttempt')
  const [{ id }] = (await alarms()) as [Alarm]
  expect((await act([id], { action: 'close' })).status).toBe(400)
  expect((await act([id], { action: 'assign' })).body).toMatchObject({
    detail: expect.stringContaining('to'),
  })
  expect((await act([id], { action: 'acknowledge' })).body).toEqual({ changed: 1 })
  expect((await act([id], { action: 'acknowledge' })).body).toEqual({ changed: 0 })
  await act([id], { action: 'assign', to: 'berta', comment: 'call the customer' })
  expect(await alarms('assignedTo=berta')).toMatchObject([{ id, state: 'assigned' }])
  await act([id], { action: 'close', comment: 'a test of the laboratory' })
  const detail = await desk.get<AlarmDetail>(`/alarms/${id}`)
  expect(detail).toMatchObject({ state: 'closed', closedBy: 'anna' })
  expect(detail.entries.map(({ by, action, detail }) => [by, action, detail])).toEqual([
    ['anna', 'acknowledged', null],
    ['anna', 'assigned', 'berta: call the customer'],
    ['anna', 'closed', 'a test of the laboratory'],
  ])
  const { items } = await desk.app.parts.audit.list({ action: 'alarms.acted-on', limit: 10 })
  expect(items[0]).toMatchObject({ actor: 'anna', detail: expect.stringContaining('laboratory') })
  // Closed is closed; what comes after is a new alarm.
  expect((await act([id], { action: 'acknowledge' })).body).toEqual({ changed: 0 })
  await desk.report([0], 'replayAttempt', desk.app.clock.now + 5000)
  expect(await alarms('state=open')).toHaveLength(1)
})

test('a hundred are acted on at once', async () => {
  await desk.report(numbers(0, 4), 'ramError')
  const ids = (await alarms()).map(({ id }) => id)
  expect((await act(ids, { action: 'assign', to: 'berta' })).body).toEqual({ changed: 4 })
  expect((await act([...ids, 999_999], { action: 'close', comment: 'done' })).body).toEqual({ changed: 4 })
})

test('a log that is read for the first time raises no alarm over what is long past, nor over what is over', async () => {
  const now = desk.app.clock.now
  await desk.report([0], 'meterCoverRemoved', now - 30 * 86_400_000, 'log')
  await desk.report([0], 'meterCoverRemoved', now - 86_400_000, 'log')
  expect(await alarms()).toMatchObject([{ count: 1, firstTime: new Date(now - 86_400_000).toISOString() }])
})

test('rules are data: a kind is raised, or is not, as it is changed, and goes back', async () => {
  const rule = (change: object) =>
    desk.send('PUT', '/alarm-rules/sagL1', {
      severity: 'major',
      raises: true,
      closesItself: false,
      ...change,
    })
  expect((await rule({})).status).toBe(200)
  await desk.send('PUT', '/alarm-rules/replayAttempt', {
    severity: 'minor',
    raises: false,
    closesItself: false,
  })
  await desk.report([0], 'replayAttempt')
  expect(await alarms()).toEqual([])
  expect((await rule({ closesItself: true })).body).toMatchObject({
    detail: expect.stringContaining('no event says'),
  })
  expect((await desk.send('PUT', '/alarm-rules/nothing', {})).status).toBe(400)
  const all = await desk.get<{ items: { kind: string; changedBy: string | null }[] }>('/alarm-rules')
  expect(all.items.filter(({ changedBy }) => changedBy === 'anna').map(({ kind }) => kind)).toEqual([
    'replayAttempt',
    'sagL1',
  ])
  await desk.send('DELETE', '/alarm-rules/replayAttempt')
  await desk.report([0], 'replayAttempt', desk.app.clock.now + 1000)
  expect(await alarms()).toHaveLength(1)
})

test('a silence keeps its kind at its meter from the desk, for as long as it lasts', async () => {
  const ends = new Date(desk.app.clock.now + 600_000).toISOString()
  const silence = { kind: 'strongField', endDevice: desk.serials[0], ends, reason: 'work beside the meter' }
  expect((await desk.send('POST', '/alarm-silences', silence)).status).toBe(201)
  await desk.report([0, 1], 'strongField')
  await desk.report([0], 'meterCoverRemoved')
  expect((await alarms()).map(({ endDevice, kind }) => [endDevice, kind])).toEqual([
    [desk.serials[0], 'meterCoverRemoved'],
    [desk.serials[1], 'strongField'],
  ])
  desk.app.clock.now += 700_000
  await desk.report([0], 'strongField')
  expect(await alarms('kind=strongField')).toHaveLength(2)
  expect((await desk.send('POST', '/alarm-silences', { ends, reason: 'all' })).status).toBe(400)
  const far = new Date(desk.app.clock.now + 400 * 86_400_000).toISOString()
  expect((await desk.send('POST', '/alarm-silences', { ...silence, ends: far })).body).toMatchObject({
    detail: expect.stringContaining('year'),
  })
})

test('the desk in figures, and pages that end', async () => {
  await desk.report([0, 1, 2], 'ramError')
  await desk.report([3], 'powerDown')
  expect(await desk.get<DeskSummary>('/alarms/summary')).toMatchObject({
    open: 4,
    incidents: 0,
    unacknowledged: 4,
    withoutSupply: 1,
    noisiest: [{ kind: 'ramError', alarms: 3 }, { kind: 'powerDown' }],
  })
  const first = await desk.get<{ items: Alarm[]; nextCursor: string; total: number }>('/alarms?limit=3')
  const rest = await desk.get<{ items: Alarm[]; nextCursor: null }>(
    `/alarms?limit=3&cursor=${first.nextCursor}`,
  )
  expect(first.items.map(({ kind }) => kind)).toEqual(['ramError', 'ramError', 'ramError'])
  expect(rest).toMatchObject({ items: [{ kind: 'powerDown', severity: 'minor' }], nextCursor: null })
})
