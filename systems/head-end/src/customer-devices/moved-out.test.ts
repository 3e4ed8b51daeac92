import { addDays } from '@ferraris/cosem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMeters, type TestMeter } from '../testing/meter-fleet.fixture.ts'
import { openTestApp, type TestApp } from '../testing/test-app.ts'
import { readDueCounters } from './count-due.ts'
import { revokeMovedOut } from './moved-out.ts'
import { tellWaiting } from './tell-meters.ts'

const day = 86_400_000
let fixture: TestApp
let meter: TestMeter
let serial: string
let usagePoint: string
let authorization: string
beforeAll(async () => {
  fixture = await openTestApp()
  const { people } = fixture.parts
  authorization = `Bearer ${await people.tokens.issue('op', 'operator')}`
  for (const name of ['ada', 'bea']) await people.accounts.create(name, 'a long password', 'customer')
  ;[meter] = (await startMeters(1, { now: () => fixture.clock.now }, [2026, 11, 1])) as [TestMeter]
  ;({ serial } = meter.enrolment)
  usagePoint = 'POD-MOVES'
  await fixture.parts.enrol([{ ...meter.enrolment, usagePoint }])
  await ask('POST', '/customer-devices', {
    id: 'DU-1',
    maker: 'Maker',
    aca: '4D4143000001',
    initialKey: '0f'.repeat(16),
  })
})
afterAll(async () => {
  await meter.listener.close()
  await fixture.close()
})

async function ask(method: 'GET' | 'PUT' | 'POST', path: string, payload?: object) {
  const reply = await fixture.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization },
    ...(payload && { payload }),
  })
  if (reply.statusCode >= 400) throw new Error(`${path}: ${reply.body}`)
  return reply.json()
}

function today(): string {
  return new Date(fixture.clock.now).toISOString().slice(0, 10)
}

async function moveIn(customer: string): Promise<string> {
  const { id } = await ask('POST', '/customer-agreements', { customer, usagePoint, from: today() })
  const contract = { customerCode: customer, vendor: '', phone: '', pesse: 0, contractPower: 3000 }
  const wish = { device: 'DU-1', pod: 'IT001E00000001', profile: 'basic', contract }
  expect((await ask('PUT', `/end-devices/${serial}/customer-device`, wish)).state).toBe('associated')
  return id
}

async function stateNow(): Promise<string> {
  return (await ask('GET', `/end-devices/${serial}/customer-device`)).state
}

test('the end of an agreement revokes the association at the meter, once the last day is over', async () => {
  const id = await moveIn('ada')
  fixture.clock.now += 2 * day
  await ask('POST', `/customer-agreements/${id}/end`, { to: today() })
  expect(await revokeMovedOut(fixture.parts)).toEqual([])
  expect(meter.meter.chain2.association).toBeDefined()
  fixture.clock.now += day
  expect(await revokeMovedOut(fixture.parts)).toEqual([serial])
  await tellWaiting(fixture.parts)
  expect(await stateNow()).toBe('revoked')
  expect(meter.meter.chain2.association).toBeUndefined()
  const entry = await fixture.parts.db
    .selectFrom('audit_entry')
    .select(['subject', 'detail'])
    .where('action', '=', 'customer-device.revoked')
    .executeTakeFirst()
  expect(entry).toMatchObject({ subject: serial, detail: JSON.stringify({ movedOut: 'ada' }) })
})

test('the device of the next customer stays: it was associated after the other had moved out', async () => {
  await moveIn('bea')
  fixture.clock.now += 5 * day
  expect(await revokeMovedOut(fixture.parts)).toEqual([])
  expect(await stateNow()).toBe('associated')
})

test('sent counters are read once a day, when the day before is over', async () => {
  const counted = async () =>
    (
      await fixture.parts.db.selectFrom('customer_association').select('counted_at').executeTakeFirstOrThrow()
    ).counted_at?.getTime()
  await readDueCounters(fixture.parts)
  const first = fixture.clock.now
  expect(await counted()).toBe(first)
  fixture.clock.now += 60_000
  await readDueCounters(fixture.parts)
  expect(await counted()).toBe(first)
  fixture.clock.now += day
  await readDueCounters(fixture.parts)
  expect(await counted()).toBe(fixture.clock.now)
})

test('a meter that cannot be told stands in the list of problems', async () => {
  const { items } = await ask('GET', `/customer-agreements?usagePoint=${usagePoint}`)
  const [running] = items.filter(({ to }: { to: string | null }) => to === null)
  await ask('POST', `/customer-agreements/${running.id}/end`, { to: addDays(today(), -1) })
  await meter.listener.close()
  expect(await revokeMovedOut(fixture.parts)).toEqual([serial])
  await tellWaiting(fixture.parts)
  expect(await stateNow()).toBe('revoking')
  const { problems } = await ask('GET', '/summary')
  expect(problems).toContainEqual(
    expect.objectContaining({
      kind: 'devices-not-revoked',
      endDevice: serial,
      count: 1,
      href: `/meters/${serial}/customer`,
    }),
  )
})
