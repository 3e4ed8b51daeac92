import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  admit,
  campaign,
  deviceOf,
  openPlatform,
  type Platform,
  prepareCampaign,
  sentOf,
  versions,
} from './testing/platform.fixture.ts'

let platform: Platform
beforeEach(async () => {
  platform = await openPlatform()
})
afterEach(() => platform.close())

interface List<T = Record<string, unknown>> {
  readonly items: T[]
}

test('uc K-25 a participant goes through all of the campaign', async () => {
  const { ask, clock } = platform
  await prepareCampaign(platform)
  const notices = await ask<List<{ subject: string; told: Record<string, string> }>>(
    'member:acme',
    'GET',
    '/notices',
  )
  // The newest first: outcome and dates of the test, the places, the contract.
  expect(notices.body.items.map(({ subject }) => subject)).toEqual([
    'test-outcome',
    'test-booked',
    'places',
    'contract',
  ])
  expect(notices.body.items[1]?.told).toMatchObject({ from: '2018-01-24', to: '2018-01-26', firmware: '1.0' })
  await ask('member:acme', 'POST', '/notices/1/read')
  const read = await ask<List<{ readAt: string | null }>>('member:acme', 'GET', '/notices')
  expect(read.body.items.at(-1)?.readAt).toBe(new Date(clock.now).toISOString())

  expect((await ask('member:acme', 'POST', '/devices', deviceOf(1))).status).toBe(201)
  const sent = await ask('operator', 'POST', '/sent-counters', {
    items: sentOf(1, [
      { day: '2018-02-10', instPower: 100, alerts: 2, loadCurve: 96 },
      { day: '2018-02-11', instPower: 50, alerts: 0, loadCurve: 96 },
    ]),
  })
  expect(sent.body).toEqual({ days: 1 })
  clock.now = Date.parse('2018-02-12T11:00:00Z')
  await ask('operator', 'POST', '/sent-counters', {
    items: sentOf(1, [
      { day: '2018-02-10', instPower: 120, alerts: 2, loadCurve: 96 },
      { day: '2018-02-11', instPower: 50, alerts: 0, loadCurve: 96, powerLoss: true },
    ]),
  })
  const csv = [
    'pod;du_id;smitp_addr;system_title;meter;day;reg_inst_power;reg_alert;reg_load_curve;reg_prod_avg;reg_prod_inst',
    'IT001E00000001;DU0001;0000000a0001;4143450000000001;M1;2018-02-10;0078;0002;005f;;',
    'IT001E00000001;DU0001;0000000a0001;4143450000000001;M1;2018-02-11;0032;0000;0060;;',
  ].join('\n')
  expect((await ask('member:acme', 'POST', '/counter-imports', { csv })).body).toEqual({
    rows: 2,
    taken: 2,
    faults: [],
  })
  const { body: overview } = await ask<{ success: object[]; days: number; voidDays: object[] }>(
    'evaluator',
    'GET',
    '/overview',
  )
  expect(overview).toMatchObject({ days: 1, voidDays: [{ reason: 'power-loss', days: 1 }] })
  expect(overview.success).toContainEqual({
    key: 'all',
    kind: 'loadCurve',
    sent: 96,
    received: 95,
    rate: 95 / 96,
  })
  const question = { participant: 'acme', device: 'DU0001', subject: 'One is missing', text: 'Why?' }
  expect((await ask('member:acme', 'POST', '/tickets', question)).status).toBe(201)
  await ask('operator', 'POST', '/tickets/1/messages', { text: 'We come and look.' })
  await ask('operator', 'POST', '/visits', { device: 'DU0001', reason: 'a sample was lost' })
  await ask('operator', 'PATCH', '/visits/1', {
    state: 'planned',
    plannedFor: '2018-02-20',
    technician: 'team 4',
  })
  const found = {
    source: 'switching-supply',
    lowKhz: 128,
    highKhz: 136,
    levelDbuv: 74,
    hours: '19 to 23',
    remedy: 'filter',
  }
  const done = await ask('operator', 'PATCH', '/visits/1', {
    state: 'done',
    doneOn: '2018-02-20',
    summary: 'lamp in the kitchen',
    findings: [found],
  })
  expect(done.body).toMatchObject({ state: 'done', findings: [found] })
  const told = await ask<List<{ subject: string }>>('member:acme', 'GET', '/notices')
  expect(told.body.items.slice(0, 3).map(({ subject }) => subject)).toEqual(['visit', 'visit', 'answer'])

  const report = await platform.app.inject({
    url: '/api/v1/report?format=pdf',
    headers: { authorization: `Bearer ${await platform.parts.people.tokens.issue('rse', 'evaluator')}` },
  })
  expect(report.headers['content-type']).toBe('application/pdf')
  expect(report.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  const rows = await ask<string>('operator', 'GET', '/report')
  expect(rows.body).toContain('DU0001;acme;Acme;Eye;1;1.0;MO;2018-02-10;;1;1;218;217;0.9954')
})

test('uc K-25 places are cut to the unit, and only they are filled', async () => {
  const { ask } = platform
  await prepareCampaign(platform, 1500)
  const beta = { id: 'beta', name: 'Beta', kind: 'service-provider', contact: 'c@beta.example' }
  await ask('operator', 'POST', '/participants', beta)
  const items = [
    { maker: 'Beta', model: 'One', offered: 1 },
    { maker: 'Beta', model: 'Two', offered: 500 },
  ]
  await ask('member:beta', 'PUT', '/participants/beta/offers', { items })
  const before = await ask<List>('operator', 'POST', '/quota')
  // Without a signed contract Beta gets none.
  expect(before.body.items.map(({ granted }) => granted)).toEqual([1000, null, null])
  await ask('operator', 'PUT', '/participants/beta/contract', { state: 'signed', date: '2018-02-01' })
  const after = await ask<List>('operator', 'POST', '/quota')
  // 1500 and 500 of 999: 749.25 and 249.75.
  expect(after.body.items.map(({ granted }) => granted)).toEqual([749, 1, 250])
  expect((await ask<List>('member:beta', 'GET', '/offers')).body.items).toHaveLength(2)
})

test('uc K-25 what is in the way of a device is told: contract, place, test, province, POD', async () => {
  const { ask } = platform
  const codeOf = async (body: object, as: 'operator' | 'member:acme' = 'operator') => {
    const { body: answer, status } = await ask<{ type?: string }>(as, 'POST', '/devices', body)
    return answer.type?.replace('urn:ferraris:problem:', '') ?? status
  }
  expect(await codeOf(deviceOf(1))).toBe('no-campaign')
  await prepareCampaign(platform, 2)
  const other = { id: 'beta', name: 'Beta', kind: 'maker', contact: 'c@beta.example' }
  await ask('operator', 'POST', '/participants', other)
  expect(await codeOf({ ...deviceOf(1), participant: 'beta' })).toBe('contract-missing')
  expect(await codeOf({ ...deviceOf(1), participant: 'beta' }, 'member:acme')).toBe('not-found')
  expect(await codeOf({ ...deviceOf(1), firmware: '1.1' })).toBe('not-tested')
  expect(await codeOf({ ...deviceOf(1), model: 'Ear' })).toBe('places-exhausted')
  const [point] = deviceOf(1).points
  expect(await codeOf({ ...deviceOf(1), points: [{ ...point, province: 'MI' }] })).toBe('province-closed')
  expect(await codeOf({ ...deviceOf(1), points: [{ ...point, meter: 'M2' }] })).toBe('device-unusable')
  expect(await codeOf({ ...deviceOf(1), points: [{ ...point, pod: 'none' }] })).toBe('invalid-request')
  await admit(platform, 1)
  expect(await codeOf({ ...deviceOf(2), points: [point] })).toBe('already-exists')
  expect(await codeOf({ ...deviceOf(2), systemTitle: deviceOf(1).systemTitle })).toBe('already-exists')
  await admit(platform, 2)
  expect(await codeOf(deviceOf(3))).toBe('places-exhausted')
})

test('uc K-25 a test is told with notice, and concluded once', async () => {
  const { ask } = platform
  await prepareCampaign(platform)
  const test = { participant: 'acme', ...versions, firmware: '1.1', to: '2018-02-26', place: 'Test field' }
  const soon = await ask('operator', 'POST', '/integration-tests', { ...test, from: '2018-02-23' })
  expect(soon.body).toMatchObject({ type: 'urn:ferraris:problem:notice-too-short' })
  const booked = await ask('operator', 'POST', '/integration-tests', { ...test, from: '2018-02-24' })
  expect(booked.status).toBe(201)
  expect((await ask('operator', 'POST', '/integration-tests/2/outcome', { outcome: 'failed' })).status).toBe(
    200,
  )
  const again = await ask('operator', 'POST', '/integration-tests/2/outcome', { outcome: 'passed' })
  expect(again.body).toMatchObject({ type: 'urn:ferraris:problem:already-over' })
})

test('uc K-25 there are a hundred visits and no more; a cancelled one gives its place back', async () => {
  const { ask } = platform
  await prepareCampaign(platform)
  await ask('administrator', 'PUT', '/campaign', { ...campaign, mostVisits: 2 })
  await admit(platform, 1)
  const visit = { device: 'DU0001', reason: 'noise' }
  expect((await ask('member:acme', 'POST', '/visits', visit)).status).toBe(201)
  expect((await ask('operator', 'POST', '/visits', visit)).status).toBe(201)
  expect((await ask('operator', 'POST', '/visits', visit)).body).toMatchObject({
    type: 'urn:ferraris:problem:visits-exhausted',
  })
  await ask('operator', 'PATCH', '/visits/1', { state: 'cancelled' })
  expect((await ask('operator', 'POST', '/visits', visit)).status).toBe(201)
  const late = await ask('operator', 'PATCH', '/visits/1', { state: 'planned', plannedFor: '2018-03-01' })
  expect(late.body).toMatchObject({ type: 'urn:ferraris:problem:already-over' })
})

test('uc K-26 who takes part does so for sixty days; then another may hear the meter, each with the days that were sent to it', async () => {
  const { ask, clock } = platform
  await prepareCampaign(platform)
  await admit(platform, 1)
  const early = await ask('member:acme', 'PATCH', '/devices/DU0001', { ends: '2018-04-09' })
  expect(early.body).toMatchObject({ type: 'urn:ferraris:problem:device-unusable' })
  const next = { ...deviceOf(4), systemTitle: deviceOf(1).systemTitle, points: deviceOf(1).points }
  clock.now = Date.parse('2018-04-10T11:00:00Z')
  expect((await ask('member:acme', 'PATCH', '/devices/DU0001', { ends: '2018-04-10' })).status).toBe(200)
  expect((await ask('member:acme', 'POST', '/devices', next)).status).toBe(409)
  clock.now = Date.parse('2018-04-11T11:00:00Z')
  expect((await ask('member:acme', 'POST', '/devices', next)).status).toBe(201)
  clock.now = Date.parse('2018-04-14T11:00:00Z')
  const day = { instPower: 1, alerts: 0, loadCurve: 96 }
  const [late, stray] = sentOf(
    1,
    ['2018-04-12', '2018-04-13'].map(of => ({ day: of, ...day })),
  )
  const items = [
    ...sentOf(
      1,
      ['2018-04-10', '2018-04-11'].map(of => ({ day: of, ...day })),
    ),
    { ...late, smitpAddress: next.smitpAddress },
    // The meter sends to a device that is none of the campaign's.
    { ...stray, smitpAddress: '0000000affff' },
  ]
  expect((await ask('operator', 'POST', '/sent-counters', { items })).body).toEqual({ days: 3 })
  const daysOf = async (id: string) =>
    (await ask<List>('operator', 'GET', `/devices/${id}/days`)).body.items.map(its => its.day)
  expect(await daysOf('DU0001')).toEqual(['2018-04-10'])
  expect(await daysOf('DU0004')).toEqual(['2018-04-11', '2018-04-12'])
})

test('uc K-25 a list of PODs is taken as a whole, or not at all', async () => {
  const { ask } = platform
  await prepareCampaign(platform)
  const items = [deviceOf(1), { ...deviceOf(2), firmware: '3.0' }]
  const refused = await ask('member:acme', 'POST', '/device-lists', { items })
  expect(refused.body).toMatchObject({
    type: 'urn:ferraris:problem:not-tested',
    detail: expect.stringContaining('DU0002'),
  })
  expect((await ask<List>('operator', 'GET', '/devices')).body.items).toEqual([])
  const twice = { ...deviceOf(2), points: deviceOf(1).points }
  const doubled = await ask('member:acme', 'POST', '/device-lists', { items: [deviceOf(1), twice] })
  expect(doubled.body).toMatchObject({
    type: 'urn:ferraris:problem:already-exists',
    detail: expect.stringContaining('DU0002: IT001E00000001'),
  })
  const taken = await ask('member:acme', 'POST', '/device-lists', { items: [deviceOf(1), deviceOf(2)] })
  expect(taken.body).toEqual({ admitted: 2 })
})

test('a new version takes part only with a test of its own', async () => {
  const { ask } = platform
  await prepareCampaign(platform)
  await admit(platform, 1)
  const change = await ask('member:acme', 'PATCH', '/devices/DU0001', { firmware: '2.0' })
  expect(change.body).toMatchObject({ type: 'urn:ferraris:problem:not-tested' })
})

test('uc CH2-8 each sees what is its own: a member its devices, an evaluator pseudonyms, an operator all', async () => {
  const { ask } = platform
  await prepareCampaign(platform)
  await admit(platform, 1)
  const beta = { id: 'beta', name: 'Beta', kind: 'maker', contact: 'c@beta.example' }
  await ask('operator', 'POST', '/participants', beta)
  const devices = (as: 'operator' | 'evaluator' | `member:${string}`) =>
    ask<List<{ id: string; points: { pod: string | null }[] }>>(as, 'GET', '/devices')
  expect((await devices('operator')).body.items).toMatchObject([{ id: 'DU0001' }])
  expect((await devices('member:acme')).body.items).toMatchObject([{ id: 'DU0001', participant: 'acme' }])
  expect((await devices('member:beta')).body.items).toEqual([])
  expect((await ask('member:beta', 'GET', '/devices/DU0001')).status).toBe(404)
  expect((await ask('member:beta', 'GET', '/devices/DU0001/days')).status).toBe(404)
  const [seen] = (await devices('evaluator')).body.items
  expect(seen).toMatchObject({ participant: null, smitpAddress: null, systemTitle: null, maker: 'Acme' })
  expect(JSON.stringify(seen)).not.toMatch(/DU0001|IT001|FER|acme/)
  expect((await ask('evaluator', 'GET', `/devices/${seen?.id}/days`)).status).toBe(200)
  expect((await ask('evaluator', 'GET', '/devices/DU0001')).status).toBe(404)
  for (const path of ['/participants', '/offers', '/notices', '/visits', '/tickets', '/refused-uploads'])
    expect((await ask('evaluator', 'GET', path)).status).toBe(403)
  expect((await ask('vendor', 'GET', '/devices')).body).toMatchObject({
    type: 'urn:ferraris:problem:not-a-participant',
  })
  // Sums are for all.
  expect((await ask('member:beta', 'GET', '/overview')).status).toBe(200)
})
