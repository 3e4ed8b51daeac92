import { Simulation } from '@ferraris/power-line'
import { afterEach, expect, test } from 'vitest'
import { Pace } from './pace.ts'

const hourMs = 3_600_000
const paces: Pace[] = []
afterEach(() => {
  for (const pace of paces.splice(0)) pace.stop()
})

/** A simulation that is an hour behind, and a clock that stands until a test moves it. */
function behind() {
  const clock = { time: 100 * hourMs, now: () => clock.time }
  const simulation = new Simulation(99 * hourMs)
  const seen: string[] = []
  const live = Promise.withResolvers<void>()
  const jumped = Promise.withResolvers<void>()
  const pace = new Pace({
    simulation,
    clock,
    together: turn => {
      seen.push('turn')
      turn()
    },
    onLive: () => {
      seen.push('live')
      live.resolve()
    },
    onJump: jumped.resolve,
  })
  paces.push(pace)
  return { clock, simulation, pace, seen, live: live.promise, jumped: jumped.promise }
}

test('time waits to be let go, catches up, and goes with the clock then', async () => {
  const { clock, simulation, pace, seen, live } = behind()
  const happened: number[] = []
  for (const minute of [10, 59, 61])
    simulation.schedule(99 * hourMs + minute * 60_000, now => happened.push(now))
  expect(pace.enter(now => now)).toBe(99 * hourMs)
  pace.release()
  await live
  expect(simulation.now).toBe(100 * hourMs)
  expect(happened).toHaveLength(2)
  expect(seen.at(-1)).toBe('live')
  clock.time += 60_000
  pace.look()
  expect(happened).toHaveLength(3)
  expect(simulation.now).toBe(clock.time)
})

test('what is entered happens at the present, and what follows from it in time', async () => {
  const { clock, simulation, pace, live } = behind()
  pace.release()
  await live
  clock.time += 300
  const at = pace.enter(now => {
    simulation.schedule(now + 20, () => happened.resolve(simulation.now))
    return now
  })
  const happened = Promise.withResolvers<number>()
  expect(at).toBe(clock.time)
  clock.time += 50
  expect(await happened.promise).toBe(at + 20)
})

test.each([
  ['is set back', -10_000],
  ['has slept for an hour', hourMs],
])('a clock that %s is not followed', async (_, jump) => {
  const { clock, simulation, pace, live, jumped } = behind()
  pace.release()
  await live
  const before = simulation.now
  clock.time += jump
  pace.look()
  await jumped
  expect(simulation.now).toBe(before)
})

test('a loop that was held up only has more to do afterwards', async () => {
  const { clock, simulation, pace, live } = behind()
  pace.release()
  await live
  let ticks = 0
  const tick = (now: number): void => {
    ticks++
    simulation.schedule(now + 1000, tick)
  }
  simulation.schedule(simulation.now + 1000, tick)
  clock.time += 5 * 60_000
  while (simulation.now < clock.time) {
    pace.look()
    await new Promise(resolve => setImmediate(resolve))
  }
  expect(ticks).toBe(300)
})
