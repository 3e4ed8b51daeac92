import { secondsPerQuarter } from '@ferraris/metering'
import type { LocalDay } from '../calendar/local-day.ts'
import { fraction, hash } from '../load/chance.ts'
import type { Feeder } from '../load/load-source.ts'

/** A sag of the supply voltage, in true time. */
export interface Sag {
  readonly from: number
  readonly to: number
}

/** The share of the voltage that is left. */
export const sagLeft = 0.8
/** A longer one is no sag (EN 50160). */
const longestSag = 60

/** On a day in forty the voltage of a line sags for some seconds; which day follows from the line's seed. */
export function sagOn(dayStart: number, seed: number): Sag | undefined {
  if (fraction(seed ^ 0x5a6, dayStart) > 1 / 40) return undefined
  const from = dayStart + (hash(seed ^ 0x5a7, dayStart) % 80_000)
  return { from, to: from + 2 + (hash(seed ^ 0x5a8, dayStart) % (longestSag - 1)) }
}

/** Where a meter hangs: the line, and the meter's own seed, from which its place on the line follows. */
export interface SupplyPoint {
  readonly feeder: Feeder
  readonly seed: number
}

/** Of a transformer without load, V: its tap is a little above the 230 V of the standard. */
const busbar = 236
/** Lost in the transformer for each kW of the mean home, V. */
const transformerLoss = 1.5
/** The phases of a line are never loaded alike: what the fullest one carries, of a third of all. */
const greatestShare = 1.1
/** What neighbours switch within a second, V. */
const flicker = 0.6

/**
 * The voltage of a phase in one second, V: what the transformer gives, less what the line loses by what all its
 * homes draw, and the service line by what this one draws. What panels feed in raises it. A fifth lower during a sag.
 *
 * @param watts drawn by this home on the phase, less what it feeds in
 */
export function voltageAt(
  point: SupplyPoint,
  local: LocalDay,
  instant: number,
  phase: number,
  watts: number,
): number {
  const voltage =
    steady(point, phase, lineLoad(point.feeder, local, instant), watts) +
    flicker * (fraction(point.seed ^ 0x5a, instant) - 0.5)
  const sag = sagOn(local.start, point.feeder.seed)
  const sagging = sag !== undefined && sag.from <= instant && instant < sag.to
  return sagging ? sagLeft * voltage : voltage
}

/** The mean voltage of a phase over a quarter, V. */
export function meanVoltage(
  point: SupplyPoint,
  local: LocalDay,
  quarter: number,
  phase: number,
  watts: number,
): number {
  return steady(point, phase, point.feeder.mean(local.day)[local.wallQuarter[quarter] ?? 0] ?? 0, watts)
}

/**
 * The lowest and the highest mean voltage that any home of a line can have, V: at its end, on the phase that is loaded most.
 *
 * @param least that the mean home of the line draws, W: negative while it feeds in
 * @param most that it draws, W
 * @param own that the home draws or feeds in at most, W
 */
export function voltageBounds(feeder: Feeder, least: number, most: number, own: number): [number, number] {
  const line = transformerLoss + greatestShare * feeder.voltsPerKilowatt
  const at = (load: number, watts: number): number =>
    busbar - (line * load + feeder.serviceVoltsPerKilowatt * watts) / 1000
  return [at(most, own), at(least, -own)]
}

function steady({ feeder, seed }: SupplyPoint, phase: number, load: number, watts: number): number {
  const place = 0.1 + 0.9 * fraction(seed, 0)
  const share = greatestShare - 0.2 * (1 - fraction(feeder.seed, phase))
  const line = transformerLoss + place * share * feeder.voltsPerKilowatt
  return busbar - (line * load + feeder.serviceVoltsPerKilowatt * watts) / 1000
}

/** What the mean home of the line draws, W: in between, the quarters run into one another. */
function lineLoad(feeder: Feeder, local: LocalDay, instant: number): number {
  const mean = feeder.mean(local.day)
  const middle = (instant - local.start) / secondsPerQuarter - 0.5
  const before = Math.max(0, Math.floor(middle))
  const after = Math.min(local.quarters - 1, before + 1)
  const at = (quarter: number): number => mean[local.wallQuarter[quarter] ?? 0] ?? 0
  const share = Math.min(1, Math.max(0, middle - before))
  return (1 - share) * at(before) + share * at(after)
}
