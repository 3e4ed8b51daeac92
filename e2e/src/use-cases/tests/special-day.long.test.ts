import { afterAll, beforeAll, expect, test } from 'vitest'
import { ordered, shown } from '../../power-line/ordered.ts'
import { minute, SimulatedWorld } from '../../power-line/simulated-world.ts'

let world: SimulatedWorld
let serial: string
beforeAll(async () => {
  const start = Date.parse('2026-11-20T19:00:00Z')
  world = await SimulatedWorld.begin({ meters: 3, direct: 0, substations: 1, allInReach: true, start })
  await world.advance(60 * minute)
  serial = world.district.meters.at(-1)!.serial
})
afterAll(() => world.close())

/** What the total and the four tariffs of the meter show, Wh. */
async function registers(): Promise<number[]> {
  const found: number[] = []
  for (const tariff of [0, 1, 2, 3, 4])
    found.push(Number(/(\d+)$/.exec(await shown(world, serial, `1.0.1.8.${tariff}`))?.[1]))
  return found
}

/** What they count from ten in the morning of a day to eight in the evening; the total is read first, and last. */
async function countedOn(day: string): Promise<{ total: number; tariffs: number[] }> {
  await world.advance(Date.parse(`${day}T10:00:00+01:00`) - world.clock.time)
  const before = await registers()
  await world.advance(Date.parse(`${day}T20:00:00+01:00`) - world.clock.time)
  const [total = 0, ...tariffs] = (await registers()).map((value, i) => value - before[i]!)
  return { total, tariffs }
}

test('uc 3.b.1-2 behind a concentrator a schedule for a later date takes over by itself, and a special day has its own tariff', async () => {
  const calendar = {
    name: 'LATER',
    seasons: [{ name: 'ALL', start: '*-01-01', week: 'W' }],
    weeks: [{ name: 'W', days: [1, 1, 1, 1, 1, 1, 1] }],
    days: [
      { day: 1, switches: [{ at: '00:00', script: 3 }] },
      { day: 2, switches: [{ at: '00:00', script: 2 }] },
    ],
  }
  const at = '2026-11-21T00:00:00+01:00'
  for (const [kind, parameters] of [
    ['tariff-calendar', { ...calendar, at }],
    ['special-days', { days: [{ date: '2026-11-22', day: 2 }] }],
  ] as const)
    expect(await ordered(world, serial, kind, parameters)).toMatchObject({ state: 'verified' })
  const inForce = async () => {
    const shownOf: string[] = []
    for (const attribute of [2, 3, 4, 5]) shownOf.push(await shown(world, serial, '0.0.13.0.0', attribute))
    return shownOf
  }
  const before = await inForce()
  expect(before[0]).not.toContain('LATER')
  await world.advance(Date.parse(at) + minute - world.clock.time)
  const after = await inForce()
  expect(after[0]).toContain('LATER')
  // Season, week and day tables have changed with the name.
  expect(after.every((table, i) => table !== before[i])).toBe(true)

  const usual = await countedOn('2026-11-21')
  expect(usual.tariffs).toEqual([0, 0, expect.any(Number), 0])
  expect(usual.tariffs[2]).toBeGreaterThan(0)
  const special = await countedOn('2026-11-22')
  expect(special.tariffs).toEqual([0, expect.any(Number), 0, 0])
  expect(special.tariffs[1]).toBeGreaterThan(0)
  // Five readings over the line take some minutes.
  for (const { total, tariffs } of [usual, special])
    expect(Math.abs(total - Math.max(...tariffs))).toBeLessThan(0.05 * total + 10)
})
