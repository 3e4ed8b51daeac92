import type { CivilDay } from '../../calendar/civil-day.ts'
import type { ApplianceKind } from '../load-mix.ts'
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
  /** Mean active power by kinds, W; filled where it is there. */
  readonly mix?: Readonly<Record<ApplianceKind, Float64Array>>
}

/** Reactive to active power of what is plugged in: motors lag, electronics and LED lamps lead. */
const tanPhi: Readonly<Record<ApplianceKind, number>> = {
  resistive: 0,
  motor: 0.6,
  compressor: 0.45,
  electronics: -0.25,
  inverter: 0.1,
  panels: 0,
}

/** Adds what an appliance draws to a quarter. */
export function use(
  { active, reactive, mix }: HomeDay,
  quarter: number,
  watts: number,
  kind: ApplianceKind,
): void {
  active[quarter] = (active[quarter] ?? 0) + watts
  reactive[quarter] = (reactive[quarter] ?? 0) + watts * tanPhi[kind]
  const of = mix?.[kind]
  if (of !== undefined) of[quarter] = (of[quarter] ?? 0) + watts
}

/** Runs an appliance from an hour for some hours; what lies outside the day is left to the neighbouring day. */
export function run(home: HomeDay, start: number, hours: number, watts: number, kind: ApplianceKind): void {
  const from = Math.max(0, start * 4)
  const to = Math.min(quartersPerDay, (start + hours) * 4)
  for (let quarter = Math.floor(from); quarter < to; quarter++) {
    const share = Math.min(quarter + 1, to) - Math.max(quarter, from)
    use(home, quarter, share * watts, kind)
  }
}
