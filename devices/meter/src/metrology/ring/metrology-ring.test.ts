import { obisCodes } from '@ferraris/metering'
import { describe, expect, test } from 'vitest'
import { dice } from '../../load/chance.ts'
import { at, monday, programmedMeter } from '../../programmed-meter.fixture.ts'
import { register } from '../registers.ts'
import { MetrologyRing } from './metrology-ring.ts'
import type { RingReader } from './ring-reader.ts'
import type { Measurements } from './second-record.ts'

const nothing: Measurements = {
  registers: instant => new Float64Array(8).fill(instant),
  apparentEnergy: instant => [instant, 0],
  sample: () => ({
    import: 3,
    export: 0,
    reactiveImport: 4,
    reactiveExport: 0,
    apparentImport: 5,
    apparentExport: 0,
    powerFactor: 600,
    phases: [],
    frequency: 50_000,
  }),
}

function ringOf(size: number, since = 0) {
  return new MetrologyRing({ ...nothing, aliveSince: now => (now < since ? undefined : since) }, size)
}

/** A ring as a program on a processor keeps it: an array, a head, and for each reader a tail of its own. */
class ArrayRing {
  readonly #slots: number[]
  readonly #cursors: number[]
  #written = 0

  constructor(size: number, readers: number) {
    this.#slots = Array(size).fill(-1)
    this.#cursors = Array(readers).fill(0)
  }

  write(second: number): void {
    this.#slots[this.#written++ % this.#slots.length] = second
    // The array is full: the oldest is gone, and the tail moves on.
    for (const [reader, cursor] of this.#cursors.entries())
      this.#cursors[reader] = Math.max(cursor, this.#written - this.#slots.length)
  }

  read(reader: number, most: number): number[] {
    const from = this.#cursors[reader]!
    const to = Math.min(this.#written, from + most)
    this.#cursors[reader] = to
    return Array.from({ length: to - from }, (_, i) => this.#slots[(from + i) % this.#slots.length]!)
  }
}

describe('a ring of records', () => {
  test('uc K-2 behaves like an array with a head and two tails, whatever is written and read', () => {
    const roll = dice(20261130)
    const below = (limit: number) => Math.floor(roll() * limit)
    for (let round = 0; round < 100; round++) {
      const size = 1 + below(40)
      const ring = ringOf(size)
      const model = new ArrayRing(size, 2)
      const readers: RingReader[] = [ring.reader(), ring.reader()]
      let now = 0
      model.write(0)
      for (let step = 0; step < 60; step++) {
        const seconds = below(3) === 0 ? below(2 * size) : below(3)
        for (let i = 0; i < seconds; i++) model.write(++now)
        const [reader, most] = [below(2), below(size + 2)]
        const records = readers[reader]!.read(most, now)
        expect(records.map(record => record.at)).toEqual(model.read(reader, most))
        expect(ring.length(now)).toBe(Math.min(size, now + 1))
      }
    }
  })

  test('uc K-2 says how many records a slow reader has lost, and the other has lost none', () => {
    const ring = ringOf(10)
    const [quick, slow] = [ring.reader(), ring.reader()]
    expect([quick.read(99, 0), slow.read(99, 0)].map(records => records.length)).toEqual([1, 1])
    for (let now = 1; now <= 25; now++) expect(quick.read(1, now)).toHaveLength(1)
    expect(slow.waiting(25)).toBe(10)
    expect(slow.read(99, 25).map(record => record.at)).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 24, 25])
    expect([quick.lost, slow.lost]).toEqual([0, 15])
  })

  test('begins anew with the supply, and is empty without it', () => {
    const ring = ringOf(10, 100)
    expect(ring.records(0, 200, 99)).toEqual([])
    expect(ring.records(0, 200, 102).map(record => record.at)).toEqual([100, 101, 102])
  })

  test.each([0, -1, 1.5, Number.NaN])('of %d records cannot be', size => {
    expect(() => ringOf(size)).toThrow(RangeError)
  })
})

test('uc FX-1 an hour of seconds is readable by a client, and none is lost while the meter answers others', () => {
  const meter = programmedMeter()
  const { ring } = meter.meter.store
  const reader = ring.reader()
  reader.read(ring.size, meter.now)
  const seconds: number[] = []
  for (let second = 1; second <= 3600; second++) {
    meter.goTo(at(monday, 12) + second)
    meter.getRaw(3, obisCodes.activePowerImport, 2)
    if (second % 60 === 0) seconds.push(...reader.read(60, meter.now).map(record => record.at))
  }
  expect(seconds).toEqual(Array.from({ length: 3600 }, (_, second) => at(monday, 12) + second + 1))
  expect(reader.lost).toBe(0)
  const rows = meter.getRaw(7, obisCodes.metrologyRing, 2)
  const { value } = rows as unknown as { value: { value: { value: number }[] }[] }
  expect(value).toHaveLength(3600)
  const last = register(meter.meter.store.registers(meter.now), 'import')
  expect(value.at(-1)?.value[1]?.value).toBe(last)
  const powers = value.reduce((sum, row) => sum + row.value[4]!.value, 0)
  expect(Math.abs(powers / 3600 - (last - value[0]!.value[1]!.value))).toBeLessThanOrEqual(2)
})

test('the seconds of an hour add up to what the registers of the meter have counted', () => {
  const { meter } = programmedMeter()
  const { ring } = meter.store
  const end = at(monday, 12, 59, 59)
  const records = ring.records(0, Number.POSITIVE_INFINITY, end)
  expect(records).toHaveLength(3600)
  expect(records[0]?.at).toBe(at(monday, 12))
  const wattSeconds = records.reduce((sum, { activePower }) => sum + activePower, 0)
  const [before, after] = [records[0]!.at, end + 1].map(second =>
    register(meter.store.registers(second), 'import'),
  )
  expect(Math.abs(wattSeconds / 3600 - (after! - before!))).toBeLessThanOrEqual(1)
  for (const { at, activePower, apparentPower, apparentEnergy } of records) {
    const { reactiveImport, reactiveExport } = meter.store.sample(at)
    const volume = Math.hypot(activePower, reactiveImport - reactiveExport)
    expect(Math.abs(apparentPower - (activePower > 0 ? volume : 0))).toBeLessThanOrEqual(0.5)
    expect(apparentEnergy).toBe(meter.store.apparentEnergy(at)[0])
  }
})
