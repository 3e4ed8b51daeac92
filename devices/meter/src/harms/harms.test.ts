import { msOf, secondsPerHour, secondsPerQuarter } from '@ferraris/metering'
import { describe, expect, test } from 'vitest'
import { at, monday, programmedMeter } from '../programmed-meter.fixture.ts'
import { countersOf } from '../store/counted.ts'
import { inMemory } from '../store/memory/non-volatile.ts'
import type { HarmOrder } from './harm.ts'
import { HarmError } from './harm-error.ts'
import type { HarmKind } from './kinds.ts'

const noon = at(monday, 12)

/** The member of an order that a meter refuses. */
function refusedMember(order: Partial<HarmOrder>, phases: 1 | 3 = 1): string | undefined {
  const { meter } = programmedMeter({ phases })
  try {
    meter.harm({ kind: 'sag', from: noon, ...order } as HarmOrder<HarmKind>)
    return undefined
  } catch (error) {
    if (error instanceof HarmError) return error.member
    throw error
  }
}

describe('an outage', () => {
  test('stops the registers, darkens the phases, and is over when it is mended', () => {
    const meter = programmedMeter()
    const { store } = meter.meter
    const before = store.registers(noon)[0]!
    const undisturbed = store.registers(noon + 2 * secondsPerHour)[0]!
    meter.meter.harm({ kind: 'outage', from: noon })
    expect(meter.meter.supplied).toBe(false)
    expect(store.registers(noon + 2 * secondsPerHour)[0]).toBe(before)
    expect(store.sample(noon).phases[0]).toEqual({ import: 0, export: 0, voltage: 0, current: 0 })
    meter.goTo(noon + secondsPerHour)
    expect(meter.meter.endHarm('outage', meter.now)).toBe(1)
    expect(meter.meter.supplied).toBe(true)
    const counted = store.registers(noon + 2 * secondsPerHour)[0]!
    expect(counted).toBeGreaterThan(before)
    expect(counted).toBeLessThan(undisturbed)
    expect(meter.meter.endHarm('outage', meter.now)).toBe(0)
  })

  test('is kept over a restart, and ends at the time that was said', () => {
    const memory = inMemory()
    const until = noon + secondsPerHour
    programmedMeter({}, noon, memory).meter.harm({ kind: 'outage', from: noon, until })
    const again = programmedMeter({}, noon + 60, memory)
    expect(again.meter.supplied).toBe(false)
    expect(again.meter.nextWake()).toBe(msOf(until))
    again.goTo(until)
    expect(again.meter.supplied).toBe(true)
  })

  test('that lies ahead comes of itself, or is called off', () => {
    const { meter, goTo } = programmedMeter()
    meter.harm({ kind: 'outage', from: noon + 60 })
    expect([meter.supplied, meter.nextWake()]).toEqual([true, msOf(noon + 60)])
    goTo(noon + 60)
    expect(meter.supplied).toBe(false)
    meter.endHarm('outage', noon + secondsPerQuarter)
    goTo(noon + secondsPerQuarter)
    expect(meter.supplied).toBe(true)
    meter.harm({ kind: 'outage', from: noon + secondsPerHour })
    expect(meter.endHarm('outage', noon + secondsPerQuarter)).toBe(1)
    goTo(noon + secondsPerHour)
    expect(meter.supplied).toBe(true)
  })
})

test('a sag lowers one phase for some seconds, and is counted there when it is over', () => {
  const { meter } = programmedMeter({ phases: 3 })
  const { store } = meter
  const before = [0, 1, 2].map(phase => store.quality.dips('sag', noon + 10, phase).count)
  meter.harm({ kind: 'sag', from: noon, until: noon + 2, phase: 2, depth: 0.25 })
  const voltages = store.sample(noon + 1).phases.map(({ voltage }) => voltage)
  expect(voltages[1]).toBe(1725)
  expect(Math.min(voltages[0]!, voltages[2]!)).toBeGreaterThan(2100)
  expect(store.sample(noon + 2).phases[1]!.voltage).toBeGreaterThan(2100)
  const after = [0, 1, 2].map(phase => store.quality.dips('sag', noon + 10, phase).count)
  expect(after.map((count, phase) => count - before[phase]!)).toEqual([0, 1, 0])
  expect(store.quality.dips('sag', noon + 1, 1).count).toBe(before[1])
})

test('an order that cannot be names the member that is wrong', () => {
  expect(refusedMember({ until: noon + 5 })).toBeUndefined()
  expect(refusedMember({ kind: 'lightning' })).toBe('kind')
  expect(refusedMember({ from: msOf(noon) })).toBe('from')
  expect(refusedMember({ from: noon + 0.5 })).toBe('from')
  expect(refusedMember({ from: Number.NaN })).toBe('from')
  expect(refusedMember({ from: 0 })).toBe('from')
  expect(refusedMember({ until: noon })).toBe('until')
  expect(refusedMember({ until: noon + 61 })).toBe('until')
  expect(refusedMember({ phase: 2 })).toBe('phase')
  expect(refusedMember({ phase: 4 }, 3)).toBe('phase')
  expect(refusedMember({ depth: 1.5 })).toBe('depth')
  expect(refusedMember({ depth: Number.NaN })).toBe('depth')
  expect(refusedMember({ level: 0 })).toBe('level')
  expect(refusedMember({ level: 180 })).toBe('level')
  expect(refusedMember({ kind: 'swell', level: 252 })).toBe('level')
  expect(refusedMember({ kind: 'swell', depth: 0.2 })).toBe('depth')
  expect(refusedMember({ kind: 'outage', level: 180 })).toBe('level')
  expect(refusedMember({ kind: 'outage', phase: 1 })).toBe('phase')
})

test('the same harm is not done twice at a time', () => {
  const { meter } = programmedMeter()
  meter.harm({ kind: 'outage', from: noon, until: noon + 10 })
  expect(() => meter.harm({ kind: 'outage', from: noon + 5 })).toThrow('holds at that time already')
  meter.harm({ kind: 'outage', from: noon + 10 })
})

describe('a meter to which much was done', () => {
  /** A memory full of harms that follow one another each ten seconds. */
  function fullOf(...kinds: HarmKind[]) {
    const memory = inMemory()
    memory.set(
      'harms',
      Array.from({ length: 1000 }, (_, i) => {
        const from = noon + 10 * i
        return { kind: kinds[i % kinds.length]!, from, until: from + 5 }
      }),
    )
    return memory
  }

  test('forgets what is over, and counts on from where it stood', () => {
    const memory = fullOf('outage', 'sag', 'meter-cover', 'reverse-flow', 'swell')
    const later = noon + 10_000
    const { meter } = programmedMeter({}, later, memory)
    const before = countersOf(meter.store, later)
    const dips = meter.store.quality.dips('sag', later, 0)
    meter.harm({ kind: 'sag', from: later, until: later + 1 })
    expect(meter.store.harms.list).toHaveLength(751)
    expect(countersOf(meter.store, later)).toEqual(before)
    expect(meter.store.quality.dips('sag', later, 0)).toEqual(dips)
    const restarted = programmedMeter({}, later + 10, memory)
    const after = countersOf(restarted.meter.store, later + 10)
    expect(after).toMatchObject({ 'sag.0': before['sag.0']! + 1, 'failures.all': before['failures.all'] })
    expect(after.import! - before.import!).toBeLessThan(10)
    expect(after.import!).toBeGreaterThanOrEqual(before.import!)
  })

  test('refuses more than it can bear at once, and says how to make room', () => {
    const memory = fullOf('sag')
    const { meter } = programmedMeter({}, noon, memory)
    expect(() => meter.harm({ kind: 'magnet', from: noon })).toThrow('1000 harms hold or lie ahead')
    meter.endHarm('sag', noon)
    expect(meter.harm({ kind: 'magnet', from: noon }).kind).toBe('magnet')
  })
})
