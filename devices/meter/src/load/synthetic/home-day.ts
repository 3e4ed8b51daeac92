import type { CivilDay } from '../../calendar/civil-day.ts'
import { quartersPerDay } from '../load-source.ts'
import type { Sky } from './sky.ts'
import type { Traits } from './traits.ts'

/** One day of one home while its appliances fill it. */
export interface HomeDay {
  readonly seed: number
  readonly traits: Traits
  readonly day: CivilDay
  readonly sky: Sky
  /** Weekend or public holiday. */
  readonly free: boolean
  /** The residents are away for the whole day. */
  readonly away: boolean
  /** Mean active power of each quarter, W. */
  readonly active: Float64Array
  /** Mean reactive power of each quarter, var; positive is inductive. */
  readonly reactive: Float64Array
}

/** Adds active and reactive power to a quarter. */
export function use({ active, reactive }: HomeDay, quarter: number, watts: number, vars: number): void {
  active[quarter] = (active[quarter] ?? 0) + watts
  reactive[quarter] = (reactive[quarter] ?? 0) + vars
}

/** Runs an appliance from an hour for some hours; what lies outside the day is left to the neighbouring day. */
export function run(home: HomeDay, start: number, hours: number, watts: number, tanPhi: number): void {
  const from = Math.max(0, start * 4)
  const to = Math.min(quartersPerDay, (start + hours) * 4)
  for (let quarter = Math.floor(from); quarter < to; quarter++) {
    const share = Math.min(quarter + 1, to) - Math.max(quarter, from)
    use(home, quarter, share * watts, share * watts * tanPhi)
  }
}
