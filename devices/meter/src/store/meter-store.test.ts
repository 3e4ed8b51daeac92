import { zone } from '@ferraris/cosem'
import { ferrarisCodes, idisCodes, profileStatus } from '@ferraris/metering'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { civilDay, weekday } from '../calendar/civil-day.ts'
import { LocalCalendar } from '../calendar/local-day.ts'
import { emptyLoadDay, type Feeder, type LoadSource } from '../load/load-source.ts'
import { syntheticHousehold } from '../load/synthetic/household.ts'
import { CurveCache } from '../metrology/curve-cache.ts'
import { TariffCalendar } from '../metrology/tariff-calendar.ts'
import { italianBands } from '../metrology/tariff-plan.ts'
import { inMemory } from './memory/non-volatile.ts'
import { MeterStore } from './meter-store.ts'

const calendar = new LocalCalendar(zone('Europe/Rome'))
const surroundings = { calendar, tariffs: new TariffCalendar(italianBands), curves: new CurveCache() }
const origin = civilDay(2026, 9, 1)
const begin = calendar.of(origin).start
/** Some minutes past noon, 80 days on. */
const now = calendar.of(origin + 80).start + 12 * 3600 + 321

function meter(
  memory = inMemory(),
  depthDays = 60,
  index = 7,
  load: LoadSource = syntheticHousehold(1, index),
) {
  return new MeterStore(
    {
      serial: 'FER00000001',
      load,
      seed: 4711,
      phases: 1,
      origin,
      depthDays,
      memory,
    },
    surroundings,
  )
}

function names(codes: number[]) {
  return codes.map(code => Object.entries(idisCodes).find(([, value]) => value === code)?.[0])
}

describe('the load profile of a meter that was started now', () => {
  test('already holds its past: 60 days of quarters and the row they start from', () => {
    const { loadProfile } = meter()
    expect(loadProfile.entriesInUse(now)).toBe(60 * 96 + 1)
    expect(loadProfile.capacity).toBe(60 * 96 + 1)
    expect(meter(inMemory(), 100).loadProfile.entriesInUse(now)).toBe(
      (Math.floor(now / 900) * 900 - begin) / 900 + 1,
    )
  })

  test('has in each row the registers of that instant', () => {
    const store = meter()
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5761 }), entry => {
        const { count, shown, values } = store.loadProfile.entries(entry, entry, now)
        expect(count).toBe(1)
        const registers = store.registers(shown[0]!)
        expect(values.map(([value]) => value)).toEqual([...registers.slice(0, 4)])
      }),
    )
  })

  test.each([
    ['a common day', civilDay(2026, 11, 18), 97],
    ['the day summer time ends', civilDay(2026, 10, 25), 101],
  ])('gives a local day with its opening row: %s', (_, day, rows) => {
    const { start, end } = calendar.of(day)
    const { count, shown, status } = meter().loadProfile.range(start, end, now)
    expect(count).toBe(rows)
    expect([shown[0], shown[rows - 1]]).toEqual([start, end])
    const summer = [...status].filter(bits => bits === profileStatus.daylightSaving).length
    expect(summer).toBe(rows === 101 ? 12 : 0)
  })

  test('gives the same rows by range and by entry', () => {
    const { loadProfile } = meter()
    const all = loadProfile.range(0, Number.MAX_SAFE_INTEGER, now)
    expect(all.count).toBe(loadProfile.entriesInUse(now))
    const some = loadProfile.entries(101, 110, now)
    expect(some.shown).toEqual(all.shown.slice(100, 110))
    expect(some.values[0]).toEqual(all.values[0].slice(100, 110))
    expect(loadProfile.range(some.shown[0]! - 1, some.shown[9]! + 899, now)).toEqual(some)
  })

  test('has no row of the future, none of before, and none that does not exist', () => {
    const { loadProfile } = meter()
    expect(loadProfile.range(now, now + 86_400, now).count).toBe(0)
    expect(loadProfile.range(begin - 86_400, begin - 1, now).count).toBe(0)
    expect(loadProfile.range(now, now - 900, now).count).toBe(0)
    expect(loadProfile.entries(5762, 9999, now).count).toBe(0)
    expect(loadProfile.entries(0, 0, now).count).toBe(0)
    expect(loadProfile.entries(10, 3, now).count).toBe(0)
  })
})

describe('a clock that is set', () => {
  test('forward skips quarters, and marks the row that is shorter', () => {
    const store = meter()
    const at = now - 5 * 86_400
    store.setClock(store.clock.read(at) + 3600, at)
    const { count, shown, status, values } = store.loadProfile.range(at - 1800, at + 3600 + 1800, now)
    const steps = [...shown.slice(1)].map((stamp, row) => stamp - shown[row]!)
    expect(steps.filter(step => step !== 900)).toEqual([4500])
    const jump = steps.indexOf(4500) + 1
    expect([...status].map((bits, row) => [row, bits]).filter(([, bits]) => bits !== 0)).toEqual([
      [jump, profileStatus.clockAdjusted],
    ])
    expect(count).toBe(4)
    expect(values[0][count - 1]).toBe(store.registers(shown[count - 1]! - 3600)[0])
  })

  test('back passes quarters twice, in the order of time', () => {
    const store = meter()
    const at = now - 86_400
    store.setClock(store.clock.read(at) - 1800, at)
    const { shown, values } = store.loadProfile.range(at - 3600, at + 3600, now)
    expect([...shown.slice(1)].map((stamp, row) => stamp - shown[row]!)).toContain(-900)
    expect([...values[0]]).toEqual([...values[0]].toSorted((a, b) => a - b))
  })

  test('leaves two events, under the old time and the new, and survives a restart', () => {
    const memory = inMemory()
    const store = meter(memory)
    store.setClock(now + 120, now)
    const [old, fresh] = store.events.all(now + 1).slice(-2)
    expect([old, fresh]).toEqual([
      { shown: now, code: idisCodes.clockAdjustedOldTime },
      { shown: now + 120, code: idisCodes.clockAdjustedNewTime },
    ])
    expect(meter(memory).clock.read(now + 10)).toBe(now + 130)
  })

  test.each([-1, 2 ** 32, 1e12, Number.NaN])('to %d, which it cannot show, changes nothing', shown => {
    const store = meter()
    store.setClock(shown, now)
    expect(store.clock.read(now)).toBe(now)
    expect(store.dailyProfile.entriesInUse(now + 10)).toBe(61)
  })

  test('to the second it already shows changes nothing', () => {
    const store = meter()
    store.setClock(now + 0.4, now)
    expect(store.clock.settings).toHaveLength(1)
  })
})

describe('a clock that is set onto a boundary', () => {
  test.each([
    ['a quarter', now + 900 - 100, 900],
    ['midnight', calendar.of(calendar.at(now).day + 1).start - 300, 86_400],
  ])('keeps the row of %s, marked as adjusted', (_, at, period) => {
    const store = meter()
    const boundary = Math.ceil(at / 900) * 900
    store.setClock(boundary, at)
    const later = at + 1200
    const stamps = store.loadProfile.range(boundary - 900, boundary + 900, later)
    expect([...stamps.shown]).toEqual([boundary - 900, boundary, boundary + 900])
    expect(stamps.status[1]! & profileStatus.clockAdjusted).toBeTruthy()
    expect(stamps.values[0][1]).toBe(store.registers(at)[0])
    const days = store.dailyProfile.range(boundary, boundary, later)
    expect(days.map(({ shown }) => shown)).toEqual(period === 900 ? [] : [boundary])
  })

  test('back onto one, the row is there once', () => {
    const store = meter()
    const at = Math.floor(now / 900) * 900 + 100
    store.setClock(at - 100, at)
    expect([...store.loadProfile.range(at - 100, at - 100, at + 1200).shown]).toEqual([at - 100])
  })
})

describe('the daily profile', () => {
  test('has the registers of every local midnight', () => {
    const store = meter()
    const rows = store.dailyProfile.entries(1, 1000, now)
    expect(rows).toHaveLength(61)
    expect(store.dailyProfile.entriesInUse(now)).toBe(61)
    for (const { shown, registers } of rows) {
      expect(calendar.at(shown).start).toBe(shown)
      expect(registers).toEqual(store.registers(shown))
    }
    expect(store.dailyProfile.range(rows[3]!.shown, rows[5]!.shown, now)).toEqual(rows.slice(3, 6))
  })
})

describe('the billing profile', () => {
  test('closes each month with its registers and its highest quarter hour', () => {
    const store = meter()
    const rows = store.billingProfile.entries(1, 99, now)
    expect(rows.map(({ shown }) => calendar.at(shown).day)).toEqual([
      origin,
      civilDay(2026, 10, 1),
      civilDay(2026, 11, 1),
    ])
    const [, september, october] = rows
    expect(september!.registers).toEqual(store.registers(september!.shown))
    const { power, time } = october!.demand
    expect(september!.shown < time && time <= october!.shown).toBe(true)
    expect(4 * (store.registers(time)[0]! - store.registers(time - 900)[0]!)).toBe(power)
  })

  test('has the highest quarter of the running month', () => {
    const { power, time } = meter().maximumDemand(now)
    expect(power).toBeGreaterThan(500)
    expect(calendar.at(time - 1).day).toBeGreaterThanOrEqual(civilDay(2026, 11, 1))
  })
})

describe('the event log', () => {
  test('starts with the installation and the change of the clocks, in the order of time', () => {
    const events = meter().events.all(now)
    expect(names(events.slice(0, 3).map(({ code }) => code))).toEqual([
      'powerUp',
      'tariffsActivated',
      'terminalCoverClosed',
    ])
    expect(events.filter(({ code }) => code === idisCodes.daylightSavingChanged)).toEqual([
      { shown: Date.UTC(2026, 9, 25, 1) / 1000, code: idisCodes.daylightSavingChanged },
    ])
    expect(events.map(({ shown }) => shown)).toEqual(
      events.map(({ shown }) => shown).toSorted((a, b) => a - b),
    )
  })

  test('tells that the supply opened because the home drew too much, and was closed by hand', () => {
    const found = Array.from({ length: 40 }, (_, i) => meter(inMemory(), 60, i)).flatMap(store =>
      store.events.of('disconnector', now).map(event => ({ store, ...event })),
    )
    expect(found.length).toBeGreaterThan(10)
    const [opened, closed] = found
    expect(names([opened!.code, closed!.code])).toEqual(['localDisconnection', 'manualConnection'])
    expect(closed!.shown - opened!.shown).toBe(760)
    const quarter = opened!.shown - 120
    const drawn = (from: number) =>
      opened!.store.registers(from + 900)[0]! - opened!.store.registers(from)[0]!
    expect(drawn(quarter)).toBeLessThan(drawn(quarter - 900))
  })

  test('has short dips of the line when they are over: how many, how long, how deep', () => {
    const store = meter()
    const { count, last } = store.quality.dips('sag', now, 0)
    expect(count).toBeGreaterThan(0)
    expect(last!.duration).toBeLessThanOrEqual(60)
    const from = last!.at - last!.duration
    expect(store.sample(from).phases[0]!.voltage).toBe(last!.voltage)
    expect(last!.voltage).toBeLessThan(2000)
    expect(store.sample(last!.at).phases[0]!.voltage).toBeGreaterThan(2070)
    const logged = store.events.of('power-quality', now)
    expect(logged).toHaveLength(count)
    expect(logged.at(-1)).toEqual({
      shown: last!.at,
      code: ferrarisCodes.sagL1,
      magnitude: last!.voltage,
      duration: last!.duration,
    })
  })

  test('tells voltage out of its range for a quarter, in both directions, until it is well within again', () => {
    const day = (load: number, fed: number) => {
      const energies = emptyLoadDay()
      energies.import.fill(load)
      energies.export.fill(fed, 44, 52)
      energies.import.fill(0, 44, 52)
      return energies
    }
    const feeder = (drawn: number): Feeder => ({
      seed: 1,
      voltsPerKilowatt: 20,
      serviceVoltsPerKilowatt: 1.3,
      mean: () =>
        Float64Array.from({ length: 96 }, (_, q) => (q >= 44 && q < 52 ? -3000 : q < 8 ? drawn : 300)),
    })
    const load = { household: 'end', contractedPower: 6000, day: () => day(200, 900), feeder: feeder(4000) }
    const store = meter(inMemory(), 60, 7, load)
    const today = calendar.at(now).start
    const logged = store.events.of('power-quality', now + 43_200).filter(({ shown }) => shown > today)
    expect(names(logged.map(({ code }) => code))).toEqual([
      'undervoltageL1',
      'voltageNormalL1',
      'overvoltageL1',
      'voltageNormalL1',
    ])
    expect(logged.map(({ shown }) => (shown - today) / 900)).toEqual([1, 9, 45, 53])
  })

  test('keeps the order in which things happened, also when the clock has been set back', () => {
    const store = meter()
    store.supply.execute('remote-disconnect', now)
    store.setClock(now - 3600, now + 60)
    store.supply.execute('remote-reconnect', now + 120)
    const happened = [
      'remoteDisconnection',
      'clockAdjustedOldTime',
      'clockAdjustedNewTime',
      'remoteConnection',
    ]
    expect(
      names(
        store.events
          .all(now + 200)
          .slice(-4)
          .map(({ code }) => code),
      ),
    ).toEqual(happened)
    const numbered = store.events.count(now + 200)
    expect(store.events.count(now + 7200)).toBe(numbered)
    expect(
      names(
        store.events
          .all(now + 7200)
          .slice(-4)
          .map(({ code }) => code),
      ),
    ).toEqual(happened)
  })

  test('has a log for each kind, and a busy one drives nothing out of the others', () => {
    const store = meter()
    store.events.record('meterCoverRemoved', now)
    for (let i = 0; i < 400; i++) store.events.record('limiterExceeded', now + i)
    expect(names(store.events.of('fraud', now + 500).map(({ code }) => code))).toEqual([
      'terminalCoverClosed',
      'meterCoverRemoved',
    ])
    expect(store.events.of('disconnector', now + 500)).toHaveLength(store.events.capacity)
    expect(names(store.events.of('standard', now + 500).map(({ code }) => code))).toContain('powerUp')
  })

  test('tells a switch that was made ready from one that was closed', () => {
    const store = meter()
    store.supply.setMode(3, now)
    for (const [i, order] of (
      ['remote-disconnect', 'remote-reconnect', 'manual-reconnect'] as const
    ).entries())
      store.supply.execute(order, now + i)
    expect(names(store.events.of('disconnector', now + 5).map(({ code }) => code))).toEqual([
      'remoteDisconnection',
      'readyForManualConnection',
      'manualConnection',
    ])
  })
})

describe('the supply switch', () => {
  test('stops the registers until it closes, also for a meter that restarts in between', () => {
    const memory = inMemory()
    const store = meter(memory)
    const before = store.registers(now)
    expect(store.supply.execute('remote-disconnect', now)).toBe(true)
    expect(store.supply.outputState).toBe(false)
    expect(store.sample(now + 5).import).toBe(0)
    const restarted = meter(memory)
    expect(restarted.registers(now + 7200)).toEqual(before)
    expect(restarted.supply.execute('remote-reconnect', now + 7200)).toBe(true)
    expect(restarted.supply.outputState).toBe(true)
    expect(restarted.registers(now + 86_400)[0]).toBeGreaterThan(before[0]!)
    expect(restarted.registers(now + 86_400)).toEqual(meter(memory).registers(now + 86_400))
    expect(
      names(
        restarted.events
          .all(now + 7200)
          .slice(-2)
          .map(({ code }) => code),
      ),
    ).toEqual(['remoteDisconnection', 'remoteConnection'])
  })

  test.each([
    ['mode 0 takes no order', 0, 'remote-disconnect', [false, 1]],
    ['mode 1 waits for the button', 1, 'remote-reconnect', [true, 2]],
    ['mode 2 closes at once', 2, 'remote-reconnect', [true, 1]],
    ['mode 3 waits for the button', 3, 'remote-reconnect', [true, 2]],
    ['mode 3 has no button to open', 3, 'manual-disconnect', [false, 1]],
    ['mode 4 closes at once', 4, 'remote-reconnect', [true, 1]],
    ['mode 5 may open by the button', 5, 'manual-disconnect', [true, 2]],
    ['mode 6 may not', 6, 'manual-disconnect', [false, 1]],
  ] as const)('%s', (_, mode, order, [done, state]) => {
    const { supply } = meter()
    expect(supply.setMode(mode, now)).toBe(true)
    if (order === 'remote-reconnect') supply.execute('remote-disconnect', now)
    expect(supply.execute(order, now + 1)).toBe(done)
    expect(supply.controlState).toBe(state)
  })

  test('closes by the meter itself only in the modes that allow it', () => {
    for (const mode of [1, 2, 3, 4, 5, 6]) {
      const { supply } = meter()
      supply.setMode(mode, now)
      expect(supply.execute('local-disconnect', now)).toBe(true)
      expect(supply.execute('local-reconnect', now + 1)).toBe(mode >= 5)
      if (mode < 5) expect(supply.execute('manual-reconnect', now + 2)).toBe(true)
    }
  })

  test('has no seventh mode, and closes in the mode that cannot be open', () => {
    const { supply } = meter()
    expect(supply.setMode(7, now)).toBe(false)
    supply.execute('remote-disconnect', now)
    supply.setMode(0, now + 1)
    expect(supply.outputState).toBe(true)
  })
})

test('a meter brings along what it counted before its records began', () => {
  const registers = meter().registers(begin)
  expect(registers[0]).toBeGreaterThan(100_000)
  expect(registers[4]! + registers[5]! + registers[6]! + registers[7]!).toBe(registers[0])
  expect(weekday(origin)).toBe(1)
})
