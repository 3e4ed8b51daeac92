import { defined } from '@ferraris/bytes'
import { ferrarisCodes, type HarmKind, type MeterEvent } from '@ferraris/metering'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { hour, minute, SimulatedWorld } from '../../power-line/simulated-world.ts'

// In the afternoon in Rome: nothing is read at night meanwhile.
const start = Date.parse('2026-11-18T13:00:00Z')

let world: SimulatedWorld
beforeAll(async () => {
  world = await SimulatedWorld.begin({
    meters: 26,
    direct: 7,
    substations: 1,
    start,
    allInReach: true,
    pushes: true,
  })
}, 600_000)
afterAll(() => world.close())
afterEach(() => {
  for (const { kind } of world.faults.describe().faults) world.faults.clear(kind)
})

/** A meter behind the concentrator that no test before has used, with so many phases. */
const used = new Set<string>()
function onTheLine(phases: number): string {
  const [substation] = world.plan.substations
  const home = substation?.homes.find(one => one.phases.length === phases && !used.has(one.serial))
  const { serial } = defined(home, `a home with ${phases} phases`)
  used.add(serial)
  return serial
}

/** A meter with an address of its own, which pushes. */
function direct(): string {
  const meter = world.district.meters.find(
    ({ uri, serial }) => uri.startsWith('dlms+tcp:') && !used.has(serial),
  )
  const { serial } = defined(meter, 'a meter with an address')
  used.add(serial)
  return serial
}

interface Event {
  readonly code: number
  readonly time: string
  readonly learnt: readonly string[]
}
interface Alarm {
  readonly endDevice: string
  readonly kind: string
  readonly severity: string
  readonly state: string
}

async function eventOf(serial: string, name: MeterEvent): Promise<Event | undefined> {
  const { items } = await world.get<{ items: Event[] }>(`/end-device-events?endDevice=${serial}&limit=100`)
  return items.find(({ code, time }) => code === ferrarisCodes[name] && Date.parse(time) >= start)
}
async function alarmOf(serial: string, kind: string): Promise<Alarm | undefined> {
  const { items } = await world.get<{ items: Alarm[] }>('/alarms?limit=200')
  return items.find(alarm => alarm.endDevice === serial && alarm.kind === kind)
}

/** What a meter feels is known to the head-end in time, as of when it was. */
async function isTold(serial: string, name: MeterEvent, at: number, most: number): Promise<Event> {
  expect(await world.advanceUntil(async () => (await eventOf(serial, name)) !== undefined, most), name).toBe(
    true,
  )
  const event = defined(await eventOf(serial, name), name)
  expect([name, Math.abs(Date.parse(event.time) - at) < minute]).toEqual([name, true])
  return event
}

const tampering: [HarmKind, MeterEvent][] = [
  ['meter-cover', 'meterCoverRemoved'],
  ['terminal-cover', 'terminalCoverRemoved'],
  ['magnet', 'strongField'],
  ['wrong-password', 'associationFailure'],
]

test.each(tampering)(
  'uc 2.a.2-1 %s at a meter behind a concentrator is an event and a critical alarm within minutes; one with an address pushes it',
  async (kind, event) => {
    const at = world.clock.time
    const [behind, alone] = [onTheLine(1), direct()]
    for (const target of [behind, alone]) world.faults.set({ kind, target })
    expect(await isTold(behind, event, at, 5 * minute)).toMatchObject({
      learnt: expect.arrayContaining(['line']),
    })
    expect(await isTold(alone, event, at, 5 * minute)).toMatchObject({
      learnt: expect.arrayContaining(['push']),
    })
    for (const serial of [behind, alone]) {
      await world.until(async () => (await alarmOf(serial, event)) !== undefined)
      expect(await alarmOf(serial, event)).toMatchObject({ severity: 'critical' })
    }
  },
)

/**
 * What a meter has measured of its supply, read now. Only over the line does time pass meanwhile. One with an address may be busy with the
 * head-end's own collection, and is asked again, as a person would.
 */
async function survey<T>(serial: string): Promise<T> {
  const isOnLine = world.plan.substations.some(({ homes }) => homes.some(home => home.serial === serial))
  const ask = () => world.post<T>(`/end-devices/${serial}/quality`, {})
  if (isOnLine) return await world.overTheLine(ask())
  for (let left = 10; ; left--) {
    try {
      return await ask()
    } catch (error) {
      if (left === 0 || !(error as Error).message.includes('meter-silent')) throw error
    }
  }
}

interface Interruptions {
  readonly interruptions: {
    readonly longEver: number
    readonly list: readonly { readonly began: string; readonly ended: string; readonly seconds: number }[]
  }
}

test('uc 2.a.3-3 ten minutes without supply are one long interruption with begin and end, behind a concentrator and alone, and count for the customers', async () => {
  const meters = [onTheLine(1), direct()]
  const counted: number[] = []
  for (const serial of meters) counted.push((await survey<Interruptions>(serial)).interruptions.longEver)
  const at = world.clock.time
  for (const target of meters) world.faults.set({ kind: 'outage', target, for: 600 })
  await world.advance(15 * minute)
  for (const [i, serial] of meters.entries()) {
    const { interruptions } = await survey<Interruptions>(serial)
    expect(interruptions.list, serial).toHaveLength(1)
    const [one] = interruptions.list
    expect([interruptions.longEver, one!.seconds]).toEqual([counted[i]! + 1, 600])
    expect(Math.abs(Date.parse(one!.began) - at)).toBeLessThan(minute)
  }
  const stretch = `from=${new Date(at - hour).toISOString()}&to=${new Date(at + hour).toISOString()}&by=substation`
  const { total } = await world.get<{
    total: { customers: number; long: number; minutes: number; saidi: number }
  }>(`/reliability?${stretch}`)
  expect(total).toMatchObject({ long: meters.length })
  expect(total.minutes).toBeCloseTo(10 * meters.length, 0)
  expect(total.saidi).toBeCloseTo(total.minutes / total.customers, 2)
})

test('uc 2.a.4-5 a broken neutral behind a concentrator is a critical alarm within minutes', async () => {
  const at = world.clock.time
  const behind = onTheLine(3)
  world.faults.set({ kind: 'lost-neutral', target: behind })
  await isTold(behind, 'neutralMissing', at, 5 * minute)
  await world.until(async () => (await alarmOf(behind, 'neutralMissing')) !== undefined)
  expect(await alarmOf(behind, 'neutralMissing')).toMatchObject({ severity: 'critical', state: 'new' })
})

interface Distortion {
  readonly distortion: readonly {
    readonly of: string
    readonly phase: number
    readonly order: number | null
    readonly percent: number
    readonly limit: number | null
    readonly kept: boolean
  }[]
}

test('uc 2.a.5-3 distortion of voltage and current is read total and by orders and noted beyond its limit, behind a concentrator and alone', async () => {
  const meters = [onTheLine(1), direct()]
  const at = world.clock.time
  for (const target of meters) {
    world.faults.set({ kind: 'harmonics', target, level: 12 })
    world.faults.set({ kind: 'distorting-load', target, level: 140 })
  }
  await world.advance(15 * minute)
  for (const serial of meters) {
    const { distortion } = await survey<Distortion>(serial)
    const of = (what: string) => distortion.filter(one => one.of === what && one.phase === 1)
    const total = (what: string) => of(what).find(({ order }) => order === null)
    expect(total('voltage'), serial).toMatchObject({ limit: 8, kept: false })
    expect(total('voltage')!.percent).toBeCloseTo(12, 0)
    expect(total('current')!.percent).toBeCloseTo(140, -1)
    expect(of('voltage').map(({ order }) => order)).toEqual(expect.arrayContaining([3, 5, 7]))
  }
  const [behind] = meters as [string, string]
  await isTold(behind, 'distortionHighL1', at + 10 * minute, hour)
  await isTold(behind, 'currentDistortionHighL1', at + 10 * minute, hour)
})
