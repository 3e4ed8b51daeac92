import { decodeDateTime, instantOf } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import {
  ferrarisCodes,
  type MeterEvent,
  profileStatus,
  secondsPerDay,
  secondsPerQuarter,
} from '@ferraris/metering'
import { describe, expect, test } from 'vitest'
import { at, monday, programmedMeter } from '../../programmed-meter.fixture.ts'
import { inMemory } from '../memory/non-volatile.ts'

type Programmed = ReturnType<typeof programmedMeter>

const noon = at(monday, 12)
const later = at(monday, 18)

function count({ getRaw }: Programmed, place: number): unknown {
  return (getRaw(1, `0.0.96.7.${place}.255`, 2) as { value: unknown }).value
}

function duration({ getRaw }: Programmed, place: number): unknown {
  return (getRaw(3, `0.0.96.7.${place}.255`, 2) as { value: unknown }).value
}

function cut({ meter }: Programmed, from: number, seconds: number, phase?: number): void {
  meter.harm({
    kind: phase ? 'phase-outage' : 'outage',
    from,
    until: from + seconds,
    ...(phase && { phase }),
  })
}

function names({ meter }: Programmed, from: number, to: number): MeterEvent[] {
  const codes = meter.store.events.all(to).filter(({ shown }) => shown >= from)
  return codes.map(
    ({ code }) => (Object.keys(ferrarisCodes) as MeterEvent[]).find(name => ferrarisCodes[name] === code)!,
  )
}

describe('failures of the supply', () => {
  test('of seconds are counted, and none of them is long', () => {
    const meter = programmedMeter()
    for (const wait of [0, 60, 120]) cut(meter, noon + wait, 20)
    meter.goTo(noon + 125)
    expect([count(meter, 0), count(meter, 21)]).toEqual([2, 2])
    meter.goTo(later)
    expect([count(meter, 0), count(meter, 21), count(meter, 5), count(meter, 9)]).toEqual([3, 3, 0, 0])
    expect([duration(meter, 15), duration(meter, 19)]).toEqual([0, 0])
    expect(meter.getRaw(7, '1.0.99.97.0.255', 2)).toEqual({ type: 'array', value: [] })
  })

  test('of minutes are long: counted, with their length, and a row in the log', () => {
    const meter = programmedMeter()
    cut(meter, noon, 600)
    meter.goTo(later)
    expect([count(meter, 21), count(meter, 9), duration(meter, 19)]).toEqual([1, 1, 600])
    const began = meter.getRaw(1, '0.0.96.7.14.255', 2) as { value: Uint8Array }
    expect(instantOf(decodeDateTime(began.value))).toBe(noon)
    const log = meter.getRaw(7, '1.0.99.97.0.255', 2) as unknown as {
      value: { value: [{ value: Uint8Array }, { value: number }] }[]
    }
    expect(
      log.value.map(({ value: [end, seconds] }) => [instantOf(decodeDateTime(end.value)), seconds.value]),
    ).toEqual([[noon + 600, 600]])
    expect(meter.get(classes.profileGeneric, '1.0.99.97.0.255', 'entriesInUse')).toBe(1)
  })

  test('are long beyond a threshold that management sets, from then on', () => {
    const meter = programmedMeter()
    cut(meter, noon, 100)
    meter.goTo(noon + 200)
    const raw = (value: number) => meter.setRaw(3, '0.0.96.7.20.255', 2, { type: 'long-unsigned', value })
    expect(meter.getRaw(3, '0.0.96.7.20.255', 2)).toMatchObject({ value: 180 })
    expect([raw(0), raw(60)]).toEqual(['other-reason', 'success'])
    cut(meter, noon + 300, 100)
    meter.goTo(later)
    expect([count(meter, 21), count(meter, 9)]).toEqual([2, 1])
  })

  test('of one phase are counted there, and the others go on', () => {
    const meter = programmedMeter({ phases: 3 })
    const { store } = meter.meter
    const whole = store.registers(later)[0]!
    cut(meter, noon, 4 * 3600, 2)
    const phases = store.sample(noon + 60).phases
    expect(phases[1]).toEqual({ import: 0, export: 0, voltage: 0, current: 0 })
    expect(phases[0]!.voltage).toBeGreaterThan(2100)
    expect(store.sample(noon + 60).import).toBe(phases[0]!.import + phases[2]!.import)
    const counted = store.registers(later)[0]!
    expect(counted).toBeLessThan(whole)
    expect(counted - store.registers(noon)[0]!).toBeGreaterThan(0)
    meter.goTo(later)
    expect([0, 1, 2, 3, 21].map(place => count(meter, place))).toEqual([0, 0, 1, 0, 1])
    expect([7, 9].map(place => count(meter, place))).toEqual([1, 1])
    expect(names(meter, noon, later)).toEqual(['phaseMissingL2', 'voltageNormalL2'])
    // All three at once are a dead meter.
    meter.goTo(noon)
    for (const phase of [1, 3]) cut(meter, noon + 60, 60, phase)
    meter.goTo(noon + 90)
    expect(meter.meter.supplied).toBe(false)
  })
})

test('a dead meter logs that it died and woke up, nothing in between, and captures nothing', () => {
  const meter = programmedMeter({ depthDays: 200 })
  const { store } = meter.meter
  const [from, until] = [noon + 60, noon + 60 + 5 * secondsPerQuarter]
  cut(meter, from, 5 * secondsPerQuarter)
  expect(names(meter, noon, later)).toEqual(['powerDown', 'powerUp'])
  const rows = store.loadProfile.range(noon, noon + 8 * secondsPerQuarter, later)
  const stamps = Array.from(rows.shown, shown => (shown - noon) / secondsPerQuarter)
  expect(stamps).toEqual([0, 6, 7, 8])
  const down = Array.from(rows.status, status => (status & profileStatus.powerDown) !== 0)
  expect(down).toEqual([false, true, false, false])
  const [imported] = rows.values
  expect(imported[1]! - imported[0]!).toBe(
    Math.round(
      store.registers(from)[0]! -
        store.registers(noon)[0]! +
        store.registers(noon + 6 * 900)[0]! -
        store.registers(until)[0]!,
    ),
  )
  expect(store.loadProfile.entriesInUse(later)).toBe(
    programmedMeter({ depthDays: 200 }).meter.store.loadProfile.entriesInUse(later) - 5,
  )
  // A midnight without supply has no daily row; the next one says that it had failed.
  cut(meter, at(monday, 23), 2 * 3600)
  const days = store.dailyProfile.range(
    at(monday),
    at(monday) + 3 * secondsPerDay,
    at(monday) + 3 * secondsPerDay,
  )
  expect(days.map(({ shown }) => (shown - at(monday)) / secondsPerDay)).toEqual([0, 2, 3])
  expect(days.map(({ status }) => (status & profileStatus.powerDown) !== 0)).toEqual([false, true, false])
})

test('registers, counters and events of a failure are the same after a restart', () => {
  const memory = inMemory()
  const meter = programmedMeter({}, noon, memory)
  cut(meter, noon + 10, 400)
  meter.goTo(later)
  const again = programmedMeter({}, later, memory)
  expect(again.meter.store.registers(later)).toEqual(meter.meter.store.registers(later))
  expect(again.meter.store.events.all(later)).toEqual(meter.meter.store.events.all(later))
  expect(count(again, 9)).toBe(1)
})
