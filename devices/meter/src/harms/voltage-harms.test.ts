import { ferrarisCodes, type MeterEvent, secondsPerQuarter } from '@ferraris/metering'
import { describe, expect, test } from 'vitest'
import { at, monday, programmedMeter, steady } from '../programmed-meter.fixture.ts'
import { neutralShift } from './kinds/lost-neutral.ts'

type Programmed = ReturnType<typeof programmedMeter>

const noon = at(monday, 12)
const later = at(monday, 20)

/** Events of the quality log from noon on: name, seconds after noon, magnitude, duration. */
function noted({ meter }: Programmed, to = later) {
  return (['power-quality', 'fraud', 'disconnector'] as const).flatMap(log =>
    meter.store.events
      .of(log, to)
      .filter(({ shown }) => shown >= noon)
      .map(({ shown, code, magnitude, duration }) => [
        (Object.keys(ferrarisCodes) as MeterEvent[]).find(name => ferrarisCodes[name] === code),
        shown - noon,
        magnitude,
        duration,
      ]),
  )
}

function threePhase() {
  return programmedMeter({ phases: 3, load: steady(3000) })
}

describe('dips', () => {
  test('are counted with length and depth, and logged with both', () => {
    const meter = programmedMeter({ load: steady(1000) })
    const register = (name: string) => (meter.getRaw(3, name, 2) as { value: number }).value
    const counter = (name: string) => (meter.getRaw(1, name, 2) as { value: number }).value
    const before = [counter('1.0.32.32.0.255'), counter('1.0.32.36.0.255')]
    meter.meter.harm({ kind: 'sag', from: noon, until: noon + 1, depth: 0.25 })
    meter.meter.harm({ kind: 'swell', from: noon + 60, until: noon + 62, level: 262 })
    meter.goTo(later)
    expect(counter('1.0.32.32.0.255') - before[0]!).toBe(1)
    expect(counter('1.0.32.36.0.255') - before[1]!).toBe(1)
    expect(['1.0.32.33.0.255', '1.0.32.34.0.255'].map(register)).toEqual([10, 1725])
    expect(['1.0.32.37.0.255', '1.0.32.38.0.255'].map(register)).toEqual([20, 2620])
    expect(noted(meter)).toEqual([
      ['sagL1', 1, 1725, 1],
      ['swellL1', 62, 2620, 2],
    ])
    const log = meter.getRaw(7, '0.0.99.98.4.255', 2) as unknown as {
      value: { value: { value: unknown }[] }[]
    }
    expect(log.value.slice(-2).map(row => row.value.slice(1).map(({ value }) => value))).toEqual([
      [ferrarisCodes.sagL1, 1725, 1],
      [ferrarisCodes.swellL1, 2620, 2],
    ])
  })

  test('that follow one another without a break are one', () => {
    const meter = threePhase()
    meter.meter.harm({ kind: 'sag', from: noon, until: noon + 2, phase: 3, depth: 0.3 })
    meter.meter.harm({ kind: 'sag', from: noon + 2, until: noon + 5, phase: 3, depth: 0.5 })
    expect(noted(meter)).toEqual([['sagL3', 5, 1150, 5]])
  })
})

describe('low and high voltage', () => {
  test('is the mean of a period of the clock, and ends with one that is well within', () => {
    const meter = programmedMeter({ load: steady(1000) })
    meter.meter.harm({
      kind: 'overvoltage',
      from: noon + 300,
      until: noon + 2 * secondsPerQuarter,
      level: 270,
    })
    const [over, normal] = noted(meter)
    expect(over!.slice(0, 2)).toEqual(['overvoltageL1', secondsPerQuarter])
    // 5 minutes of the usual voltage, 10 of 270 V.
    expect(over![2]).toBeGreaterThan(2530)
    expect(over![2]).toBeLessThan(2700)
    expect(normal!.slice(0, 2)).toEqual(['voltageNormalL1', 3 * secondsPerQuarter])
  })

  test('follows thresholds and periods that management sets', () => {
    const meter = programmedMeter({ load: steady(1000) })
    const set = (name: string, value: number) => meter.setRaw(3, name, 2, { type: 'long-unsigned', value })
    meter.goTo(at(monday, 11))
    expect([set('1.0.12.31.0.255', 2200), set('1.0.12.43.0.255', 180)]).toEqual(['success', 'success'])
    expect([set('1.0.12.31.0.255', 0), set('1.0.12.43.0.255', 170)]).toEqual(['other-reason', 'other-reason'])
    meter.meter.harm({ kind: 'undervoltage', from: noon, until: noon + 600, level: 212 })
    expect(noted(meter).map(([event, seconds]) => [event, seconds])).toEqual([
      ['undervoltageL1', 180],
      ['voltageNormalL1', 900],
    ])
  })

  test('takes back nothing of the days before when harm is done', () => {
    const meter = programmedMeter({ load: steady(1000) })
    const { events } = meter.meter.store
    meter.meter.harm({ kind: 'overvoltage', from: noon, until: noon + 3600, level: 262 })
    const before = events.all(later)
    meter.meter.harm({ kind: 'undervoltage', from: at(monday, 19), until: at(monday, 19, 30), level: 190 })
    expect(events.all(at(monday, 18))).toEqual(before)
  })
})

describe('a lost neutral', () => {
  test.each([
    [[3000, 1000, 500], undefined, 117, [117, 290, 319]],
    [[3000, 1000, 500], 0.5, 4.8, [225, 232, 233]],
    [[3000, 1000, 500], 10, 54, [177, 253, 268]],
    [[2000, 200, 200], undefined, 173, [57, 350, 350]],
    [[2000, 2000, 200], undefined, 99, [200, 200, 329]],
  ] as const)(
    'moves the star point of loads %j with a neutral of %s Ω by %d V',
    (watts, ohms, shift, volts) => {
      const found = neutralShift(watts, [230, 230, 230], ohms)
      expect(Math.abs(found.shift - shift)).toBeLessThan(0.6)
      expect(found.volts.map(Math.round)).toSatisfy((all: number[]) =>
        all.every((volt, phase) => Math.abs(volt - volts[phase]!) <= 1),
      )
    },
  )

  test('is noted within seconds, with the shift, and with phases that are bad', () => {
    // More than half of its load is on L1.
    const meter = programmedMeter({ phases: 3, load: steady(3000), seed: 20 })
    meter.meter.harm({ kind: 'lost-neutral', from: noon, until: noon + 120 })
    const { phases } = meter.meter.store.sample(noon)
    const volts = phases.map(({ voltage }) => voltage / 10)
    const watts = phases.map(phase => phase.import - phase.export)
    expect(volts.indexOf(Math.min(...volts))).toBe(watts.indexOf(Math.max(...watts)))
    const found = noted(meter)
    expect(found[0]!.slice(0, 2)).toEqual(['neutralMissing', 3])
    const { shift } = neutralShift(watts, [235, 235, 235])
    expect(Math.abs((found[0]![2] as number) / 10 - shift)).toBeLessThan(12)
    const bad = volts.flatMap((volt, i) =>
      volt < 195.5 || volt > 253 ? [[`badVoltageL${i + 1}`, 3, Math.round(10 * volt)]] : [],
    )
    expect(bad.length).toBeGreaterThan(0)
    expect(found.filter(([name]) => String(name).startsWith('bad')).map(row => row.slice(0, 3))).toEqual(bad)
    expect(found.map(([name]) => name)).toContain('phaseAsymmetry')
  })
})

describe('wiring', () => {
  test('wrong sequence and current without voltage are noted; the latter counts nothing on its phase', () => {
    const meter = threePhase()
    const { store } = meter.meter
    const free = store.registers(later)[0]! - store.registers(noon)[0]!
    meter.meter.harm({ kind: 'wrong-sequence', from: noon, until: noon + 60 })
    meter.meter.harm({ kind: 'current-without-voltage', from: noon, phase: 2 })
    const second = store.sample(noon + 10)
    expect(second.phases[1]).toMatchObject({ import: 0, voltage: 0 })
    expect(second.phases[1]!.current).toBeGreaterThan(100)
    expect(second.import).toBe(second.phases[0]!.import + second.phases[2]!.import)
    const counted = store.registers(later)[0]! - store.registers(noon)[0]!
    expect(counted).toBeLessThan(0.85 * free)
    const found = noted(meter).map(([name, seconds]) => [name, seconds])
    expect(found).toEqual(
      expect.arrayContaining([
        ['wrongPhaseSequence', 3],
        ['currentWithoutVoltageL2', 3],
      ]),
    )
    expect(meter.meter.supplied).toBe(true)
  })

  test('reversed flow counts what is drawn as fed in, and is noted', () => {
    const meter = programmedMeter({ load: steady(1000) })
    const { store } = meter.meter
    meter.meter.harm({ kind: 'reverse-flow', from: noon, until: noon + 3600 })
    const [before, after] = [store.registers(noon), store.registers(noon + 3600)]
    expect([after[0]! - before[0]!, after[1]! - before[1]!]).toEqual([0, 1000])
    const second = store.sample(noon + 5)
    expect(second.import).toBe(0)
    expect(second.export).toBeGreaterThan(0)
    expect(noted(meter)).toEqual([['currentReversed', 3, undefined, undefined]])
    expect(store.registers(noon + 7200)[0]! - after[0]!).toBe(1000)
  })

  test('voltage behind an open switch is noted, shown, and keeps the switch from closing', () => {
    const meter = programmedMeter()
    const { store } = meter.meter
    store.moveSwitch('remote-disconnect', noon)
    meter.meter.harm({ kind: 'load-side-voltage', from: noon + 10, level: 231 })
    expect(store.fedBack(noon + 20)).toBe(2310)
    expect(store.moveSwitch('remote-reconnect', noon + 20)).toBe(false)
    expect(store.supply.outputState).toBe(false)
    expect(noted(meter).map(([name, seconds]) => [name, seconds])).toEqual([
      ['remoteDisconnection', 0],
      ['consumptionWhileOpen', 13],
    ])
    meter.goTo(noon + 30)
    meter.meter.endHarm('load-side-voltage', noon + 30)
    expect(store.moveSwitch('remote-reconnect', noon + 30)).toBe(true)
  })
})

test('the same again changes nothing, another amount takes its place, and neither is noted twice', () => {
  const meter = threePhase()
  const first = meter.meter.harm({ kind: 'lost-neutral', from: noon })
  expect(meter.meter.harm({ kind: 'lost-neutral', from: noon + 30 })).toBe(first)
  meter.meter.harm({ kind: 'lost-neutral', from: noon + 60, level: 2 })
  expect(
    meter.meter.store.harms.list.map(({ from, until, level }) => [from - noon, until && until - noon, level]),
  ).toEqual([
    [0, 60, undefined],
    [60, undefined, 2],
  ])
  expect(noted(meter).filter(([name]) => name === 'neutralMissing')).toHaveLength(1)
})
