import { addDays, zone } from '@ferraris/cosem'
import { quality } from '@ferraris/metering'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ferraris } from '../../ferraris.ts'
import { hour, minute, SimulatedWorld } from '../../power-line/simulated-world.ts'

const rome = zone('Europe/Rome')
const energy = '1.0.1.8.0.255'

interface Block {
  readonly start: string
  readonly values: readonly (number | null)[]
  readonly quality: readonly number[]
}

/** `meter read --profile --json`: the clock comes first in each row. */
interface DailyProfile {
  readonly captureObjects: readonly { readonly obis: string }[]
  readonly rows: readonly (readonly unknown[])[]
}

async function blocksOf(world: SimulatedWorld, serial: string, from: string, to: string, obis = energy) {
  const query = `endDevice=${serial}&obis=${obis}&from=${from}&to=${to}`
  const { items } = await world.get<{ items: Block[] }>(`/interval-blocks?${query}`)
  return items
}

function sum(values: readonly (number | null)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0)
}

/** Runs to an hour of the night after a local day. */
async function runToNightAfter(world: SimulatedWorld, day: string, hours = 4): Promise<void> {
  await world.advance(rome.startOfDay(addDays(day, 1)) * 1000 + hours * hour - world.clock.time)
}

describe('quarter hours over the end of daylight saving', () => {
  let world: SimulatedWorld
  beforeAll(async () => {
    // The afternoon before the clocks are set back.
    world = await SimulatedWorld.begin({
      meters: 12,
      direct: 4,
      substations: 1,
      start: Date.parse('2026-10-24T15:00:00Z'),
    })
    await runToNightAfter(world, '2026-10-26')
  })
  afterAll(() => world.close())

  test('uc 1.a.2-2 days of 96 and 100 quarter hours are stored without a hole, and their sums are the differences of registers', async () => {
    const summary = () => world.get<{ completeness: { expected: number; received: number } }>('/summary')
    // The collector reads the direct ones in its own time.
    await world.advanceUntil(async () => {
      const { completeness } = await summary()
      return completeness.received === completeness.expected
    }, 12 * hour)
    for (const { serial, uri } of world.district.meters) {
      const blocks = await blocksOf(world, serial, '2026-10-24', '2026-10-26')
      expect([serial, blocks.map(({ values }) => values.length)]).toEqual([serial, [96, 100, 96]])
      for (const { values, quality: codes, start } of blocks) {
        expect([serial, start, values.includes(null)]).toEqual([serial, start, false])
        expect(codes.every(code => code === quality.valid || code === quality.clockAdjusted)).toBe(true)
      }
      const registers = uri.startsWith('dlms') ? await daily(world, uri) : await closing(world, serial)
      for (const { start, values } of blocks) {
        const begin = Date.parse(start)
        const end = begin + values.length * 15 * minute
        const difference = registers.get(end)! - registers.get(begin)!
        expect([serial, start, Math.abs(sum(values) - difference) <= 1]).toEqual([serial, start, true])
      }
    }
  })

  test('uc 1.b.1-1 energy in both directions is kept apart, and the net power changes its sign', async () => {
    const read = async (uri: string) => {
      const args = ['meter', 'read', uri, '1.0.16.7.0.255', '--data', world.data, '--json']
      const { stdout } = await ferraris(args)
      return (JSON.parse(stdout) as { values: { value: number }[] }).values[0]!.value
    }
    // Of the homes with panels one is called directly, one is on the line.
    for (const serial of ['FER00000004', 'FER00000009']) {
      for (const obis of [energy, '1.0.2.8.0.255']) {
        const days = await blocksOf(world, serial, '2026-10-24', '2026-10-26', obis)
        expect([serial, obis, days.every(({ values }) => sum(values) > 0)]).toEqual([serial, obis, true])
        expect(days.flatMap(({ values }) => values).every(value => value !== null && value >= 0)).toBe(true)
      }
    }
    const { uri } = world.district.meters.find(({ serial }) => serial === 'FER00000004')!
    expect(await read(uri)).toBeGreaterThan(0)
    await world.advance(Date.parse('2026-10-27T09:30:00Z') - world.clock.time)
    const isFeedingIn = async () => (await read(uri)) < 0
    expect(await world.advanceUntil(isFeedingIn, 4 * hour)).toBe(true)
  })

  /** Registers at local midnights as the meter's own daily profile has them. */
  async function daily(world: SimulatedWorld, uri: string): Promise<Map<number, number>> {
    const args = ['meter', 'read', uri, '--data', world.data, '--profile', '1.0.99.2.0.255', '--json']
    const { stdout } = await ferraris(args)
    const { captureObjects, rows } = JSON.parse(stdout) as DailyProfile
    const column = captureObjects.findIndex(({ obis }) => obis === energy)
    return new Map(rows.map(row => [Date.parse(String(row[0])), Number(row[column])]))
  }

  /** Registers at local midnights as the concentrator has brought them. */
  async function closing(world: SimulatedWorld, serial: string): Promise<Map<number, number>> {
    const query = `endDevice=${serial}&obis=${energy}&from=2026-10-23&to=2026-10-27`
    const { items } = await world.get<{ items: { time: string; value: number }[] }>(
      `/meter-readings?${query}`,
    )
    return new Map(items.map(({ time, value }) => [Date.parse(time), value]))
  }
})

describe('two transformers', () => {
  let world: SimulatedWorld
  beforeAll(async () => {
    world = await SimulatedWorld.begin({
      meters: 44,
      direct: 2,
      substations: 2,
      start: Date.parse('2026-11-18T15:00:00Z'),
    })
  })
  afterAll(() => world.close())

  const concentratorOf = async (serial: string) =>
    /^smitp\+g2:\/\/([^/]*)/.exec((await world.get<{ uri: string }>(`/end-devices/${serial}`)).uri)?.[1]

  test('uc 2.a.1-6 ten meters that hang at another transformer are served there in a quarter of an hour, without a reading lost', async () => {
    // Some homes are out of reach, as in the field; these ten are read.
    const homes = world.plan.substations[0]!.homes.filter(({ box }) => box !== 'S1')
    const read = await Promise.all(
      homes.map(async ({ serial }) => {
        const [day] = await blocksOf(world, serial, '2026-11-17', '2026-11-17')
        return day !== undefined && !day.values.includes(null)
      }),
    )
    const moved = homes.filter((_, i) => read[i]).slice(-10)
    expect(moved).toHaveLength(10)
    for (const { serial } of moved) world.lines.setFault({ kind: 'moved-meter', target: serial, to: 'S2' })
    const follows = async () =>
      (await Promise.all(moved.map(({ serial }) => concentratorOf(serial)))).every(id => id === 'C2')
    expect(await world.advanceUntil(follows, 15 * minute)).toBe(true)
    await runToNightAfter(world, '2026-11-19', 6)
    for (const { serial } of moved) {
      const days = await blocksOf(world, serial, '2026-11-18', '2026-11-19')
      expect([serial, days.map(({ values }) => values.filter(value => value !== null).length)]).toEqual([
        serial,
        [96, 96],
      ])
    }
    for (const id of ['C1', 'C2']) {
      const { items } = await world.get<{
        items: { day: string; lossShare: number | null; findings: { kind: string }[] }[]
      }>(`/energy-balance?concentrator=${id}&from=2026-11-18&to=2026-11-19`)
      expect(items).toHaveLength(2)
      for (const balance of items) {
        // The lines lose some per cent, and nothing is metered that was not delivered.
        const { day, lossShare, findings } = balance
        const isSound =
          lossShare !== null &&
          lossShare >= 0 &&
          lossShare < 0.06 &&
          !findings.some(({ kind }) => kind !== 'incomplete')
        expect({ id, day, isSound, ...(!isSound && { balance }) }).toEqual({ id, day, isSound: true })
      }
    }
    world.lines.clearFaults('moved-meter')
  })

  test('uc 2.a.7-1 a concentrator that stops is lost within three minutes, and its meters are unknown, not unreachable', async () => {
    const { serial } = world.plan.substations[1]!.homes[3]!
    const id = (await concentratorOf(serial))!
    world.lines.setFault({ kind: 'dead-concentrator', target: id })
    const stopped = world.clock.time
    const isLost = async () => (await world.get<{ state: string }>(`/concentrators/${id}`)).state === 'lost'
    while (!(await isLost()) && world.clock.time < stopped + 3 * minute) await world.advance(15_000)
    expect(await isLost()).toBe(true)
    expect((await world.get<{ state: string }>(`/end-devices/${serial}`)).state).toBe('unknown')
    world.lines.clearFaults('dead-concentrator')
    expect(await world.advanceUntil(async () => !(await isLost()), hour)).toBe(true)
  })
})

interface Balance {
  readonly findings: { readonly kind: string; readonly endDevice?: string; readonly bypassedShare?: number }[]
  readonly meters: { readonly known: number; readonly expected: number }
}

test('uc 1.a.2-3 a bypassed meter among fifty makes its transformer conspicuous the next day, and is the first of the suspects', async () => {
  const world = await SimulatedWorld.begin({
    meters: 51,
    direct: 0,
    substations: 1,
    start: Date.parse('2026-11-18T15:00:00Z'),
    // The concentrator has the rows of all fifty.
    allInReach: true,
  })
  try {
    const balanceOf = async (day: string) => {
      const { items } = await world.get<{ items: Balance[] }>(
        `/energy-balance?concentrator=C1&from=${day}&to=${day}`,
      )
      return items[0]!
    }
    const before = await balanceOf('2026-11-17')
    expect(before.meters).toEqual({ known: 50, expected: 50 })
    expect(before.findings).toEqual([])
    const homes = world.plan.substations[0]!.homes.filter(({ box }) => box !== 'S1')
    const uses = await Promise.all(
      homes.map(
        async ({ serial }) =>
          [
            serial,
            sum((await blocksOf(world, serial, '2026-11-17', '2026-11-17')).flatMap(({ values }) => values)),
          ] as const,
      ),
    )
    const [thief] = uses.toSorted(([, a], [, b]) => b - a)[0]!
    world.lines.setFault({ kind: 'bypassed-meter', target: thief, share: 0.3 })
    await runToNightAfter(world, '2026-11-19')
    const { findings } = await balanceOf('2026-11-19')
    expect(findings.filter(({ kind }) => kind.startsWith('loss')).length).toBeGreaterThan(0)
    const [first] = findings.filter(({ kind }) => kind === 'suspect')
    expect(first?.endDevice).toBe(thief)
    expect(first?.bypassedShare).toBeCloseTo(0.3, 1)
  } finally {
    await world.close()
  }
})
