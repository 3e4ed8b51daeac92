import { setTimeout as delay } from 'node:timers/promises'
import { wholeSecondsOf } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ordered, over } from '../../power-line/ordered.ts'
import { hour, minute, SimulatedWorld } from '../../power-line/simulated-world.ts'

/** Code of the log: a global key has changed. */
const keysChanged = 48

let world: SimulatedWorld
let serial: string
beforeAll(async () => {
  const start = Date.parse('2026-11-20T09:00:00Z')
  world = await SimulatedWorld.begin({ meters: 4, direct: 0, substations: 1, allInReach: true, start })
  await world.advance(hour)
  serial = world.plan.substations.flatMap(({ homes }) => homes).at(-1)!.serial
})
afterAll(() => world.close())

/** How often the meter's own log says that its keys have changed. */
function changes(): number {
  const now = wholeSecondsOf(world.clock.time)
  return world.lines.atMeter(
    serial,
    ({ store }) => store.events.all(now).filter(({ code }) => code === keysChanged).length,
  )!
}

test('uc 2.b.2-3 behind a concentrator a meter whose power fails between new keys and its answer is found under them, and they changed once', async () => {
  const before = changes()
  const request = { endDevice: serial, kind: 'rotate-keys', parameters: {}, mostAttempts: 50 }
  const { id } = await world.post<{ id: string }>('/end-device-controls', request)
  // In steps so short that its answer is still on the line when the power goes.
  for (let step = 0; changes() === before && step < 20_000; step++) {
    await world.advance(50)
    if (step % 20 === 0) await delay(5)
  }
  expect(changes()).toBe(before + 1)
  world.faults.set({ kind: 'outage', target: serial })
  await world.advance(10 * minute)
  const { state } = await world.get<{ state: string }>(`/end-device-controls/${id}`)
  expect(state).not.toBe('verified')
  world.faults.clear('outage')
  expect(await over(world, id)).toMatchObject({ state: 'verified' })
  expect(changes()).toBe(before + 1)
  // The next order goes under the new keys.
  expect(await ordered(world, serial, 'contract', { watts: 4000 })).toMatchObject({
    way: 'session',
    state: 'verified',
  })
})
