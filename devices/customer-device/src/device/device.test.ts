import { mutations } from '@ferraris/testing'
import { describe, expect, test } from 'vitest'
import { initialKey, keysOf, noon, SendingMeter, settings } from '../testing/sending-meter.fixture.ts'
import { openDevice, stepDevice } from './device.ts'
import type { DeviceOutput } from './output.ts'
import type { DeviceState } from './state.ts'

/** A device that keeps what it has put out. */
class Bench {
  state: DeviceState
  outputs: DeviceOutput[] = []
  now = noon

  constructor(changes: Parameters<typeof settings>[0] = {}) {
    this.state = openDevice(settings(changes))
  }

  hear(...apdus: Uint8Array[]): string[] {
    return apdus.flatMap(apdu => this.#step({ kind: 'apdu', apdu }))
  }

  powerUp(aliveAt: number): void {
    this.#step({ kind: 'power-up', aliveAt })
  }

  get meter() {
    return this.state.meters[0]!
  }

  #step(input: Parameters<typeof stepDevice>[1]): string[] {
    const [state, outputs] = stepDevice(this.state, input, this.now)
    this.state = state
    this.outputs.push(...outputs)
    return outputs.map(output => (output.kind === 'refused' ? output.reason : output.kind))
  }
}

function associated(meter = new SendingMeter()): { bench: Bench; meter: SendingMeter } {
  const bench = new Bench()
  bench.hear(meter.association())
  return { bench, meter }
}

describe('the association', () => {
  test('uc CH2-5 brings operating keys under the initial key, and is proven by the first frame', () => {
    const bench = new Bench()
    const meter = new SendingMeter()
    expect(bench.hear(meter.power(400, noon))).toEqual(['foreign'])
    expect(bench.hear(meter.association())).toEqual(['associated'])
    expect(bench.meter).toMatchObject({ role: 'M1', link: { pod: meter.pod, provenAt: undefined } })
    expect(bench.hear(meter.power(400, noon))).toEqual(['frame'])
    expect(bench.meter.link.provenAt).toBe(noon)
  })

  test('told again for days changes nothing, and what was taken stays taken', () => {
    const { bench, meter } = associated()
    const frame = meter.power(400, noon)
    bench.hear(frame)
    meter.counter = 1
    const again = meter.association()
    expect(bench.hear(again, again, frame)).toEqual(['replica', 'replica'])
    expect(bench.meter.link.current!.window.failures).toBe(0)
  })

  test('an earlier one that is played again is refused', () => {
    const bench = new Bench()
    const meter = new SendingMeter()
    const first = meter.association()
    meter.keys = keysOf(30)
    bench.hear(first, meter.association())
    expect(bench.hear(first)).toEqual(['replayed'])
    expect(bench.meter.link.current!.keys).toEqual(keysOf(30))
  })

  test('with new keys: frames under the earlier ones are taken for two days', () => {
    const { bench, meter } = associated()
    const late = meter.power(500, noon)
    const tooLate = meter.power(600, noon)
    meter.keys = keysOf(50)
    bench.hear(meter.association())
    expect(bench.hear(meter.power(700, noon + 1), late)).toEqual(['frame', 'frame'])
    expect(bench.meter.readings.power).toEqual({ value: 700, time: noon + 1 })
    bench.now += 49 * 3600
    expect(bench.hear(tooLate)).toEqual(['forged'])
  })

  test('keys that were set at the factory need none, as in the campaign', () => {
    const meter = new SendingMeter()
    const { systemTitle, pod } = meter
    meter.keys = { encryptionKey: initialKey, authenticationKey: initialKey }
    const bench = new Bench({ meters: [{ role: 'M1', systemTitle, pod, keys: meter.keys }] })
    expect(bench.hear(meter.power(400, noon))).toEqual(['frame'])
    // Associated all the same, under the same key: that uses up no counter of the frames, and is no fault.
    meter.associationCounter = 2
    const association = meter.association()
    expect(bench.hear(association, association, meter.power(500, noon + 1))).toEqual(['replica', 'frame'])
    expect(bench.state.reception.refused).toEqual({})
  })

  test('a device has places for one meter and four of production', () => {
    const bench = new Bench()
    const kinds = [1, 2, 3, 4, 5, 6].flatMap(n =>
      bench.hear(new SendingMeter(`464552000000000${n}`, `IT001E0000000${n}`).association()),
    )
    expect(kinds).toEqual([...new Array(5).fill('associated'), 'foreign'])
    expect(bench.state.meters.map(({ role }) => role)).toEqual(['M1', 'M2', 'M2_2', 'M2_3', 'M2_4'])
  })

  test('a meter in the place of another begins anew, and the days go on', () => {
    const { bench, meter } = associated()
    bench.hear(meter.quarter({ measureTime: noon, totalEnergy: 5_000_000 }))
    const other = new SendingMeter('4645520000000099', meter.pod, keysOf(80))
    expect(bench.hear(other.association())).toEqual(['associated'])
    expect(bench.outputs.at(-1)).toMatchObject({ role: 'M1', change: 'exchange' })
    bench.hear(other.quarter({ measureTime: noon + 900, totalEnergy: 12, previousQuarterEnergy: 0 }))
    expect(bench.meter.readings.importedEnergy).toMatchObject({ value: 12, begin: { value: 12 } })
    expect(bench.meter.days[0]!.imported!.known).toBe(2)
    expect(bench.meter.exchanges).toEqual([{ at: noon, from: meter.systemTitle, to: other.systemTitle }])
    expect(bench.hear(meter.power(1, noon))).toEqual(['foreign'])
  })
})

describe('what comes more than once, late, or from elsewhere', () => {
  test('uc CH2-7 replicas count once, in whatever order frames arrive', () => {
    const { bench, meter } = associated()
    const frames = [1, 2, 3].map(i => meter.power(1000 * i, noon + i))
    const order = [1, 1, 0, 2, 0, 2, 1]
    expect(bench.hear(...order.map(i => frames[i]!)).filter(kind => kind === 'frame')).toHaveLength(3)
    expect(bench.meter.counters).toMatchObject([{ day: '2026-11-30', instPower: 3, powerLoss: false }])
    // The newest is shown, not the one that came last.
    expect(bench.meter.readings.power).toEqual({ value: 3000, time: noon + 3 })
  })

  test('a frame that was held back for hours is a replay', () => {
    const { bench, meter } = associated()
    const [held, next] = [meter.power(1000, noon), meter.power(2000, noon + 1)]
    bench.hear(next)
    bench.now += 7200
    bench.hear(meter.power(2100, noon + 7200))
    expect(bench.hear(held)).toEqual(['replayed'])
  })

  test('a forged frame changes nothing, and a row of them means the wrong key', () => {
    const { bench, meter } = associated()
    bench.hear(meter.power(400, noon))
    const readings = bench.meter.readings
    const forged = () =>
      meter.seal({ frame: 21, eventType: 2, eventTime: noon, eventCount: 1, power: 9999 }, keysOf(99))
    expect(bench.hear(forged(), forged(), forged(), forged())).toEqual([
      'forged',
      'forged',
      'wrong-key',
      'wrong-key',
    ])
    expect(bench.meter.readings).toBe(readings)
    expect(bench.state.reception.refused).toEqual({ forged: 2, 'wrong-key': 2 })
  })

  test('whatever comes, a device throws nothing and shows nothing of it', () => {
    const { bench, meter } = associated()
    const apdus = [meter.power(1, noon), meter.association(), meter.quarter({ measureTime: noon })]
    for (const apdu of mutations(5, apdus, 20_000)) bench.hear(apdu)
    expect(bench.meter.readings.power?.value ?? 1).toBeLessThanOrEqual(400)
  })
})

describe('the counters', () => {
  test('uc CH2-6 mark each day on which the device lost its supply, a month of them too', () => {
    const { bench } = associated()
    bench.now = noon + 60
    bench.powerUp(noon)
    expect(bench.meter.counters.filter(({ powerLoss }) => powerLoss).map(({ day }) => day)).toEqual([
      '2026-11-30',
    ])
    bench.now = noon + 30 * 86_400
    bench.powerUp(noon + 120)
    expect(bench.meter.counters.filter(({ powerLoss }) => powerLoss)).toHaveLength(31)
    bench.now = noon + 100 * 86_400
    bench.powerUp(noon + 30 * 86_400)
    expect(bench.meter.counters).toHaveLength(60)
  })

  test('belong to the day that the meter means, whatever the clock of the device says', () => {
    const { bench, meter } = associated()
    bench.now = 1000
    const midnight = noon + 12 * 3600
    bench.hear(meter.quarter({ measureTime: midnight }), meter.quarter({ measureTime: midnight + 900 }))
    expect(bench.meter.counters.map(({ day, loadCurve }) => [day, loadCurve])).toEqual([
      ['2026-11-30', 1],
      ['2026-12-01', 1],
    ])
  })
})
