import { afterAll, beforeAll, expect, test } from 'vitest'
import { ordered, over, shown } from './ordered.ts'
import { hour, minute, SimulatedWorld } from './simulated-world.ts'

let world: SimulatedWorld
beforeAll(async () => {
  world = await SimulatedWorld.begin({
    meters: 3,
    direct: 0,
    substations: 1,
    start: Date.parse('2026-11-18T11:00:00Z'),
  })
  // The commissioning of the meters.
  await world.advance(hour)
})
afterAll(() => world.close())

const calendar = {
  name: 'ONE',
  seasons: [{ name: 'ALL', start: '*-01-01', week: 'W' }],
  weeks: [{ name: 'W', days: [1, 1, 1, 1, 1, 1, 1] }],
  days: [{ day: 1, switches: [{ at: '00:00', script: 3 }] }],
}

/** An order to the last meter of the section, through the concentrator's tunnel, when it is over. */
function toLast(kind: string, parameters: object) {
  return ordered(world, last(), kind, parameters)
}
function last(): string {
  return world.district.meters.at(-1)!.serial
}

test.each([
  ['uc 2.b.2-4 a limit of what is fed in', 'export-limit', { watts: 2000 }],
  ['a contract', 'contract', { watts: 4500, overSeconds: 120, groups: [3] }],
  ['uc 2.b.4-2 a control mode', 'switch', { connected: true, mode: 4 }],
  ['uc 2.c.1-1 a message', 'display-message', { text: 'Works on Thursday', seconds: 3600 }],
  ['uc 3.b.1-1 a calendar', 'tariff-calendar', calendar],
  ['uc 2.b.2-2 a policy', 'security-policy', { protection: 'authenticated-encrypted' }],
])('%s reaches a meter behind its concentrator and is read back', async (_, kind, parameters) => {
  const { way, state, detail, steps } = await toLast(kind, parameters)
  expect({ way, detail }).toEqual({ way: 'session', detail: null })
  expect(['verified', 'done']).toContain(state)
  expect(steps.some(({ outcome }) => outcome === 'verified')).toBe(true)
})

test('uc 2.b.4-1 behind its concentrator a contract takes effect at its date, and not before', async () => {
  const limit = () => shown(world, last(), '0.0.17.0.0', 4)
  const before = await limit()
  expect(before).not.toContain('3300')
  const date = world.clock.time + 2 * hour
  const { id } = await world.post<{ id: string }>('/end-device-controls', {
    endDevice: last(),
    kind: 'contract',
    parameters: { watts: 3300 },
    notBefore: new Date(date).toISOString(),
    expires: new Date(date + hour).toISOString(),
  })
  await world.advance(hour)
  expect(await limit()).toBe(before)
  await world.advance(date - world.clock.time)
  expect(await over(world, id)).toMatchObject({ state: 'verified' })
  expect(await limit()).toContain('3300')
})

test('uc 2.b.2-1 several actions are one association with an answer each', async () => {
  const actions = [
    { kind: 'alarm-filter', parameters: { alarms: ['fraudAttempt'] } },
    { kind: 'special-days', parameters: { days: [{ date: '*-12-25', day: 1 }] } },
    { kind: 'limit', parameters: { watts: 3000, object: '0.0.17.9.9' } },
    { kind: 'limit', parameters: { watts: 3000 } },
  ]
  const { state, steps } = await toLast('sequence', { actions, onFailure: 'go-on' })
  expect(state).toBe('failed')
  expect(steps.map(({ action, outcome }) => [action, outcome])).toEqual([
    ['1 alarm-filter', 'verified'],
    ['2 special-days', 'verified'],
    ['3 limit', 'refused'],
    ['4 limit', 'verified'],
  ])
})

test('uc 2.b.2-3 keys are replaced through the concentrator, and the next order goes under the new ones', async () => {
  const rotated = await toLast('rotate-keys', {})
  expect(rotated).toMatchObject({ steps: [{ outcome: 'done' }, { outcome: 'verified' }] })
  expect(await toLast('limit', { watts: 3100 })).toMatchObject({ state: 'verified' })
  // Those of the client that reads as well, and a session of it goes under them.
  expect(await toLast('rotate-keys', { client: 2 })).toMatchObject({
    steps: [{ outcome: 'done' }, { target: '0.0.43.0.2.255 keys', outcome: 'verified' }],
  })
  const reading = await world.overTheLine(
    world.post<{ registers: unknown[] }>(`/end-devices/${last()}/readings`, {}),
  )
  expect(reading.registers.length).toBeGreaterThan(0)
})

test('uc 4.b.1-3 behind a concentrator a limit that is off lets an overload pass, and one that is on does not', async () => {
  const isClosed = () => shown(world, last(), '0.0.96.3.10')
  await toLast('switch', { connected: true })
  await toLast('limit', { watts: 10_000_000 })
  await world.advance(hour)
  expect(await isClosed()).toBe('boolean true')
  // Any home draws more.
  expect(await toLast('contract', { watts: 1, overSeconds: 60 })).toMatchObject({ state: 'verified' })
  await world.advance(30 * minute)
  expect(await isClosed()).toBe('boolean false')
  await toLast('limit', { watts: 10_000_000 })
})
