import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { hour, minute, SimulatedWorld } from './simulated-world.ts'

// In the afternoon in Rome: nothing is read at night meanwhile.
const start = Date.parse('2026-11-18T13:00:00Z')

let world: SimulatedWorld
beforeAll(async () => {
  world = await SimulatedWorld.begin({ meters: 18, direct: 2, substations: 2, start, allInReach: true })
})
afterAll(() => world.close())
afterEach(() => {
  for (const { kind } of world.faults.describe().faults) world.faults.clear(kind)
})

function state(id: string) {
  return world.get<{ state: string }>(`/concentrators/${id}`).then(its => its.state)
}
function silent(id: string) {
  return world.get<{ meters: { silent: number } }>(`/concentrators/${id}`).then(its => its.meters.silent)
}
function suppliedOf(substation: string) {
  const { homes } = world.plan.substations.find(({ id }) => id === substation)!
  return homes.filter(({ supplied }) => supplied).length
}

test('an outage of a substation takes its meters and its concentrator, and ends by itself', async () => {
  const homes = world.plan.substations.find(({ id }) => id === 'S2')!.homes.length
  const { until } = world.faults.set({ kind: 'outage', target: 'S2', for: 600 })
  expect(until).toBe(world.clock.time + 10 * minute)
  const [fault] = world.faults.describe().faults
  expect([fault!.meters.length, suppliedOf('S2')]).toEqual([homes, 0])
  expect(suppliedOf('S1')).toBeGreaterThan(0)
  expect(await world.advanceUntil(async () => (await state('C2')) === 'lost', 9 * minute)).toBe(true)
  expect(await state('C1')).toBe('online')
  await world.advance(until! - world.clock.time + 1000)
  expect(world.faults.describe().faults).toEqual([])
  expect(suppliedOf('S2')).toBe(homes)
  expect(await world.advanceUntil(async () => (await state('C2')) === 'online', hour)).toBe(true)
  expect(await world.advanceUntil(async () => (await silent('C2')) === 0, 2 * hour)).toBe(true)
})

test('a phase of a substation takes the single-phase meters on it, and no concentrator', async () => {
  world.faults.set({ kind: 'outage', target: 'S2:L1', for: 300 })
  const [fault] = world.faults.describe().faults
  const homes = world.plan.substations.find(({ id }) => id === 'S2')!.homes
  const dark = homes.filter(({ supplied }) => !supplied)
  expect(dark.length).toBeGreaterThan(0)
  expect(dark.length).toBeLessThan(homes.length)
  for (const { serial } of dark) expect(fault!.meters).toContain(serial)
  await world.advance(6 * minute)
  expect(await state('C2')).toBe('online')
  expect(suppliedOf('S2')).toBe(homes.length)
})

test('what is wrong already stays so when something else happens', async () => {
  const { id } = world.plan.substations[0]!.sections[0]!
  world.faults.set({ kind: 'cut-cable', target: id })
  const supplied = suppliedOf('S1')
  world.faults.set({ kind: 'sag', target: 'S2', for: 20 })
  expect([suppliedOf('S1'), world.faults.describe().faults.length]).toEqual([supplied, 2])
  expect(supplied).toBeLessThan(world.plan.substations[0]!.homes.length)
})
