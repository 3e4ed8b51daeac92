import type { Happening } from '../../harms/effect.ts'
import { endOf, type Harm, holdsAt, touches } from '../../harms/harm.ts'
import { distortionOf } from '../../harms/kinds/harmonics.ts'
import type { HarmKind } from '../../harms/kinds.ts'
import type { Thresholds } from './thresholds.ts'

export const distortionHigh = ['distortionHighL1', 'distortionHighL2', 'distortionHighL3'] as const
const normal = ['distortionNormalL1', 'distortionNormalL2', 'distortionNormalL3'] as const

/** A stretch with one total distortion of a voltage, %; of what the grid brings along by itself no stretch is above a threshold. */
interface Stretch {
  readonly from: number
  readonly to: number
  readonly percent: number
}

/** The distortion that harms bring to a phase, counted from 0, with what lies between and behind them. */
function stretchesOf(harms: readonly Harm<HarmKind>[], phase: number): Stretch[] {
  const distorting = harms.filter(harm => harm.kind === 'harmonics' && touches(harm, phase))
  const borders = [...new Set(distorting.flatMap(harm => [harm.from, endOf(harm)]))].sort((a, b) => a - b)
  return borders
    .filter(from => Number.isFinite(from))
    .map((from, i) => {
      const harm = distorting.find(one => holdsAt(one, from))
      return {
        from,
        to: borders[i + 1] ?? Number.POSITIVE_INFINITY,
        percent: harm === undefined ? 0 : distortionOf(harm),
      }
    })
}

/**
 * What a meter notes of distortion: one that has been above the threshold for long enough is high, until it has been below the
 * threshold, less the hysteresis, for long enough.
 */
export function distortionHappenings(
  harms: readonly Harm<HarmKind>[],
  phases: number,
  thresholds: Thresholds,
): Happening[] {
  return Array.from({ length: phases }, (_, phase) => phase).flatMap(phase => {
    const [begins, ends] = [distortionHigh[phase], normal[phase]]
    if (begins === undefined || ends === undefined) return []
    return highRuns(stretchesOf(harms, phase), thresholds).flatMap(({ at, since, percent, until }) => [
      { at, event: begins, magnitude: Math.round(10 * percent) },
      ...(until === undefined ? [] : [{ at: until, event: ends, duration: until - since }]),
    ])
  })
}

interface HighRun {
  /** When it was noted, and since when it had been too high. */
  readonly at: number
  readonly since: number
  /** The most of it up to when it was noted. */
  readonly percent: number
  /** When it was noted as normal again. */
  until: number | undefined
}

function highRuns(stretches: readonly Stretch[], thresholds: Thresholds): HighRun[] {
  const runs: HighRun[] = []
  let high: HighRun | undefined
  let over: { since: number; percent: number } | undefined
  let underSince: number | undefined
  for (const { from, to, percent } of stretches) {
    const threshold = thresholds.at('distortion', from)
    if (high === undefined) {
      over =
        percent > threshold
          ? { since: over?.since ?? from, percent: Math.max(percent, over?.percent ?? 0) }
          : undefined
      const at = over && over.since + thresholds.at('distortionTime', over.since)
      if (over === undefined || at === undefined || at >= to) continue
      high = { at, ...over, until: undefined }
      runs.push(high)
      over = undefined
      continue
    }
    const isBelow = percent < Math.max(0.1, threshold - thresholds.at('distortionHysteresis', from))
    underSince = isBelow ? (underSince ?? from) : undefined
    const at =
      underSince === undefined ? undefined : underSince + thresholds.at('distortionDownTime', underSince)
    if (at === undefined || at >= to) continue
    high.until = at
    high = underSince = undefined
  }
  return runs
}
