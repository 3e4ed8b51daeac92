import { addDays } from '@ferraris/cosem'
import { obisCodes } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { completeDays } from '../collection/leases/lease-history.ts'
import { Writer } from '../collection/writer.ts'
import type { MeterReadSchedule } from '../schedules/schemas.ts'
import { dayBlock, delivery, enrolSome } from '../testing/readings.ts'
import { openTestApp, type TestApp } from '../testing/test-app.ts'
import { readFeed } from './green-button/judge.fixture.ts'

const today = '2026-11-20'
const obis = obisCodes.activeEnergyImport
const points = ['POD-FER-1', 'POD-FER-2'] as const
const [north] = points
let fixture: TestApp
let writer: Writer
let meters: { serial: string; id: number }[]
const tokens: Record<string, string> = {}
beforeAll(async () => {
  fixture = await openTestApp()
  const { people, pool } = fixture.parts
  const accounts = ['ada', 'bea', 'cleo'].map(name =>
    people.accounts.create(name, 'a long password', 'customer'),
  )
  await Promise.all([...accounts, people.accounts.create('val', 'a long password', 'viewer')])
  const roles = {
    ada: 'customer',
    bea: 'customer',
    cleo: 'customer',
    sun: 'third-party',
    moon: 'third-party',
  } as const
  for (const [name, role] of Object.entries({ ...roles, op: 'operator', admin: 'administrator' } as const))
    tokens[name] = (await people.tokens.issue(name, role))!
  meters = await enrolSome(pool, 2, { now: fixture.clock.now })
  writer = await Writer.open(pool, { gather: 1 })
  await store('2026-08-01', '2026-11-19')
})
afterAll(async () => {
  await writer?.close()
  await fixture?.close()
})

/** Every meter's days, and its registers at each midnight. */
async function store(from: string, to: string): Promise<void> {
  for (const { id } of meters) {
    const days: string[] = []
    for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
    const blocks = days.map(day => dayBlock(day))
    const readings = blocks.map(({ start }) => ({
      time: start,
      origin: 'daily',
      registers: [{ obis, value: start % 1_000_000 }],
      quality: 0,
    }))
    await writer.write(delivery(id, { blocks, readings }))
  }
}

async function ask<Answer = Record<string, unknown>>(
  who: string,
  method: 'GET' | 'POST',
  url: string,
  payload?: object,
): Promise<{ status: number; body: Answer; text: string }> {
  const headers = { authorization: `Bearer ${tokens[who]}` }
  const reply = await fixture.app.inject({
    method,
    url: `/api/v1${url}`,
    headers,
    ...(payload && { payload }),
  })
  const isJson = String(reply.headers['content-type']).includes('json')
  return { status: reply.statusCode, body: (isJson ? reply.json() : {}) as Answer, text: reply.body }
}

interface Item {
  readonly id: string
  readonly start: string
  readonly day: string
}
type Items = { readonly items: readonly (Item & Record<string, unknown>)[] }

async function movedIn(customer: string, usagePoint: string, from: string): Promise<string> {
  const { status, body } = await ask('op', 'POST', '/customer-agreements', { customer, usagePoint, from })
  expect(status).toBe(201)
  return String(body.id)
}
async function consented(
  who: string,
  agreement: string,
  thirdParty: string,
  more: object = {},
): Promise<string> {
  const request = { agreement, thirdParty, scopes: ['interval-data'], from: '2026-10-01', ...more }
  const { status, body } = await ask(who, 'POST', '/consents', {
    expiresAt: '2027-01-01T00:00:00Z',
    ...request,
  })
  expect([status, body]).toMatchObject([201, { state: 'in-force' }])
  return String(body.id)
}
/** What a principal may see first of all. */
async function firstOf(who: string): Promise<string> {
  return (await ask<Items>(who, 'GET', '/shared-data')).body.items[0]!.id
}
function blocksOf(who: string, id: string, from = '2026-08-01', to = '2026-11-19', n = 0) {
  const range = new URLSearchParams({ endDevice: meters[n]!.serial, from, to, obis })
  return ask<Items>(who, 'GET', `/shared-data/${id}/interval-blocks?${range}`)
}

test('uc SEC-10 who lived somewhere sees its own days; a third party what it was let see, and nothing once that is revoked', async () => {
  const before = await movedIn('ada', north, '2026-08-10')
  const clash = { customer: 'bea', usagePoint: north, from: '2026-10-10' }
  expect((await ask('op', 'POST', '/customer-agreements', clash)).status).toBe(409)
  expect(
    (await ask('op', 'POST', `/customer-agreements/${before}/end`, { to: '2026-10-09' })).body,
  ).toMatchObject({
    to: '2026-10-09',
  })
  const after = await movedIn('bea', north, '2026-10-10')
  const other = await movedIn('cleo', points[1], '2026-08-01')

  // Each tenant its own days, from whatever range is asked for.
  const old = (await blocksOf('ada', before)).body.items
  expect([old[0]!.start.slice(0, 10), old.at(-1)!.start.slice(0, 10)]).toEqual(['2026-08-10', '2026-10-09'])
  expect((await blocksOf('bea', after)).body.items).toHaveLength(41)
  for (const [who, id] of [
    ['ada', after],
    ['bea', before],
    ['bea', other],
    ['sun', after],
  ] as const)
    expect((await blocksOf(who, id)).status, `${who} ${id}`).toBe(404)
  // Nor by a meter that stands elsewhere.
  expect((await blocksOf('bea', after, '2026-11-01', '2026-11-02', 1)).status).toBe(400)
  // Nor by any other way into the house.
  for (const path of [
    '/end-devices',
    `/end-devices/${meters[0]!.serial}`,
    '/customer-agreements',
    '/users',
    '/end-device-events',
  ])
    for (const who of ['ada', 'sun']) expect((await ask(who, 'GET', path)).status, `${who} ${path}`).toBe(403)
  expect((await ask<Items>('sun', 'GET', '/files')).body.items).toEqual([])

  const held = await consented('bea', after, 'sun')
  const others = await consented('cleo', other, 'moon')
  expect((await ask<Items>('sun', 'GET', '/shared-data')).body.items).toMatchObject([
    { id: held, usagePoint: north, customer: null, from: '2026-10-10', to: null, scopes: ['interval-data'] },
  ])
  expect((await blocksOf('sun', held)).body.items).toHaveLength(41)
  // One third party cannot see the other's.
  expect((await blocksOf('sun', others, '2026-11-01', '2026-11-02', 1)).status).toBe(404)
  expect((await blocksOf('moon', held)).status).toBe(404)
  expect((await ask('cleo', 'POST', `/consents/${held}/revoke`)).status).toBe(404)
  expect((await ask('sun', 'POST', `/consents/${held}/revoke`)).status).toBe(403)
  // What it was not let see.
  const registers = new URLSearchParams({ endDevice: meters[0]!.serial, from: '2026-11-01', to: today })
  expect(await ask('sun', 'GET', `/shared-data/${held}/meter-readings?${registers}`)).toMatchObject({
    status: 403,
    body: { detail: 'this needs the scope register-readings' },
  })

  expect((await ask('bea', 'POST', `/consents/${held}/revoke`)).body).toMatchObject({
    state: 'revoked',
    revokedBy: 'bea',
  })
  expect((await blocksOf('sun', held)).status).toBe(404)
  expect((await ask<Items>('sun', 'GET', '/shared-data')).body.items).toEqual([])
  expect((await ask('bea', 'POST', `/consents/${held}/revoke`)).body).toMatchObject({ state: 'revoked' })
  // It stays as a proof.
  expect((await ask<Items>('bea', 'GET', '/consents')).body.items).toMatchObject([
    { id: held, thirdParty: 'sun' },
  ])
})

test('a consent ends by itself, and with the agreement', async () => {
  const agreement = await firstOf('cleo')
  const brief = await consented('cleo', agreement, 'sun', {
    expiresAt: '2026-11-20T12:00:01Z',
    scopes: ['daily-energy'],
  })
  const days = new URLSearchParams({ endDevice: meters[1]!.serial, from: '2026-11-18', to: today, obis })
  const asked = () => ask<Items>('sun', 'GET', `/shared-data/${brief}/daily-energy?${days}`)
  const sum = dayBlock(today).values.reduce<number>((total, value) => total + (value ?? 0), 0)
  expect((await asked()).body.items).toMatchObject([
    { day: '2026-11-18', value: sum, unit: 'Wh', complete: true },
    { day: '2026-11-19' },
  ])
  // The course within the day is another scope.
  expect((await blocksOf('sun', brief, '2026-11-18', today, 1)).status).toBe(403)
  fixture.clock.now += 1000
  expect((await asked()).status).toBe(404)

  const given = await firstOf('moon')
  expect((await blocksOf('moon', given, '2026-11-18', today, 1)).status).toBe(200)
  expect(
    (await ask('op', 'POST', `/customer-agreements/${agreement}/end`, { to: '2026-11-19' })).status,
  ).toBe(200)
  expect((await blocksOf('moon', given, '2026-11-18', today, 1)).status).toBe(404)
  const states = (await ask<Items>('cleo', 'GET', '/consents')).body.items.map(({ state }) => state)
  expect(states).toEqual(expect.arrayContaining(['ended', 'expired']))
  const again = { agreement, thirdParty: 'sun', scopes: ['daily-energy'], expiresAt: '2026-12-01T00:00:00Z' }
  expect((await ask('cleo', 'POST', '/consents', again)).status).toBe(409)
  // The own days stay.
  expect((await blocksOf('cleo', agreement, '2026-11-18', today, 1)).body.items).toHaveLength(2)
})

test('exports tell each interval once, with both of its ends; a Green Button feed is valid', async () => {
  const id = await firstOf('bea')
  const { serial } = meters[0]!
  const range = new URLSearchParams({ endDevice: serial, from: '2026-10-01', to: '2026-10-26' })
  const csv = (await ask('bea', 'GET', `/shared-data/${id}/csv?${range}`)).text.split('\r\n')
  expect(csv[0]).toBe('\ufeffusage point,meter,obis,start utc,end utc,start local,value,unit,quality')
  // From the day of moving in; the day of the clock change has 100.
  expect(csv[1]).toBe(
    `${north},${serial},${obis},2026-10-09T22:00:00Z,2026-10-09T22:15:00Z,2026-10-10T00:00:00+02:00,25,Wh,valid`,
  )
  expect(csv.filter(row => row !== '')).toHaveLength(1 + 16 * 96 + 100)
  const feed = readFeed((await ask('bea', 'GET', `/shared-data/${id}/green-button?${range}`)).text)
  expect(feed.faults).toEqual([])
  expect(feed.at('//e:value')).toHaveLength(16 * 96 + 100)
  expect(feed.at('//a:entry/a:title')[0]).toBe(north)
  // Days of the tenant before: an export without readings, and valid.
  const past = new URLSearchParams({ endDevice: serial, from: '2026-08-01', to: '2026-08-02' })
  expect(readFeed((await ask('bea', 'GET', `/shared-data/${id}/green-button?${past}`)).text)).toMatchObject({
    faults: [],
  })
  expect((await ask('bea', 'GET', `/shared-data/${id}/csv?${past}`)).text.trim().split('\r\n')).toHaveLength(
    1,
  )
})

test('readings are deleted on demand but for what invoices rest on, and do not come back', async () => {
  const agreement = await firstOf('ada')
  const running = await firstOf('bea')
  // An agreement that runs keeps the running month.
  expect((await ask('bea', 'POST', '/data-deletions', { agreement: running, to: '2026-11-01' })).status).toBe(
    400,
  )
  const demanded = await ask('ada', 'POST', '/data-deletions', { agreement })
  expect([demanded.status, demanded.body]).toMatchObject([
    201,
    { state: 'requested', from: '2026-08-10', to: '2026-10-09' },
  ])
  const { id } = demanded.body
  expect((await ask('ada', 'POST', '/data-deletions', { agreement })).status).toBe(409)
  expect((await ask('bea', 'POST', `/data-deletions/${id}/withdraw`)).status).toBe(404)
  expect((await ask('ada', 'POST', `/data-deletions/${id}/carry-out`)).status).toBe(403)
  expect((await ask<Items>('op', 'GET', '/data-deletions')).body.items).toHaveLength(1)
  expect((await ask<Items>('sun', 'GET', '/data-deletions')).body.items).toEqual([])

  const tally = async () => {
    const { rows } = await fixture.parts.pool.query(
      'select coalesce(sum(blocks), 0) as blocks, sum(intervals) as intervals from interval_tally',
    )
    return rows[0] as { blocks: string; intervals: string }
  }
  const before = await tally()
  const done = await ask('op', 'POST', `/data-deletions/${id}/carry-out`)
  // 61 days; of their midnights those of September and October stay.
  expect(done.body).toMatchObject({
    state: 'done',
    decidedBy: 'op',
    blocks: 61,
    readings: 59,
    keptReadings: 2,
  })
  const gone = await tally()
  expect([
    Number(before.blocks) - Number(gone.blocks),
    Number(before.intervals) - Number(gone.intervals),
  ]).toEqual([61, 61 * 96])
  expect((await ask('op', 'POST', `/data-deletions/${id}/carry-out`)).status).toBe(409)
  expect((await blocksOf('ada', agreement)).body.items).toEqual([])
  // The next tenant's days stay, and the neighbour's.
  expect((await blocksOf('bea', running)).body.items).toHaveLength(41)
  const neighbour = await firstOf('cleo')
  expect((await blocksOf('cleo', neighbour, '2026-08-10', '2026-10-09', 1)).body.items).toHaveLength(61)

  // The next session does not ask for them, however long its history goes back.
  const endDeviceId = meters[0]!.id
  const lease = { endDeviceId, scheduleId: 1, timeZone: 'Europe/Rome', profiles: {}, readUntil: {} }
  const schedule = { profiles: [obisCodes.loadProfile], historyDays: 400 } as unknown as MeterReadSchedule
  const complete = await completeDays(
    fixture.parts.pool,
    [lease],
    new Map([[1, schedule]]),
    fixture.clock.now,
  )
  const days = complete.get(endDeviceId)
  expect([days?.has('2026-08-10'), days?.has('2026-10-09'), days?.has('2026-07-01')]).toEqual([
    true,
    true,
    false,
  ])

  // The meter still has them, and a late result brings them again.
  await store('2026-08-01', '2026-11-19')
  expect((await blocksOf('ada', agreement)).body.items).toEqual([])
  expect(await tally()).toEqual(gone)
  const registers = new URLSearchParams({
    endDevice: meters[0]!.serial,
    from: '2026-08-10',
    to: '2026-10-09',
  })
  const { items } = (await ask<Items>('ada', 'GET', `/shared-data/${agreement}/meter-readings?${registers}`))
    .body
  expect(items.map(({ time }) => time)).toEqual(['2026-08-31T22:00:00.000Z', '2026-09-30T22:00:00.000Z'])
})

test('a demand is withdrawn or refused, with the reason', async () => {
  const agreement = await firstOf('bea')
  const demand = async () => (await ask('bea', 'POST', '/data-deletions', { agreement })).body.id
  const first = await demand()
  expect((await ask('bea', 'POST', `/data-deletions/${first}/withdraw`)).body).toMatchObject({
    state: 'withdrawn',
  })
  const second = await demand()
  const reason = { reason: 'The invoice of October is disputed.' }
  expect((await ask('op', 'POST', `/data-deletions/${second}/refuse`, reason)).body).toMatchObject({
    state: 'refused',
    ...reason,
  })
  expect((await ask('op', 'POST', `/data-deletions/${second}/carry-out`)).status).toBe(409)
  expect((await blocksOf('bea', agreement)).body.items).toHaveLength(41)
})

test.each([
  ['op', '/customer-agreements', { customer: 'val', usagePoint: north, from: today }, 'customer'],
  ['op', '/customer-agreements', { customer: 'ada', usagePoint: 'nowhere', from: today }, 'usagePoint'],
  ['bea', '/consents', { thirdParty: 'nobody' }, 'thirdParty'],
  ['bea', '/consents', { thirdParty: 'sun', expiresAt: '2026-11-20T11:00:00Z' }, 'expiresAt'],
  ['bea', '/consents', { thirdParty: 'sun', expiresAt: '2030-01-01T00:00:00Z' }, 'expiresAt'],
  ['bea', '/consents', { thirdParty: 'sun', scopes: [] }, 'scopes'],
  ['bea', '/data-deletions', { from: '2020-01-01' }, 'from'],
] as const)('%s is refused at %s with %o', async (who, path, request, parameter) => {
  const [shared] = (await ask<Items>('bea', 'GET', '/shared-data')).body.items
  const usual = { scopes: ['daily-energy'], expiresAt: '2026-12-20T00:00:00Z' }
  const base =
    path === '/consents'
      ? { agreement: shared!.id, ...usual }
      : path === '/data-deletions'
        ? { agreement: shared!.id }
        : {}
  const reply = await ask(who, 'POST', path, { ...base, ...request })
  expect([reply.status, reply.body.errors]).toMatchObject([400, [{ parameter }]])
})

test('an account that goes takes its agreements and consents along', async () => {
  await fixture.parts.people.accounts.delete('bea')
  expect((await ask<Items>('bea', 'GET', '/shared-data')).body.items).toEqual([])
  expect(
    (await ask<{ total: number }>('op', 'GET', `/customer-agreements?usagePoint=${north}`)).body.total,
  ).toBe(1)
})
