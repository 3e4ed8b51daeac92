import type { Happening, HarmedMeter } from '../../harms/effect.ts'
import { endOf, type Harm, holdsAt, touches } from '../../harms/harm.ts'
import { type DistortionOf, distortionOf, isDistorting } from '../../harms/kinds/harmonics.ts'
import type { HarmKind } from '../../harms/kinds.ts'
import { type Span, spanAt } from '../../harms/span.ts'
import type { Thresholds } from './thresholds.ts'

/** What is noted of each phase. */
export const distortionEvents = {
  voltage: {
    threshold: 'distortion',
    high: ['distortionHighL1', 'distortionHighL2', 'distortionHighL3'],
    normal: ['distortionNormalL1', 'distortionNormalL2', 'distortionNormalL3'],
    long: [],
  },
  current: {
    threshold: 'currentDistortion',
    high: ['currentDistortionHighL1', 'currentDistortionHighL2', 'currentDistortionHighL3'],
    normal: ['currentDistortionNormalL1', 'currentDistortionNormalL2', 'currentDistortionNormalL3'],
    long: ['currentDistortionLongL1', 'currentDistortionLongL2', 'currentDistortionLongL3'],
  },
} as const satisfies Readonly<Record<DistortionOf, unknown>>

/** The distortion of a current that has been noted as high for so long, s, is noted as long, as in the Dutch list; the time is our choice. */
const longDistortion = 3600

/** A stretch with one total distortion, %; of what the grid and the home bring along by themselves no stretch is above a threshold. */
interface Stretch {
  readonly from: number
  readonly to: number
  /** Undefined where the meter has no supply and measures nothing. */
  readonly percent: number | undefined
}

/** The distortion that harms bring to a phase, counted from 0, with what lies between and behind them. */
function stretchesOf(
  harms: readonly Harm<HarmKind>[],
  dead: readonly Span[],
  of: DistortionOf,
  phase: number,
): Stretch[] {
  const distorting = harms.filter(harm => isDistorting(harm, of) && touches(harm, phase))
  if (distorting.length === 0) return []
  const instants = [
    ...distorting.flatMap(harm => [harm.from, endOf(harm)]),
    ...dead.flatMap(({ from, to }) => [from, to]),
  ]
  const borders = [...new Set(instants)].sort((a, b) => a - b)
  return borders
    .filter(from => Number.isFinite(from))
    .map((from, i) => {
      const harm = distorting.find(one => holdsAt(one, from))
      return {
        from,
        to: borders[i + 1] ?? Number.POSITIVE_INFINITY,
        percent: spanAt(dead, from) ? undefined : harm === undefined ? 0 : distortionOf(harm),
      }
    })
}

/**
 * What a meter notes of distortion: one that has been above the threshold for long enough is high, until it has been below the
 * threshold, less the hysteresis, for long enough.
 */
export function distortionHappenings(
  harms: readonly Harm<HarmKind>[],
  { phases, dead }: Pick<HarmedMeter, 'phases' | 'dead'>,
  thresholds: Thresholds,
): Happening[] {
  return (['voltage', 'current'] as const).flatMap(of => {
    const { high, normal, long, threshold } = distortionEvents[of]
    return Array.from({ length: phases }, (_, phase) => phase).flatMap(phase => {
      const [begins, ends, lasts] = [high[phase], normal[phase], long[phase]]
      if (begins === undefined || ends === undefined) return []
      const runs = highRuns(stretchesOf(harms, dead, of, phase), thresholds, threshold)
      return runs.flatMap(({ at, since, percent, until = Number.POSITIVE_INFINITY }): Happening[] => [
        { at, event: begins, magnitude: Math.round(10 * percent) },
        ...(lasts !== undefined && at + longDistortion < until
          ? [{ at: at + longDistortion, event: lasts, magnitude: Math.round(10 * percent) }]
          : []),
        ...(Number.isFinite(until) ? [{ at: until, event: ends, duration: until - since }] : []),
      ])
    })
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

function highRuns(
  stretches: readonly Stretch[],
  thresholds: Thresholds,
  of: 'distortion' | 'currentDistortion',
): HighRun[] {
  const runs: HighRun[] = []
  let high: HighRun | undefined
  let over: { since: number; percent: number } | undefined
  let underSince: number | undefined
  for (const { from, to, percent } of stretches) {
    if (percent === undefined) {
      over = underSince = undefined
      continue
    }
    const threshold = thresholds.at(of, from)
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
