import type { Role } from '@ferraris/service'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { summarize } from '../../summary/service.ts'
import { acaOf, lineKeys, serialOf } from '../../testing/network.fixture.ts'
import { openTestApp, type TestApp } from '../../testing/test-app.ts'
import type { Approval } from './approvals/schemas.ts'
import { brakeActivity } from './brake.ts'
import { defaultBrakes } from './settings.ts'

let fixture: TestApp
const tokens: Record<string, string> = {}
beforeAll(async () => {
  fixture = await openTestApp()
  const people: Record<string, Role> = {
    ann: 'operator',
    bob: 'operator',
    eve: 'viewer',
    root: 'administrator',
  }
  for (const [name, role] of Object.entries(people))
    tokens[name] = (await fixture.parts.people.tokens.issue(name, role))!
  await fixture.app.ready()
  await ask('root', 'POST', '/concentrators', { id: 'C1', substation: 'North' })
  for (let n = 1; n <= 6; n++) {
    const uri = `smitp+g2:///${acaOf(n)}?client=2&server=1&auth=gmac`
    const device = { serial: serialOf(n), usagePoint: `UP-${n}`, uri, keys: [], lineKeys }
    expect((await ask('root', 'POST', '/end-devices', device)).statusCode).toBe(201)
  }
  await fixture.parts.db.updateTable('line_meter').set({ concentrator: 'C1', state: 'accepted' }).execute()
})
beforeEach(async () => {
  await fixture.parts.db.deleteFrom('disconnection').execute()
  await ask('root', 'PUT', '/brakes', defaultBrakes)
})
afterAll(() => fixture.close())

function ask(by: string, method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) {
  return fixture.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization: `Bearer ${tokens[by]}` },
    ...(payload && { payload }),
  })
}

function disconnect(n: number, change: object = {}) {
  return ask('ann', 'POST', '/end-device-controls', {
    endDevice: serialOf(n),
    kind: 'switch',
    connected: false,
    ...change,
  })
}

async function waitingFor(control: string): Promise<Approval> {
  const { items } = (await ask('eve', 'GET', '/approvals?state=waiting')).json()
  return items.find((approval: Approval) => approval.control === control)
}

function brakes(change: Partial<typeof defaultBrakes>) {
  return ask('root', 'PUT', '/brakes', { ...defaultBrakes, ...change })
}

test('uc 4.a.1-2 more disconnections than an hour allows wait for another person', async () => {
  await brakes({ disconnectionsAnHour: 2 })
  for (const n of [1, 2]) expect((await disconnect(n)).json()).toMatchObject({ released: true })
  const id = 'third'
  const third = (await disconnect(3, { id })).json()
  expect(third).toMatchObject({ released: false, waitsFor: 'approval', state: 'queued' })
  expect((await disconnect(3, { id })).json()).toMatchObject({ id, waitsFor: 'approval' })
  expect(
    (
      await ask('ann', 'POST', '/end-device-controls', {
        endDevice: serialOf(3),
        kind: 'switch',
        connected: true,
      })
    ).json(),
  ).toMatchObject({ released: true })
  const approval = await waitingFor(id)
  expect(approval).toMatchObject({
    reasons: ['disconnections-an-hour'],
    endDevice: serialOf(3),
    requestedBy: 'ann',
    least: 'operator',
  })

  const own = await ask('ann', 'POST', `/approvals/${approval.id}/approve`, {})
  expect(own.statusCode).toBe(403)
  expect(own.json().type).toContain('same-person')
  expect((await ask('eve', 'POST', `/approvals/${approval.id}/approve`, {})).statusCode).toBe(403)
  const approved = await ask('bob', 'POST', `/approvals/${approval.id}/approve`, { comment: 'seen' })
  expect(approved.json()).toMatchObject({ state: 'approved', decidedBy: 'bob', comment: 'seen' })
  expect((await ask('ann', 'GET', `/end-device-controls/${id}`)).json()).toMatchObject({ released: true })
  const again = await ask('bob', 'POST', `/approvals/${approval.id}/reject`, { comment: 'no' })
  expect(again.json()).toMatchObject({ status: 409, type: 'urn:ferraris:problem:already-over' })

  // What another person has let through takes no place of one person's.
  fixture.clock.now += 61 * 60_000
  expect((await disconnect(4)).json()).toMatchObject({ released: true })
})

test('an order to one concentrator is not taken for the same to another', async () => {
  await ask('root', 'POST', '/concentrators', { id: 'C2', substation: 'South' })
  const discover = (concentrator: string) =>
    ask('ann', 'POST', '/end-device-controls', { id: 'look', kind: 'discover', concentrator })
  expect((await discover('C1')).statusCode).toBe(201)
  expect((await discover('C1')).statusCode).toBe(200)
  expect((await discover('C2')).statusCode).toBe(409)
})

test('of many at the same moment no more than allowed go on', async () => {
  await brakes({ disconnectionsAnHour: 3 })
  const replies = await Promise.all([1, 2, 3, 4, 5, 6, 1, 2].map(n => disconnect(n)))
  expect(replies.map(reply => reply.statusCode)).toEqual(Array(8).fill(201))
  expect(replies.filter(reply => reply.json().released)).toHaveLength(3)
})

test('rejected, an order is over, with the reason', async () => {
  await brakes({ disconnectionsAnHour: 0 })
  const { id } = (await disconnect(1)).json()
  const approval = await waitingFor(id)
  expect((await ask('bob', 'POST', `/approvals/${approval.id}/reject`, {})).statusCode).toBe(400)
  const rejected = await ask('bob', 'POST', `/approvals/${approval.id}/reject`, { comment: 'paid today' })
  expect(rejected.json()).toMatchObject({ state: 'rejected', comment: 'paid today' })
  expect((await ask('ann', 'GET', `/end-device-controls/${id}`)).json()).toMatchObject({
    state: 'cancelled',
    cause: 'not-approved',
    detail: 'paid today',
    cancelledBy: 'bob',
    waitsFor: null,
  })
})

test('what was cancelled meanwhile is not approved any more', async () => {
  await brakes({ disconnectionsAnHour: 0 })
  const { id } = (await disconnect(2)).json()
  const approval = await waitingFor(id)
  await ask('ann', 'POST', `/end-device-controls/${id}/cancel`)
  expect((await ask('eve', 'GET', `/approvals/${approval.id}`)).json()).toMatchObject({ state: 'lapsed' })
  const late = await ask('bob', 'POST', `/approvals/${approval.id}/approve`, {})
  expect(late.json().detail).toContain('lapsed')
})

test('uc 4.a.1-6 a protected customer is switched off only with the word of an administrator', async () => {
  const reason = 'medical device at home'
  const made = await ask('ann', 'POST', '/protected-customers', { usagePoint: 'UP-5', reason })
  expect(made.statusCode, made.body).toBe(201)
  expect((await ask('ann', 'POST', '/protected-customers', { usagePoint: 'UP-5', reason })).statusCode).toBe(
    409,
  )
  expect(
    (await ask('eve', 'GET', `/protected-customers?endDevice=${serialOf(5)}`)).json().items,
  ).toHaveLength(1)

  const refused = await disconnect(5)
  expect(refused.statusCode).toBe(403)
  expect(refused.json()).toMatchObject({
    type: 'urn:ferraris:problem:customer-protected',
    detail: `the supply is protected: ${reason}`,
  })
  const limited = await ask('ann', 'POST', '/end-device-controls', {
    endDevice: serialOf(5),
    kind: 'limit',
    watts: 0,
  })
  expect(limited.json().type).toContain('customer-protected')
  const [entry] = (await fixture.parts.audit.list({ limit: 2, action: 'control.ordered' })).items
  expect(entry).toMatchObject({ actor: 'ann', outcome: 'refused', subject: serialOf(5) })

  const despite = (await disconnect(5, { despiteProtection: 'fire in the house' })).json()
  expect(despite).toMatchObject({ released: false, waitsFor: 'approval' })
  const approval = await waitingFor(despite.id)
  expect(approval).toMatchObject({ least: 'administrator', note: 'fire in the house' })
  expect((await ask('bob', 'POST', `/approvals/${approval.id}/approve`, {})).json().type).toContain(
    'role-too-low',
  )

  const collector = { activity: () => ({ activeSessions: 0, sessionsPerSecond: 0 }) }
  const { problems } = await summarize({ ...fixture.parts, collector })
  expect(problems.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['protected-attempts', 'approvals-waiting']),
  )

  expect((await ask('root', 'POST', `/approvals/${approval.id}/approve`, {})).json().state).toBe('approved')
  expect((await ask('ann', 'DELETE', `/protected-customers/${made.json().id}`)).statusCode).toBe(403)
  expect((await ask('root', 'DELETE', `/protected-customers/${made.json().id}`)).statusCode).toBe(204)
  expect((await ask('root', 'DELETE', `/protected-customers/${made.json().id}`)).statusCode).toBe(404)
  expect((await disconnect(5)).json()).toMatchObject({ released: true })
})

test('an emergency that is called to a line counts all meters behind it, and a protected customer among them', async () => {
  const parameters = { group: 2, from: '2026-12-01T18:00:00+01:00', seconds: 1800 }
  const call = (change: object = {}) =>
    ask('ann', 'POST', '/end-device-controls', {
      concentrator: 'C1',
      kind: 'call-emergency',
      parameters,
      ...change,
    })
  expect((await call()).json()).toMatchObject({ released: true, endDevice: null })
  await brakes({ disconnectionsAtOnce: 5 })
  const many = (await call()).json()
  expect(many).toMatchObject({ released: false, waitsFor: 'approval' })
  expect(await waitingFor(many.id)).toMatchObject({ meters: 6, reasons: ['many-disconnections'] })
  const made = await ask('ann', 'POST', '/protected-customers', { usagePoint: 'UP-4', reason: 'dialysis' })
  expect((await call()).json()).toMatchObject({ type: 'urn:ferraris:problem:customer-protected' })
  const despite = (await call({ despiteProtection: 'black-out' })).json()
  expect(await waitingFor(despite.id)).toMatchObject({ least: 'administrator' })
  expect((await ask('root', 'DELETE', `/protected-customers/${made.json().id}`)).statusCode).toBe(204)
  expect((await call({ concentrator: undefined })).statusCode).toBe(400)
  expect((await call({ parameters: { ...parameters, group: -1 } })).statusCode).toBe(400)
  expect((await call({ parameters: { ...parameters, object: '0.0.17.0.0' } })).statusCode).toBe(400)
})

test('a protection ends at its time, and protects the meter that it names', async () => {
  const until = new Date(fixture.clock.now + 60_000).toISOString()
  const body = { endDevice: serialOf(6), reason: 'winter', until }
  expect((await ask('ann', 'POST', '/protected-customers', body)).statusCode).toBe(201)
  expect((await disconnect(6)).statusCode).toBe(403)
  fixture.clock.now += 60_000
  expect((await disconnect(6)).statusCode).toBe(201)
})

test('an activity waits when it is large, or more than the hour has room for', async () => {
  await brakes({ disconnectionsAtOnce: 3, disconnectionsAnHour: 4 })
  const activity = (id: string, meters: number, risk: 'none' | 'disconnects' | 'legal' = 'disconnects') =>
    brakeActivity(
      fixture.parts.db,
      { activity: id, kind: 'switch', risks: [risk], meters, requestedBy: 'ann' },
      fixture.clock.now,
    )
  expect(await activity('a', 4)).toEqual({ released: false })
  expect(await activity('b', 3)).toEqual({ released: true })
  expect(await activity('c', 3)).toEqual({ released: false })
  expect(await activity('d', 9, 'none')).toEqual({ released: true })
  expect(await activity('e', 1, 'legal')).toEqual({ released: false })
  const { items } = (await ask('eve', 'GET', '/approvals?state=waiting&limit=3')).json()
  expect(items.map(({ activity, reasons, least }: Approval) => [activity, ...reasons, least])).toEqual([
    ['e', 'legal-firmware', 'administrator'],
    ['c', 'disconnections-an-hour', 'operator'],
    ['a', 'many-disconnections', 'operator'],
  ])
})

test('a disconnection asks for a final reading, unless the brakes or the order say otherwise', async () => {
  expect((await disconnect(1)).json().parameters).toEqual({ connected: false, finalReading: true })
  const spared = await ask('ann', 'POST', '/end-device-controls', {
    endDevice: serialOf(1),
    kind: 'switch',
    parameters: { connected: false, finalReading: false },
  })
  expect(spared.json().parameters).toEqual({ connected: false, finalReading: false })
  await brakes({ finalReading: false })
  expect((await disconnect(2)).json().parameters).toEqual({ connected: false, finalReading: false })
})

test.each<['GET' | 'POST' | 'PUT', string, object | undefined]>([
  ['POST', '/protected-customers', { reason: 'x' }],
  ['POST', '/protected-customers', { endDevice: serialOf(1), usagePoint: 'UP-1', reason: 'x' }],
  ['POST', '/protected-customers', { endDevice: serialOf(1), reason: '' }],
  ['POST', '/protected-customers', { endDevice: serialOf(1), reason: 'x', until: '2020-01-01T00:00:00Z' }],
  ['POST', '/protected-customers', { endDevice: '../1', reason: 'x' }],
  ['PUT', '/brakes', { ...defaultBrakes, disconnectionsAnHour: -1 }],
  ['PUT', '/brakes', { ...defaultBrakes, debtHours: { ...defaultBrakes.debtHours, to: '07:00' } }],
  ['PUT', '/brakes', { ...defaultBrakes, debtHours: { ...defaultBrakes.debtHours, weekdays: [8] } }],
  [
    'PUT',
    '/brakes',
    { ...defaultBrakes, debtHours: { ...defaultBrakes.debtHours, holidays: ['Christmas'] } },
  ],
  ['PUT', '/brakes', {}],
  ['GET', '/approvals?state=maybe', undefined],
  ['GET', '/approvals/none', undefined],
  ['GET', '/approvals?cursor=x', undefined],
])('%s %s of %j is refused', async (method, url, body) => {
  const reply = await ask('root', method, url, body)
  expect(reply.statusCode, reply.body).toBe(400)
  expect(reply.json().type).toBe('urn:ferraris:problem:invalid-request')
})
