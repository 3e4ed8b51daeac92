import { type CivilDay, modulo, weekday } from '../../calendar/civil-day.ts'
import { feederOf } from '../feeder.ts'
import { emptyLoadDay, type LoadSource, quartersPerDay } from '../load-source.ts'
import type { LoadCurveTable, MeasuredDays } from './parse-load-curves.ts'

/** Reactive energy is not measured in such files: it is derived with this power factor, lagging. */
export const derivedPowerFactor = 0.95

const tanPhi = Math.tan(Math.acos(derivedPowerFactor))

/** Households whose curves stand for the line that all hang on. */
const neighbours = 8

/** Contract steps in W: the smallest that covers a household's highest quarter hour is taken. */
const contractSteps = [1500, 3000, 4500, 6000, 10_000, 15_000, 20_000, 30_000, 50_000, 100_000, 200_000]

/** Measured load curves laid over the whole calendar. */
export interface MeasuredCurves {
  /** Names in the file's order. */
  readonly households: readonly string[]
  /** The file's first Monday: its week 0. */
  readonly firstMonday: CivilDay
  readonly weeks: number
  /** Quarter hours that the file leaves open, whole days included; they count as 0 Wh. */
  readonly missing: number
  /** The load of a household; undefined when the file does not hold it. */
  source(household: string): LoadSource | undefined
}

/**
 * Lays the file's weeks end to end over the calendar: a civil day takes the file's day of the same weekday, in the
 * week `(whole weeks since the file's first Monday) mod (weeks in the file)`; so the file's own days fall on
 * themselves. There is no export, and reactive energy is derived with {@link derivedPowerFactor}.
 */
export function measuredCurves(table: LoadCurveTable): MeasuredCurves {
  const days = [...table.households.values()].flatMap(measured => [...measured.keys()])
  const first = days.reduce((a, b) => Math.min(a, b))
  const last = days.reduce((a, b) => Math.max(a, b))
  const firstMonday = first - weekday(first)
  const weeks = Math.floor((last - firstMonday) / 7) + 1
  const absentDays = table.households.size * weeks * 7 - days.length
  const sources = [...table.households].map(([household, measured]) =>
    laidOver(household, measured, firstMonday, weeks * 7),
  )
  const feeder = feederOf(firstMonday, sources.slice(0, neighbours))
  return {
    households: [...table.households.keys()],
    firstMonday,
    weeks,
    missing: table.missingCells + absentDays * quartersPerDay,
    source: household => {
      const measured = table.households.get(household)
      return measured && { ...laidOver(household, measured, firstMonday, weeks * 7), feeder }
    },
  }
}

function laidOver(
  household: string,
  measured: MeasuredDays,
  firstMonday: CivilDay,
  period: number,
): LoadSource {
  return {
    household,
    contractedPower: contractFor(measured),
    day: day => {
      const load = emptyLoadDay()
      const values = measured.get(firstMonday + modulo(day - firstMonday, period))
      if (values === undefined) return load
      load.import.set(values)
      for (const [quarter, value] of values.entries()) {
        load.reactiveImport[quarter] = Math.max(0, Math.round(value * tanPhi))
      }
      return load
    },
  }
}

function contractFor(measured: MeasuredDays): number {
  let highest = 0
  for (const values of measured.values()) for (const value of values) if (value > highest) highest = value
  return contractSteps.find(step => step >= 4 * highest) ?? Math.ceil(4 * highest)
}
