import { obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { describe, expect, test } from 'vitest'
import { syntheticHousehold } from '../../load/synthetic/household.ts'
import { at, monday, programmedMeter, steady } from '../../programmed-meter.fixture.ts'

type Programmed = ReturnType<typeof programmedMeter>

const noon = at(monday, 12)

function register({ getRaw }: Programmed, of: string): number {
  const value = getRaw(3, of, 2)
  if (typeof value === 'string' || typeof value.value !== 'number')
    throw new Error(`${of}: ${JSON.stringify(value)}`)
  return value.value
}

describe('harmonics', () => {
  const total = '1.0.32.7.124.255'
  const current = (order: number) => `1.0.31.7.${order}.255`

  test('come from what runs in the home: little from heaters, much from electronics', () => {
    const quarters = new Float64Array(96)
    const mixed = (kind: 'resistive' | 'electronics') => {
      const none = {
        resistive: quarters,
        motor: quarters,
        compressor: quarters,
        electronics: quarters,
        inverter: quarters,
        panels: quarters,
      }
      return { ...none, [kind]: new Float64Array(96).fill(1000) }
    }
    const meterOf = (kind: 'resistive' | 'electronics') =>
      programmedMeter({ load: { ...steady(1000), mix: () => mixed(kind) } })
    expect(register(meterOf('resistive'), current(124))).toBe(0)
    const electronics = meterOf('electronics')
    // 78, 44 and 23 % of the fundamental, of which 95, 75 and 60 % are left.
    expect([3, 5, 7].map(order => register(electronics, current(order)))).toEqual([741, 330, 138])
    expect(register(electronics, current(39))).toBeLessThan(register(electronics, current(11)))
    expect(register(electronics, total)).toBeGreaterThan(register(meterOf('resistive'), total))
    expect(electronics.getRaw(3, current(41), 2)).toBe('object-undefined')
    // Half waves that are alike have no even orders; what the grid brings along has some.
    expect(
      Array.from({ length: 20 }, (_, i) => register(electronics, current(2 + 2 * i))).some(Boolean),
    ).toBe(false)
    expect([2, 40].map(order => register(electronics, `1.0.32.7.${order}.255`))).toEqual([
      expect.any(Number),
      0,
    ])
    expect(register(electronics, '1.0.32.7.2.255')).toBeGreaterThan(0)
  })

  test('of a home change with the hour, and are the same in the same second', () => {
    const meter = programmedMeter({ load: syntheticHousehold(1, 7) })
    const hours = Array.from({ length: 24 }, (_, hour) => {
      meter.goTo(at(monday, hour))
      return register(meter, current(124))
    })
    expect(new Set(hours).size).toBeGreaterThan(10)
    expect(Math.max(...hours)).toBeLessThan(1000)
    meter.goTo(at(monday, 5))
    expect(register(meter, current(124))).toBe(hours[5])
  })

  test('uc 2.a.5-3 that harm brings are measured, and noted beyond the limit with their amount', () => {
    const meter = programmedMeter({ load: steady(1000) })
    expect(register(meter, total)).toBeLessThan(80)
    meter.meter.harm({ kind: 'harmonics', from: noon, level: 11 })
    expect(Math.abs(register(meter, total) - 110)).toBeLessThanOrEqual(1)
    const orders = Array.from({ length: 39 }, (_, i) => register(meter, `1.0.32.7.${2 + i}.255`))
    expect(Math.abs(Math.hypot(...orders) - 110)).toBeLessThan(3)
    meter.goTo(noon + 1000)
    meter.meter.endHarm('harmonics', noon + 1000)
    const noted = meter.meter.store.events
      .of('power-quality', noon + 2000)
      .filter(({ shown }) => shown >= noon)
    expect(noted).toEqual([
      { shown: noon + 600, code: 237, magnitude: 110 },
      { shown: noon + 1000, code: 240, duration: 1000 },
    ])
  })

  test('are high until they are below the threshold less the hysteresis, for long enough; each time is counted', () => {
    const meter = programmedMeter({ load: steady(1000) })
    const set = (name: string, value: number) => meter.setRaw(3, name, 2, { type: 'long-unsigned', value })
    expect(
      ['0.1.94.31.21.255', '0.1.94.31.22.255', '0.1.94.31.23.255'].map(of => register(meter, of)),
    ).toEqual([1, 600, 0])
    const orders = [set('0.1.94.31.21.255', 2), set('0.1.94.31.22.255', 60), set('0.1.94.31.23.255', 120)]
    expect(orders).toEqual(['success', 'success', 'success'])
    expect([set('0.1.94.31.21.255', 51), register(meter, '1.0.12.44.124.255')]).toEqual(['other-reason', 60])
    const levels = [9, 7, 10, 5, 11, 5]
    levels.forEach((level, i) => {
      meter.goTo(noon + 1 + 100 * i)
      meter.meter.harm({ kind: 'harmonics', from: meter.now, level })
    })
    meter.goTo(noon + 2000)
    const noted = meter.meter.store.events.of('power-quality', meter.now).filter(({ shown }) => shown > noon)
    // 7 % is within the hysteresis, and 5 % for 100 s is too short.
    expect(noted).toEqual([
      { shown: noon + 61, code: 237, magnitude: 90 },
      { shown: noon + 621, code: 240, duration: 620 },
    ])
    expect((meter.getRaw(1, '1.0.32.36.124.255', 2) as { value: number }).value).toBe(1)
    expect(register(meter, '1.0.32.38.124.255')).toBe(90)
  })
})

describe('the distortion of a current', () => {
  const total = '1.0.31.7.124.255'
  const counted = ({ getRaw }: Programmed) => (getRaw(1, '1.0.31.36.124.255', 2) as { value: number }).value

  test('is noted as high, as long after an hour, and as normal again; the voltage is another matter', () => {
    const meter = programmedMeter({ load: steady(1000) })
    meter.meter.harm({ kind: 'distorting-load', from: noon, until: noon + 7200, level: 130 })
    meter.goTo(noon + 1)
    expect(Math.abs(register(meter, total) - 1300)).toBeLessThanOrEqual(1)
    expect(register(meter, '1.0.32.7.124.255')).toBeLessThan(80)
    meter.goTo(noon + 8000)
    expect(register(meter, total)).toBeLessThan(840)
    const noted = meter.meter.store.events.of('power-quality', meter.now).filter(({ shown }) => shown > noon)
    expect(noted).toEqual([
      { shown: noon + 600, code: 220, magnitude: 1300 },
      { shown: noon + 600 + 3600, code: 226, magnitude: 1300 },
      { shown: noon + 7200, code: 223, duration: 7200 },
    ])
    expect([counted(meter), register(meter, '1.0.31.38.124.255')]).toEqual([1, 1300])
    expect([register(meter, '1.0.32.38.124.255'), meter.getRaw(1, '1.0.32.36.124.255', 2)]).toEqual([
      0,
      { type: 'double-long-unsigned', value: 0 },
    ])
  })

  test('has a threshold of its own, above what electronics bring along, and a dead meter measures none', () => {
    const meter = programmedMeter({ load: steady(1000) })
    const set = (value: number) => meter.setRaw(3, '1.0.11.35.124.255', 2, { type: 'long-unsigned', value })
    expect([register(meter, '1.0.11.35.124.255'), register(meter, '1.0.11.44.124.255')]).toEqual([100, 600])
    expect([set(84), set(200)]).toEqual(['other-reason', 'success'])
    meter.meter.harm({ kind: 'distorting-load', from: noon + 1, until: noon + 3000, level: 130 })
    meter.goTo(noon + 4000)
    expect(counted(meter)).toBe(0)
    expect(set(90)).toBe('success')
    meter.meter.harm({ kind: 'distorting-load', from: meter.now, level: 91 })
    meter.meter.harm({ kind: 'outage', from: meter.now + 300, until: meter.now + 1200 })
    const restored = meter.now + 1200
    meter.goTo(restored + 599)
    expect(counted(meter)).toBe(0)
    meter.goTo(restored + 600)
    expect(counted(meter)).toBe(1)
  })
})

test('the quality profile has the lowest, the mean and the highest voltage of each ten minutes, harm between minutes included', () => {
  const meter = programmedMeter({ load: steady(1000) })
  meter.meter.harm({ kind: 'sag', from: noon + 625, until: noon + 627, depth: 0.35 })
  meter.meter.harm({ kind: 'overvoltage', from: noon + 1200, until: noon + 1800, level: 260 })
  const rows = meter.meter.store.quality
    .voltageProfile('tenMinutes')
    .range(noon + 600, noon + 1800, noon + 3000)
  expect(rows.map(({ shown }) => shown - noon)).toEqual([600, 1200, 1800])
  const [before, sagging, high] = rows.map(({ phases }) => phases[0]!)
  expect(before!.least).toBeGreaterThan(2200)
  expect(before!.least).toBeLessThanOrEqual(before!.mean)
  expect(before!.mean).toBeLessThanOrEqual(before!.most)
  expect(sagging!.least).toBe(1495)
  expect(Math.abs(sagging!.mean - before!.mean)).toBeLessThan(30)
  expect(high).toEqual({ least: 2600, mean: 2600, most: 2600 })
  meter.goTo(noon + 1810)
  expect(['1.0.32.23.0.255', '1.0.32.25.0.255', '1.0.32.26.0.255'].map(of => register(meter, of))).toEqual([
    2600, 2600, 2600,
  ])
  const buffer = meter.getRaw(7, '1.0.99.1.2.255', 2)
  expect(typeof buffer !== 'string' && buffer.type === 'array' && buffer.value.length).toBe(1440)
})

test('the neutral carries what the phases do not balance, and nothing when it is broken', () => {
  const meter = programmedMeter({ phases: 3, load: steady(3000), seed: 20 })
  const { phases } = meter.meter.store.sample(noon)
  const neutral = register(meter, '1.0.91.7.0.255')
  expect(neutral).toBeGreaterThan(100)
  expect(neutral).toBeLessThan(phases.reduce((sum, { current }) => sum + current, 0))
  meter.meter.harm({ kind: 'lost-neutral', from: noon })
  expect(register(meter, '1.0.91.7.0.255')).toBe(0)
  expect(register(programmedMeter({ load: steady(1000) }), '1.0.91.7.0.255')).toBeGreaterThan(300)
})

test('uc 2.a.4-5 overvoltage opens the switch within seconds where a client has told the monitor so, and not otherwise', () => {
  const opened = (isTold: boolean) => {
    const meter = programmedMeter({ phases: 3, load: steady(3000), seed: 20 })
    if (isTold) {
      const monitor = '0.0.16.1.0.255'
      meter.set(classes.registerMonitor, monitor, 'monitoredValue', {
        classId: 3,
        obis: obis('1.0.52.7.0.255'),
        attribute: 2,
      })
      meter.set(classes.registerMonitor, monitor, 'thresholds', [{ type: 'long-unsigned', value: 2550 }])
      const script = (selector: number) => ({ scriptTable: obis('0.0.10.0.106.255'), selector })
      const actions = [{ up: script(3), down: script(0) }]
      expect(meter.set(classes.registerMonitor, monitor, 'actions', actions)).toBe('success')
    }
    meter.meter.harm({ kind: 'lost-neutral', from: noon })
    expect(meter.meter.store.sample(noon).phases[1]!.voltage).toBeGreaterThan(2550)
    meter.goTo(noon + 10)
    meter.meter.wake()
    return {
      open: !meter.isConnected,
      log: meter.meter.store.events.of('power-quality', noon + 10).map(({ code }) => code),
    }
  }
  expect(opened(false)).toMatchObject({ open: false })
  const told = opened(true)
  expect(told.open).toBe(true)
  expect(told.log).toContain(89)
})
