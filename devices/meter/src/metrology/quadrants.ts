import { secondsPerHour } from '@ferraris/metering'
import type { DayCurve } from './day-curve.ts'
import type { Pair } from './pair-register.ts'

/** Reactive energy by quadrant (IEC 62053-23), varh: I and IV while active power is drawn, II and III while it is fed in. */
export interface Quadrants {
  /** Lagging while drawing. */
  readonly QI: number
  /** Leading while feeding in. */
  readonly QII: number
  /** Lagging while feeding in. */
  readonly QIII: number
  /** Leading while drawing. */
  readonly QIV: number
}
export type Quadrant = keyof Quadrants

/** Of the first seconds of a quarter, the reactive energies R+ and R− that are counted while active power is fed in, vars. */
export function reactiveWhileFeeding(curve: DayCurve, quarter: number, seconds: number): Pair {
  const flows = (channel: 0 | 1): boolean =>
    curve.since[channel][quarter + 1] !== curve.since[channel][quarter]
  if (!flows(1)) return [0, 0]
  if (!flows(0))
    return [
      curve.within(2, quarter, seconds) * secondsPerHour,
      curve.within(3, quarter, seconds) * secondsPerHour,
    ]
  let [lagging, leading] = [0, 0]
  for (let second = 0; second < seconds; second++) {
    if (curve.power(1, quarter, second) <= curve.power(0, quarter, second)) continue
    lagging += curve.power(2, quarter, second)
    leading += curve.power(3, quarter, second)
  }
  return [lagging, leading]
}
