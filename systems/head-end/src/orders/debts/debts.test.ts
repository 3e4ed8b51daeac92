import type { Role } from '@ferraris/service'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMeters, type TestMeter } from '../../testing/meter-fleet.fixture.ts'
import { acaOf, lineKeys, neighbour, serialOf as serialOnLine } from '../../testing/network.fixture.ts'
import { ring } from '../../testing/readings.ts'
import { openTestApp, type TestApp } from '../../testing/test-app.ts'
import { defaultBrakes } from '../brakes/settings.ts'
import { takeOrders } from '../by-session/executor/take.ts'
import type { EndDeviceControlDetail } from '../record/schemas.ts'
import type { SupplyState } from '../supply/schemas.ts'
import type { Debt, DebtList } from './schemas.ts'

let fixture: TestApp
let meters: TestMeter[]
const tokens: Record<string, string> = {}

beforeAll(async () => {
  fixture = await openTestApp()
  // Friday in Rome.
  fixture.clock.now = Date.parse('2026-11-20T09:00:00Z')
  const people: Record<string, Role> = {
    ann: 'operator',
    bob: 'operator',
    root: 'administrator',
    eve: 'viewer',
  }
  for (const [name, role] of Object.entries(people))
    tokens[name] = (await fixture.parts.people.tokens.issue(name, role))!
  await fixture.app.ready()
  meters = await startMeters(5, { now: () => fixture.clock.now }, [2026, 11, 19])
  expect(
    (
      await ask(
        'root',
        'POST',
        '/end-devices',
        meters.map(({ enrolment }) => enrolment),
      )
    ).status,
  ).toBe(201)
  await ask('root', 'PUT', '/brakes', {
    ...defaultBrakes,
    disconnectionsAtOnce: 1,
    debtHours: { weekdays: [1, 2, 3, 4], from: '08:00', to: '14:00', holidays: ['2026-11-23'] },
  })
})
afterAll(async () => {
  await fixture.parts.executor.stop(0)
  for (const { listener } of meters) await listener.close()
  await fixture.close()
})

async function ask<T = Record<string, unknown>>(
  by: string,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  payload?: object,
): Promise<{ readonly status: number; readonly body: T }> {
  const reply = await fixture.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${tokens[by]}` },
    ...(payload && { payload }),
  })
  return { status: reply.statusCode, body: reply.json() }
}

function serialOf(n: number): string {
  return meters[n]!.enrolment.serial
}

/** The runner looks at a local time of Rome. */
async function at(local: string): Promise<void> {
  fixture.clock.now = Date.parse(`${local}+01:00`)
  await fixture.parts.activities.look()
}

async function debtsOf(list: string): Promise<Record<string, Debt>> {
  const { body } = await ask<{ items: Debt[] }>('eve', 'GET', `/debt-lists/${list}/debts`)
  return Object.fromEntries(body.items.map(debt => [debt.endDevice, debt]))
}

async function ended(id: string): Promise<EndDeviceControlDetail> {
  for (;;) {
    const { body } = await ask<EndDeviceControlDetail>('eve', 'GET', `/end-device-controls/${id}`)
    if (body.waitsFor === null) return body
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

async function supplyOf(n: number): Promise<SupplyState> {
  return (await ask<SupplyState>('eve', 'GET', `/end-devices/${serialOf(n)}/supply`)).body
}

function pay(payment: object) {
  return ask<{ items: Debt[] }>('ann', 'POST', '/debt-payments', payment)
}

test('uc 4.a.1-3 a list of debts switches supplies off in the hours that are allowed, and none of a protected customer', async () => {
  await ask('ann', 'POST', '/protected-customers', { endDevice: serialOf(3), reason: 'medical device' })
  const csv = [
    'serial;amount;currency;reference',
    `${serialOf(0)};131,40;EUR;INV-1`,
    `${serialOf(1)};88;EUR;INV-2`,
    `${serialOf(2)};12.5;;INV-3`,
    `${serialOf(3)};12;;INV-4`,
    'NOWHERE-1;7;;',
  ].join('\r\n')
  const request = { id: 'nov', name: 'Dunning of November', csv, expires: '2026-12-10T00:00:00Z' }
  const made = await ask<DebtList>('ann', 'POST', '/debt-lists', request)
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  expect(made.body.states).toEqual([
    { state: 'waiting', count: 3 },
    { state: 'left-out', count: 2 },
  ])
  expect((await ask('ann', 'POST', '/debt-lists', request)).status).toBe(200)
  expect(
    (await ask('ann', 'POST', '/debt-lists', { ...request, csv: `serial,amount\n${serialOf(0)},1` })).status,
  ).toBe(409)
  const debts = await debtsOf('nov')
  expect(debts[serialOf(0)]).toMatchObject({
    amount: '131.40',
    currency: 'EUR',
    reference: 'INV-1',
    state: 'waiting',
  })
  expect(debts[serialOf(3)]).toMatchObject({ state: 'left-out', detail: 'its customer must not be cut off' })
  expect(debts['NOWHERE-1']).toMatchObject({
    state: 'left-out',
    detail: expect.stringContaining('inventory'),
  })

  // More than one alone may switch off: another person has to approve, and the hours hold all the same.
  const { body: waiting } = await ask<{ items: { id: string; activity: string }[] }>(
    'bob',
    'GET',
    '/approvals?state=waiting',
  )
  const approval = waiting.items.find(({ activity }) => activity === 'nov')!
  await at('2026-11-20T10:00:00')
  expect((await ask('ann', 'POST', `/approvals/${approval.id}/approve`, {})).status).toBe(403)
  expect((await ask('bob', 'POST', `/approvals/${approval.id}/approve`, {})).status).toBe(200)

  const { db, pool } = fixture.parts
  const released = async () =>
    Number(
      (await pool.query(`select count(*) as n from end_device_control where activity = 'nov' and released`))
        .rows[0].n,
    )
  // Friday, a Sunday, a holiday, and a minute too early.
  for (const time of [
    '2026-11-20T10:01:00',
    '2026-11-22T10:00:00',
    '2026-11-23T10:00:00',
    '2026-11-24T07:59:00',
  ]) {
    await at(time)
    expect(await released(), time).toBe(0)
  }
  expect((await ask<DebtList>('eve', 'GET', '/debt-lists/nov')).body.activity).toMatchObject({
    waitsFor: 'hours',
    opensAt: '2026-11-24T07:00:00.000Z',
  })
  // The hours follow the brakes.
  const brakes = (await ask<typeof defaultBrakes>('root', 'GET', '/brakes')).body
  const later = { ...brakes, debtHours: { ...brakes.debtHours, from: '09:00' } }
  expect((await ask('root', 'PUT', '/brakes', later)).status).toBe(200)
  const none = { ...brakes, debtHours: { ...brakes.debtHours, weekdays: [] } }
  expect((await ask('root', 'PUT', '/brakes', none)).status).toBe(400)
  await at('2026-11-24T08:30:00')
  expect(await released()).toBe(0)

  // Released in the last second of the hours, an order is not begun after them, although nothing takes it back.
  await at('2026-11-24T13:59:59')
  expect(await released()).toBe(3)
  fixture.clock.now = Date.parse('2026-11-24T14:00:00+01:00')
  const terms = {
    owner: '00000000-0000-4000-8000-000000000001',
    leaseSeconds: 60,
    counters: 10,
    limit: 10,
    upToRank: 3,
  }
  const canReach = () => true
  expect(await takeOrders(pool, ring, { ...terms, canReach, now: fixture.clock.now })).toEqual([])

  await at('2026-11-25T07:00:00')
  expect(await released()).toBe(0)
  await at('2026-11-25T09:00:00')
  const moves = meters.map(({ meter }) => meter.store.supply.moves)
  fixture.parts.executor.start()
  for (const n of [0, 1, 2]) {
    const { disconnection } = (await debtsOf('nov'))[serialOf(n)]!
    const order = await ended(disconnection!)
    // The final reading stands before the switch has moved.
    expect(order).toMatchObject({ state: 'verified', way: 'session', result: { kind: 'registers' } })
    expect(meters[n]!.meter.store.supply.outputState).toBe(false)
    expect(await supplyOf(n)).toMatchObject({ found: 'disconnected', control: disconnection })
  }
  expect(meters.map(({ meter }, i) => meter.store.supply.moves - moves[i]!)).toEqual([1, 1, 1, 0, 0])
  const readings = await db
    .selectFrom('meter_reading as r')
    .innerJoin('end_device as d', 'd.id', 'r.end_device_id')
    .select('d.serial')
    .distinct()
    .execute()
  expect(readings.map(({ serial }) => serial).sort()).toEqual([0, 1, 2].map(serialOf))
  expect((await debtsOf('nov'))[serialOf(0)]).toMatchObject({
    state: 'disconnected',
    disconnectedAt: expect.any(String),
  })
})

test('uc 4.a.1-4 a payment gives the supply back at once, closed or ready for the button, and its state is known without asking', async () => {
  const told = fixture.clock.now
  const { body } = await pay({ endDevice: serialOf(0) })
  expect(body.items).toMatchObject([{ state: 'paid', outcome: 'reconnecting', paidBy: 'ann', list: 'nov' }])
  const order = await ended(body.items[0]!.reconnection!)
  expect(order).toMatchObject({
    kind: 'switch',
    parameters: { connected: true },
    state: 'verified',
    priority: 'on-demand',
  })
  expect(Date.parse(order.verified!) - told).toBeLessThanOrEqual(60_000)
  expect(meters[0]!.meter.store.supply.outputState).toBe(true)
  const reads = async () =>
    (await ask<{ total: number }>('eve', 'GET', '/end-device-controls?kind=read-supply')).body.total
  expect(await supplyOf(0)).toMatchObject({ expected: 'connected', found: 'connected', outputState: true })
  expect(await reads()).toBe(0)

  // Told again, nothing is done again.
  const { moves } = meters[0]!.meter.store.supply
  expect((await pay({ endDevice: serialOf(0) })).body.items).toMatchObject([{ reconnection: order.id }])
  expect(meters[0]!.meter.store.supply.moves).toBe(moves)

  // A mode with the button leaves the last step to the customer.
  meters[1]!.meter.store.supply.setMode(3, fixture.clock.now / 1000)
  const byReference = await pay({ reference: 'INV-2' })
  const ready = await ended(byReference.body.items[0]!.reconnection!)
  expect(ready).toMatchObject({ state: 'done', verified: null })
  expect(await supplyOf(1)).toMatchObject({
    expected: 'ready-for-reconnection',
    found: 'ready-for-reconnection',
  })
  expect(meters[1]!.meter.store.supply.outputState).toBe(false)
})

test('uc 4.a.1-4 a payment cancels the disconnection that waits, and what another debt keeps off stays off', async () => {
  const debts = [{ endDevice: serialOf(4), amount: '10', reference: 'INV-7' }]
  expect((await ask('ann', 'POST', '/debt-lists', { id: 'dec', name: 'Dunning', debts })).status).toBe(201)
  expect((await debtsOf('dec'))[serialOf(4)]).toMatchObject({ state: 'waiting', currency: 'EUR' })
  const { body } = await pay({ reference: 'INV-7' })
  expect(body.items).toMatchObject([{ outcome: 'cancelled', reconnection: null, state: 'paid' }])
  await at('2026-11-26T10:00:00')
  await at('2026-11-26T10:01:00')
  const { disconnection } = (await debtsOf('dec'))[serialOf(4)]!
  expect(await ended(disconnection!)).toMatchObject({ state: 'cancelled' })
  expect(meters[4]!.meter.store.supply.outputState).toBe(true)

  // The customer of INV-3 owes for something else, too.
  const other = [{ endDevice: serialOf(2), amount: '5', reference: 'INV-8' }]
  await ask('ann', 'POST', '/debt-lists', { id: 'other', name: 'More', debts: other })
  expect((await pay({ reference: 'INV-3' })).body.items).toMatchObject([{ outcome: 'other-debts' }])
  expect(meters[2]!.meter.store.supply.outputState).toBe(false)
  await at('2026-11-26T10:02:00')
  await ended((await debtsOf('other'))[serialOf(2)]!.disconnection!)
  // At a meter that is paid in advance, the account is filled first.
  const last = await pay({ endDevice: serialOf(2), credit: 2000 })
  const paid = last.body.items.find(({ reference }) => reference === 'INV-8')!
  expect(paid).toMatchObject({ outcome: 'reconnecting' })
  const order = await ended(paid.reconnection!)
  expect(order.steps[0]).toMatchObject({ target: '0.0.19.10.0.255 currentCreditAmount', found: '2000' })
  expect(meters[2]!.meter.store.supply.outputState).toBe(true)
})

test('a meter behind a concentrator is switched off by session, in the hours, and given back by a job', async () => {
  await ask('root', 'POST', '/concentrators', { id: 'C1', substation: 'North' })
  const serial = serialOnLine(71)
  const uri = `smitp+g2:///${acaOf(71)}?client=2&server=1&auth=gmac`
  await ask('root', 'POST', '/end-devices', { serial, uri, keys: [], lineKeys })
  const { parts, clock } = fixture
  await parts.network.take('C1', { kind: 'hello', version: '1', substation: 'North' } as never)
  const neighbours = [neighbour(71, clock.now, { state: 'adopted' })]
  await parts.network.take('C1', { kind: 'inventory', at: clock.now, neighbours } as never)
  const debts = [{ endDevice: serial, amount: '10' }]
  await ask('ann', 'POST', '/debt-lists', { id: 'line', name: 'On a line', debts })
  const { disconnection } = (await debtsOf('line'))[serial]!
  expect(await ask('eve', 'GET', `/end-device-controls/${disconnection}`)).toMatchObject({
    body: { way: 'session' },
  })
  // Its session was under way and broke off: it may be off.
  await parts.pool.query(`update end_device_control set sent_at = now() where id = $1`, [disconnection])
  const [paid] = (await pay({ endDevice: serial })).body.items
  expect(paid).toMatchObject({ outcome: 'reconnecting' })
  const { body } = await ask('eve', 'GET', `/end-device-controls/${paid!.reconnection}`)
  expect(body).toMatchObject({ way: 'job', concentrator: 'C1', parameters: { connected: true } })
})

test.each([
  ['/debt-lists', { name: 'x' }, /name no debt/],
  ['/debt-lists', { name: 'x', csv: 'FER1,7' }, /column `serial`/],
  ['/debt-lists', { name: 'x', csv: 'serial\nFER1' }, /column `amount`/],
  ['/debt-lists', { name: 'x', csv: 'serial,amount\n=1+1,7' }, /line 2.*not a serial number/],
  ['/debt-lists', { name: 'x', csv: 'serial,amount\nFER1,-7' }, /line 2.*-7/],
  ['/debt-lists', { name: 'x', csv: 'serial,amount\nFER1,0' }, /line 2: the amount/],
  ['/debt-lists', { name: 'x', csv: 'serial,amount,currency\nFER1,7,EURO' }, /the currency .*EURO/],
  ['/debt-lists', { name: 'x', csv: 'serial,amount\nFER1,7\nFER1,8' }, /twice/],
  ['/debt-lists', { name: 'x', debts: [{ endDevice: 'FER1', amount: '7', iban: 'x' }] }, /iban/],
  ['/debt-lists', { name: 'x', debts: [{ endDevice: 'FER1', amount: '7' }], timeZone: 'Mars' }, /IANA/],
  ['/debt-payments', {}, /endDevice, reference/],
  ['/debt-payments', { endDevice: 'FER1', credit: 0 }, /credit/],
])('%s of %j is refused', async (path, body, why) => {
  const reply = await ask('ann', 'POST', path, body)
  expect(reply.status, JSON.stringify(reply.body)).toBe(400)
  expect(JSON.stringify(reply.body)).toMatch(why)
})

test('a payment of what is no debt is not found, and a viewer tells none', async () => {
  expect((await pay({ reference: 'INV-99' })).status).toBe(404)
  expect((await ask('eve', 'POST', '/debt-payments', { reference: 'INV-1' })).status).toBe(403)
  expect((await ask('eve', 'POST', '/debt-lists', { name: 'x', csv: '' })).status).toBe(403)
  expect((await ask('eve', 'GET', '/debt-lists/none')).status).toBe(404)
})

test('a list does not take over an activity of the same name, which keeps no hours', async () => {
  const id = 'unhurried'
  const same = { id, name: 'Unhurried', start: '2026-12-20T09:00:00Z' }
  const parameters = { connected: false, finalReading: true }
  const targets = { endDevices: [serialOf(4)] }
  const activity = { ...same, kind: 'switch', parameters, targets, include: ['unreachable'], retries: 3 }
  const begun = await ask('ann', 'POST', '/activities', activity)
  expect(begun.status, JSON.stringify(begun.body)).toBe(201)
  const debts = [{ endDevice: serialOf(4), amount: '5' }]
  expect((await ask('ann', 'POST', '/debt-lists', { ...same, debts })).status).toBe(409)
  expect((await ask('ann', 'GET', `/debt-lists/${id}`)).status).toBe(404)
})
