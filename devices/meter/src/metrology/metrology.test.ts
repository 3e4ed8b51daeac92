import { zone } from '@ferraris/cosem'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { civilDay } from '../calendar/civil-day.ts'
import { LocalCalendar } from '../calendar/local-day.ts'
import { fraction } from '../load/chance.ts'
import { lonely } from '../load/feeder.ts'
import { emptyLoadDay, type LoadSource } from '../load/load-source.ts'
import { syntheticHousehold } from '../load/synthetic/household.ts'
import { CurveCache } from './curve-cache.ts'
import { Metrology, type MetrologySetup } from './metrology.ts'
import { channels, measured, register } from './registers.ts'
import { sampleAt } from './sample.ts'
import { TariffCalendar } from './tariff-calendar.ts'
import { italianBands } from './tariff-plan.ts'

const calendar = new LocalCalendar(zone('Europe/Rome'))
const tariffs = new TariffCalendar(italianBands)
const origin = civilDay(2026, 3, 1)
const begin = calendar.of(origin).start
const start = Float64Array.of(1000, 200, 30, 4, 500, 300, 200, 0)

function metrology(change: Partial<MetrologySetup> = {}) {
  return new Metrology({
    load: syntheticHousehold(1, 0),
    calendar,
    tariffs,
    curves: new CurveCache(),
    seed: 99,
    origin,
    startingRegisters: () => start,
    disturbances: [],
    exportLimits: [],
    ...change,
  })
}

/** Random whole energies, some of them both ways in one quarter. */
function randomLoad(seed: number): LoadSource {
  return {
    household: 'random',
    contractedPower: 3000,
    day: day => {
      const load = emptyLoadDay()
      Object.values(load).forEach((values: Int32Array, channel) => {
        for (let quarter = 0; quarter < 96; quarter++)
          values[quarter] = Math.max(0, 1500 * fraction(seed + channel, day * 96 + quarter) - 300)
      })
      return load
    },
  }
}

const instants = fc.integer({ min: begin, max: begin + 250 * 86_400 })

describe('the registers', () => {
  test('begin with what the meter brought along, and hold it for any earlier instant', () => {
    expect(metrology().registers(begin)).toEqual(start)
    expect(metrology().registers(begin - 12345)).toEqual(start)
  })

  test('are the starting registers plus every quarter since', () => {
    const load = syntheticHousehold(1, 4)
    const meter = metrology({ load })
    const expected = start.slice()
    for (let local = calendar.of(origin); local.day < origin + 40; local = calendar.of(local.day + 1)) {
      expect(meter.registers(local.start)).toEqual(expected)
      const energies = Object.values(load.day(local.day)) as Int32Array[]
      local.wallQuarter.forEach((wall, quarter) => {
        for (let channel = 0; channel < 4; channel++) expected[channel]! += energies[channel]![wall]!
        expected[3 + tariffs.of(local)[quarter]!]! += energies[0]![wall]!
      })
    }
  })

  test('do not depend on the order in which they are asked', () => {
    fc.assert(
      fc.property(fc.array(instants, { minLength: 1, maxLength: 6 }), asked => {
        const meter = metrology()
        for (const instant of asked) expect(meter.registers(instant)).toEqual(metrology().registers(instant))
      }),
      { numRuns: 20 },
    )
  })

  test('never fall from one second to another', () => {
    const meter = metrology({ load: randomLoad(3) })
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 4000 }), (instant, later) => {
        const [before, after] = [meter.registers(instant), meter.registers(instant + later)]
        channels.forEach((channel, i) => {
          expect(after[i], channel).toBeGreaterThanOrEqual(before[i]!)
        })
      }),
    )
  })

  test('split A+ into tariffs without a remainder, at any second', () => {
    const meter = metrology({ load: randomLoad(5) })
    fc.assert(
      fc.property(instants, instant => {
        const registers = meter.registers(instant)
        expect(registers[4]! + registers[5]! + registers[6]! + registers[7]!).toBe(
          register(registers, 'import'),
        )
      }),
    )
  })

  test('fall where a measured quarter is negative, and only there', () => {
    const oneBadQuarter = emptyLoadDay()
    oneBadQuarter.import.fill(10)
    oneBadQuarter.import[8] = -40
    const meter = metrology({ load: { ...randomLoad(1), day: () => oneBadQuarter } })
    const at = (quarter: number) => register(meter.registers(begin + quarter * 900), 'import')
    expect(at(9) - at(8)).toBe(-40)
    expect(at(10) - at(9)).toBe(10)
  })
})

test('one register alone is that of all of them, at any second, across a cut of the supply', () => {
  const [from, to] = [begin + 40_000, begin + 50_000]
  const meter = metrology({ load: randomLoad(3), disturbances: [{ from, to, share: 0 }] })
  fc.assert(
    fc.property(fc.integer({ min: begin - 100, max: begin + 200_000 }), instant => {
      const all = meter.registers(instant)
      for (const channel of measured) expect(meter.energy(channel, instant)).toBe(all[channel])
    }),
  )
})

test('reactive energy by quadrant is that of the seconds in which active power goes either way, and no more than all', () => {
  const meter = metrology({ load: randomLoad(5) })
  const local = calendar.of(civilDay(2026, 5, 6))
  const curve = meter.curve(local.day)
  const feeding = [0, 0]
  for (let quarter = 0; quarter < 40; quarter++)
    for (let second = 0; second < 900; second++) {
      if (curve.power(1, quarter, second) <= curve.power(0, quarter, second)) continue
      feeding[0]! += curve.power(2, quarter, second) / 3600
      feeding[1]! += curve.power(3, quarter, second) / 3600
    }
  const [from, to] = [meter.quadrants(local.start), meter.quadrants(local.start + 40 * 900)]
  expect(feeding[0]).toBeGreaterThan(100)
  expect(Math.abs(to.QII - from.QII - feeding[0]!)).toBeLessThanOrEqual(1)
  expect(Math.abs(to.QIII - from.QIII - feeding[1]!)).toBeLessThanOrEqual(1)
  for (let quarter = 1; quarter <= 40; quarter++) {
    const [before, after] = [quarter - 1, quarter].map(at => meter.quadrants(local.start + at * 900))
    for (const quadrant of ['QI', 'QII', 'QIII', 'QIV'] as const)
      expect(after![quadrant]).toBeGreaterThanOrEqual(before![quadrant])
    expect(after!.QI + after!.QII).toBe(meter.energy(2, local.start + quarter * 900))
    expect(after!.QIII + after!.QIV).toBe(meter.energy(3, local.start + quarter * 900))
  }
})

describe('columns of quarter hours', () => {
  const column = () => new Float64Array(300)
  const columns = () => [column(), column(), column(), column()] as const

  test.each([
    ['a common day', civilDay(2026, 5, 6), 96],
    ['the day summer time begins', civilDay(2026, 3, 29), 92],
    ['the day summer time ends', civilDay(2026, 10, 25), 100],
  ])('equal the registers of those instants: %s', (_, day, quarters) => {
    const local = calendar.of(day)
    expect(local.quarters).toBe(quarters)
    const meter = metrology({ load: randomLoad(8) })
    const into = columns()
    meter.columns(local.start - 1800, quarters + 5, into, 2)
    for (let row = 0; row < quarters + 5; row++) {
      const registers = meter.registers(local.start - 1800 + row * 900)
      for (let channel = 0; channel < 4; channel++) expect(into[channel]![2 + row]).toBe(registers[channel])
    }
  })

  test('also equal them off the quarter and before the begin', () => {
    const meter = metrology()
    const into = columns()
    meter.columns(begin - 1000, 20, into)
    for (let row = 0; row < 20; row++) {
      expect(into[0]![row]).toBe(meter.registers(begin - 1000 + row * 900)[0])
    }
  })
})

describe('an interruption of supply', () => {
  const local = calendar.of(origin + 10)
  const noon = local.start + 12 * 3600

  test('stops every register until supply is back, and takes out just what would have been counted', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 50_000 }),
        fc.integer({ min: 1, max: 200_000 }),
        (wait, length) => {
          const [from, to] = [noon + wait, noon + wait + length]
          const free = metrology({ load: randomLoad(2) })
          const cut = metrology({ load: randomLoad(2), disturbances: [{ from, to, share: 0 }] })
          expect(cut.registers(from)).toEqual(free.registers(from))
          expect(cut.registers(to)).toEqual(free.registers(from))
          const lost = free.registers(to).map((value, i) => value - free.registers(from)[i]!)
          const later = to + 100_000
          expect(cut.registers(later)).toEqual(free.registers(later).map((value, i) => value - lost[i]!))
        },
      ),
      { numRuns: 50 },
    )
  })

  test('may open now, after later instants were asked for, and close later', () => {
    const meter = metrology({ load: randomLoad(2) })
    meter.registers(noon + 5 * 86_400)
    meter.disturb([{ from: noon, share: 0 }], noon)
    expect(meter.registers(noon + 3 * 86_400)).toEqual(metrology({ load: randomLoad(2) }).registers(noon))
    const closed = [{ from: noon, to: noon + 100_000, share: 0 }]
    meter.disturb(closed, noon)
    const fresh = metrology({ load: randomLoad(2), disturbances: closed })
    expect(meter.registers(noon + 9 * 86_400)).toEqual(fresh.registers(noon + 9 * 86_400))
  })

  test('leaves seconds without power, and the voltage on the line', () => {
    const always = { ...emptyLoadDay(), import: new Int32Array(96).fill(100) }
    const load = { ...randomLoad(1), day: () => always }
    const meter = metrology({ load, disturbances: [{ from: noon, to: noon + 10, share: 0 }] })
    const second = sampleAt(meter.curve(local.day), noon + 9, point(load), 1)
    expect(second).toMatchObject({ import: 0, export: 0 })
    expect(second.phases[0]!.voltage).toBeGreaterThan(2100)
    expect(sampleAt(meter.curve(local.day), noon + 10, point(load), 1).import).toBeGreaterThan(0)
  })
})

function point(load: LoadSource) {
  return { seed: 1, feeder: lonely(load) }
}

describe('demand', () => {
  test('is the highest quarter of the time asked for, with the end of that quarter', () => {
    const meter = metrology({ load: randomLoad(4) })
    const [from, to] = [begin + 7 * 3600, begin + 5 * 86_400 + 8 * 3600]
    let highest = { power: 0, time: from }
    for (let time = from + 900; time <= to; time += 900) {
      const power = 4 * (meter.registers(time)[0]! - meter.registers(time - 900)[0]!)
      if (power > highest.power) highest = { power, time }
    }
    expect(meter.demand(from, to)).toEqual(highest)
  })

  test('of a time without import is nothing', () => {
    expect(metrology().demand(begin, begin)).toEqual({ power: 0, time: begin })
  })
})

describe('one-second samples', () => {
  test('sum over the phases to the whole, exactly', () => {
    const meter = metrology({ load: randomLoad(6) })
    const curve = meter.curve(origin)
    for (let instant = begin; instant < begin + 900; instant++) {
      const sample = sampleAt(curve, instant, { ...point(randomLoad(6)), seed: 5 }, 3)
      expect(sample.phases.reduce((sum, phase) => sum + phase.import, 0)).toBe(sample.import)
      expect(sample.phases.reduce((sum, phase) => sum + phase.export, 0)).toBe(sample.export)
      expect(Math.min(sample.import, sample.export)).toBe(0)
      for (const { voltage } of sample.phases) expect(voltage > 2100 && voltage < 2450).toBe(true)
    }
  })
})
