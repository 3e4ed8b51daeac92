import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quarterShape } from './quarter-shape.ts'

const energies = fc.integer({ min: 0, max: 50_000 })
const seeds = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff })
const shares = fc.constantFrom('whole', 'first-half', 'second-half')
const seconds = Array.from({ length: 900 }, (_, second) => second)

describe('the seconds of a quarter hour', () => {
  test('sum to its energy to the last watt-second, and never turn their direction', () => {
    fc.assert(
      fc.property(energies, seeds, shares, (energy, seed, share) => {
        const { power } = quarterShape(energy, seed, share)
        const samples = seconds.map(power)
        expect(samples.reduce((a, b) => a + b)).toBe(3600 * energy)
        expect(samples.every(watts => Number.isInteger(watts) && watts >= 0)).toBe(true)
      }),
    )
  })

  test('count up to the register: the energy at a second is the sum of the samples before it', () => {
    fc.assert(
      fc.property(energies, seeds, shares, (energy, seed, share) => {
        const shape = quarterShape(energy, seed, share)
        let wattSeconds = 0
        for (const second of seconds) {
          expect(shape.energy(second)).toBe(Math.floor(wattSeconds / 3600))
          wattSeconds += shape.power(second)
        }
        expect(shape.energy(900)).toBe(energy)
      }),
    )
  })

  test('keep a negative energy as the source gave it', () => {
    const shape = quarterShape(-7, 1)
    expect(seconds.reduce((sum, second) => sum + shape.power(second), 0)).toBe(-7 * 3600)
    expect(shape.energy(900)).toBe(-7)
  })

  test('draw in one half of each minute and feed in during the other where a quarter does both', () => {
    fc.assert(
      fc.property(energies, energies, seeds, (drawn, fed, seed) => {
        const imported = quarterShape(drawn, seed, 'first-half')
        const exported = quarterShape(fed, seed, 'second-half')
        for (const second of seconds) expect(imported.power(second) * exported.power(second)).toBe(0)
      }),
    )
  })

  test('are not flat for a real load', () => {
    const { power } = quarterShape(500, 42)
    expect(new Set(seconds.map(power)).size).toBeGreaterThan(20)
  })
})
