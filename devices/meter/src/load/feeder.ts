import type { CivilDay } from '../calendar/civil-day.ts'
import { fraction, hash } from './chance.ts'
import { type Feeder, type LoadSource, quartersPerDay } from './load-source.ts'

/** Days kept: those of the lines that are being read. */
const daysKept = 8
const watts = 4

/** How much a line loses for each kW of the mean home, V: most are strong, some are not. */
const usualLoss = 6
const weakLoss = 15
const weakShare = 0.12
/** On a service line of 0.3 Ω. */
const serviceLoss = 1.3

/** The line that some homes hang on; a few of them stand for all, more would cost more and tell little. */
export function feederOf(seed: number, homes: readonly LoadSource[]): Feeder {
  const days = new Map<CivilDay, Float64Array>()
  const weak = fraction(seed, 0xfeed) < weakShare
  return {
    seed,
    voltsPerKilowatt: (weak ? weakLoss : usualLoss) * (0.8 + 0.4 * fraction(seed, 0xfeee)),
    serviceVoltsPerKilowatt: serviceLoss,
    mean: day => {
      const known = days.get(day)
      if (known !== undefined) return known
      const mean = new Float64Array(quartersPerDay)
      for (const home of homes) {
        const { import: drawn, export: fed } = home.day(day)
        for (let quarter = 0; quarter < quartersPerDay; quarter++) {
          const net = (drawn[quarter] ?? 0) - (fed[quarter] ?? 0)
          mean[quarter] = (mean[quarter] ?? 0) + (watts * net) / homes.length
        }
      }
      const [oldest] = days.keys()
      if (days.size >= daysKept && oldest !== undefined) days.delete(oldest)
      days.set(day, mean)
      return mean
    },
  }
}

/** The line of a supply point that has no neighbours: its own load is all there is. */
export function lonely(load: LoadSource): Feeder {
  return load.feeder ?? feederOf(hash(load.contractedPower, 0), [load])
}
