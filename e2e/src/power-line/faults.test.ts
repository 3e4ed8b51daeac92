import { addDays } from '@ferraris/cosem'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { hour, minute, SimulatedWorld } from './simulated-world.ts'

// In the afternoon in Rome: a night is ahead.
const start = Date.parse('2026-11-18T15:00:00Z')
const meters = 26

let world: SimulatedWorld
beforeAll(async () => {
  world = await SimulatedWorld.begin({ meters, direct: 2, substations: 2, start })
})
afterAll(() => world.close())
afterEach(() => {
  for (const { kind } of world.lines.faults()) world.lines.clearFaults(kind)
})

interface Concentrator {
  readonly state: string
  readonly meters: { readonly served: number; readonly silent: number }
}

function concentrator(id: string) {
  return world.get<Concentrator>(`/concentrators/${id}`)
}
async function servedBy(serial: string) {
  return /^smitp\+g2:\/\/([^/]*)/.exec((await world.get<{ uri: string }>(`/end-devices/${serial}`)).uri)?.[1]
}
/** Quarter hours of active import of a meter's day, and how many of them are stored. */
async function stored(serial: string, day: string) {
  const query = `endDevice=${serial}&obis=1.0.1.8.0.255&from=${day}&to=${day}`
  const { items } = await world.get<{ items: { values: (number | null)[] }[] }>(`/interval-blocks?${query}`)
  expect(items.length).toBeLessThanOrEqual(1)
  return items[0]?.values ?? []
}
function known(values: readonly (number | null)[]) {
  return values.filter(value => value !== null).length
}
function today() {
  return new Date(world.clock.time + hour).toISOString().slice(0, 10)
}

test('a district that has been plugged in yesterday is whole: every meter found, every quarter hour stored', async () => {
  const { endDevices, completeness, concentrators } = await world.get<{
    endDevices: number
    concentrators: number
    completeness: { day: string; expected: number; received: number }
  }>('/summary')
  expect({ endDevices, concentrators }).toEqual({ endDevices: meters, concentrators: 2 })
  const direct = 2
  expect(completeness).toEqual({
    day: '2026-11-17',
    expected: meters * 96,
    // The head-end's collector reads the direct ones in its own time.
    received: expect.toSatisfy((count: number) => count >= (meters - direct) * 96),
  })
})

test('a cut cable makes the meters behind it silent, and they come back by themselves', async () => {
  const [substation] = world.plan.substations
  const feeder = substation!.sections.filter(({ from }) => from === substation!.id)[0]!
  world.lines.setFault({ kind: 'cut-cable', target: feeder.id })
  const dark = world.plan.substations[0]!.homes.filter(({ supplied }) => !supplied)
  expect(dark.length).toBeGreaterThan(3)
  const silent = () => concentrator('C1').then(its => its.meters.silent)
  expect(await world.advanceUntil(async () => (await silent()) === dark.length, 4 * hour)).toBe(true)
  world.lines.clearFaults('cut-cable')
  expect(await world.advanceUntil(async () => (await silent()) === 0, 4 * hour)).toBe(true)
})

test('a meter moved to another transformer is read there the same day', async () => {
  const { serial } = world.plan.substations[0]!.homes.find(({ box }) => box !== 'S1')!
  expect(await servedBy(serial)).toBe('C1')
  world.lines.setFault({ kind: 'moved-meter', target: serial, to: 'S2' })
  expect(await world.advanceUntil(async () => (await servedBy(serial)) === 'C2', 6 * hour)).toBe(true)
  const day = today()
  await world.advance(Date.parse(`${addDays(day, 1)}T01:00:00Z`) - world.clock.time)
  expect(known(await stored(serial, day))).toBe(96)
  world.lines.clearFaults('moved-meter')
  expect(await world.advanceUntil(async () => (await servedBy(serial)) === 'C1', 6 * hour)).toBe(true)
})

test('a dead repeater is bypassed: the meters behind it are read the same night', async () => {
  const { items } = await world.get<{ items: { aca: string; route: string[] }[] }>(
    '/concentrators/C2/topology',
  )
  const uses = new Map<string, number>()
  for (const { route } of items) for (const aca of route) uses.set(aca, (uses.get(aca) ?? 0) + 1)
  const busiest = [...uses].toSorted(([, a], [, b]) => b - a)[0]![0]
  const dead = world.plan.substations[1]!.homes.find(({ aca }) => aca === busiest)!
  world.lines.setFault({ kind: 'dead-repeater', target: dead.serial })
  const day = today()
  await world.advance(Date.parse(`${addDays(day, 1)}T05:00:00Z`) - world.clock.time)
  const others = world.plan.substations[1]!.homes.filter(({ serial }) => serial !== dead.serial)
  const counts = await Promise.all(others.map(async ({ serial }) => known(await stored(serial, day))))
  expect(counts.filter(count => count === 96).length / others.length).toBeGreaterThanOrEqual(0.9)
  expect(known(await stored(dead.serial, day))).toBe(0)
})

test('while the WAN is cut the night is read, and everything arrives afterwards, once', async () => {
  const day = today()
  const homes = world.plan.substations[0]!.homes.map(({ serial }) => serial)
  world.lines.setFault({ kind: 'cut-wan', target: 'C1' })
  expect(await world.advanceUntil(async () => (await concentrator('C1')).state === 'lost', hour)).toBe(true)
  await world.advance(Date.parse(`${addDays(day, 1)}T04:00:00Z`) - world.clock.time)
  for (const serial of homes) expect(known(await stored(serial, day))).toBe(0)
  const { pending } = world.lines.progress().concentrators[0]!
  expect(pending).toBeGreaterThanOrEqual(homes.length)
  world.lines.clearFaults('cut-wan')
  const arrived = async () => world.lines.progress().concentrators[0]!.pending === 0
  expect(await world.advanceUntil(arrived, hour)).toBe(true)
  for (const serial of homes) expect([serial, known(await stored(serial, day))]).toEqual([serial, 96])
})

test('noise in a street costs time, not readings', async () => {
  const { box } = world.plan.substations[1]!.homes.at(-1)!
  world.lines.setFault({ kind: 'noise', target: box, level: 85 })
  const day = today()
  await world.advance(Date.parse(`${addDays(day, 1)}T05:00:00Z`) - world.clock.time)
  const homes = world.plan.substations[1]!.homes.map(({ serial }) => serial)
  const counts = await Promise.all(homes.map(async serial => known(await stored(serial, day))))
  expect(counts.filter(count => count === 96).length / homes.length).toBeGreaterThanOrEqual(0.9)
})

test('a concentrator that dies hands its meters to its neighbour and gets them back', async () => {
  const before = (await concentrator('C1')).meters.served
  world.lines.setFault({ kind: 'dead-concentrator', target: 'C1' })
  const handed = async () => (await concentrator('C1')).meters.served < before
  expect(await world.advanceUntil(handed, 6 * hour)).toBe(true)
  await world.advance(2 * hour)
  const lent = before - (await concentrator('C1')).meters.served
  expect((await concentrator('C2')).meters.served).toBeGreaterThanOrEqual(lent)
  world.lines.clearFaults('dead-concentrator')
  const back = async () => (await concentrator('C1')).meters.served === before
  expect(await world.advanceUntil(back, 6 * hour)).toBe(true)
})

test('uc BY-9 a bypassed meter shows up in the balance of its transformer', async () => {
  const lossOf = async (day: string) =>
    (
      await world.get<{ items: { lossShare: number | null; findings: { kind: string }[] }[] }>(
        `/energy-balance?concentrator=C2&from=${day}&to=${day}`,
      )
    ).items[0]
  const homes = world.plan.substations[1]!.homes.filter(({ box }) => box !== 'S2')
  const uses = await Promise.all(
    homes.map(async ({ serial }) => {
      const values = await stored(serial, '2026-11-17')
      return [serial, values.reduce<number>((sum, value) => sum + (value ?? 0), 0)] as const
    }),
  )
  const [largest] = uses.toSorted(([, a], [, b]) => b - a)[0]!
  expect((await lossOf('2026-11-17'))!.lossShare).toBeLessThan(0.05)
  world.lines.setFault({ kind: 'bypassed-meter', target: largest, share: 0.9 })
  const whole = addDays(today(), 1)
  await world.advance(Date.parse(`${addDays(whole, 1)}T03:00:00Z`) - world.clock.time)
  const balance = (await lossOf(whole))!
  expect(balance.lossShare).toBeGreaterThan(0.06)
  expect(balance.findings.map(({ kind }) => kind)).toContain('loss-high')
}, 240_000)

test('a clock that is set back by an hour, or a machine that has slept for one, does not stop the line', async () => {
  for (const jump of [-hour, hour]) {
    world.clock.time += jump
    world.lines.look()
    await world.until(async () => {
      const { live, lineTime } = world.lines.progress()
      return live && Math.abs(lineTime - world.clock.time) < minute
    })
    await world.until(async () => (await concentrator('C1')).state === 'online')
    await world.advance(10 * minute)
    expect((await concentrator('C1')).meters.silent).toBe(0)
  }
})

test('a district stopped in the middle goes on with its faults', async () => {
  world.lines.setFault({ kind: 'cut-wan', target: 'C2' })
  await world.district.close()
  await world.startDistrict()
  expect(world.lines.faults()).toMatchObject([{ kind: 'cut-wan', target: 'C2' }])
  const isAsBefore = async () =>
    (await concentrator('C1')).state === 'online' && (await concentrator('C2')).state === 'lost'
  expect(await world.advanceUntil(isAsBefore, 5 * minute)).toBe(true)
})
