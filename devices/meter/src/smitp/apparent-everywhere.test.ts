import { decode } from '@ferraris/codec'
import { obisCodes, secondsPerHour } from '@ferraris/metering'
import { catalogue } from '@ferraris/smitp/tables'
import { describe, expect, test } from 'vitest'
import { bench, noon } from './bench.fixture.ts'

describe('apparent power and energy', () => {
  test.each([
    [1, 1],
    [2, 3],
    [3, 1],
  ] as const)(
    'uc K-1 apparent power and energy are the same in the store, through COSEM, in tables and on the display (seed %i, %i phases)',
    (seed, phases) => {
      const { meter, clock, cosem, client } = bench({ seed, phases })
      clock.seconds = noon + 1234
      const { store } = meter
      const { apparentImport, apparentExport, powerFactor } = store.sample(clock.seconds)
      const [drawn, fed] = store.apparentEnergy(clock.seconds)
      const names = [
        obisCodes.apparentEnergyImport,
        obisCodes.apparentEnergyExport,
        obisCodes.apparentPowerImport,
        obisCodes.apparentPowerExport,
        obisCodes.powerFactor,
      ]
      const inStore = [drawn, fed, apparentImport, apparentExport, powerFactor]
      expect(drawn).toBeGreaterThan(0)
      expect(apparentImport + apparentExport).toBeGreaterThan(0)
      expect(names.map(name => cosem(3, name).value)).toEqual(inStore)
      const row = decode(catalogue.apparent.codec, client().row(10, 1))
      expect(catalogue.apparent.readings!(row).map(({ value }) => value)).toEqual(inStore)
      const onDisplay = new Map<string, number>()
      for (let page = 0; page < 12; page++) {
        meter.press('down')
        const shown = meter.display().page
        if (shown !== undefined) onDisplay.set(shown.obis, shown.value)
      }
      expect(onDisplay.get(obisCodes.apparentEnergyImport)).toBe(drawn)
      expect(onDisplay.get(obisCodes.apparentPowerImport)).toBe(apparentImport)
    },
  )

  test('uc K-1 apparent power and energy obey S² = P² + Q² in each second of an hour, and add up to the register', () => {
    const { meter } = bench({ seed: 2, phases: 3 })
    const from = noon - secondsPerHour
    let sum = 0
    for (let second = from; second < noon; second++) {
      const found = meter.store.sample(second)
      const volume = Math.hypot(found.import - found.export, found.reactiveImport - found.reactiveExport)
      expect(Math.abs(found.apparentImport + found.apparentExport - volume)).toBeLessThanOrEqual(0.5)
      sum += found.apparentImport
    }
    const counted = meter.store.apparentEnergy(noon)[0] - meter.store.apparentEnergy(from)[0]
    expect(Math.abs(counted - sum / secondsPerHour)).toBeLessThan(1 + counted * 2e-4)
  })
})
