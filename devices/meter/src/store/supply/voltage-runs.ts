import { confirmedAfter, type Happening } from '../../harms/effect.ts'
import type { Harms } from '../../harms/harms.ts'
import { longestDip } from '../../harms/kinds/dips.ts'
import { spanAt } from '../../harms/span.ts'
import type { Thresholds } from './thresholds.ts'

/** 230 V, in 0.1 V, and what is a sag, a swell and an interruption of it (EN 50160: 90, 110, 5 %). */
const dips = { below: 2070, above: 2530, gone: 115 }
/** Phases that lie further from their mean, of that mean, for so many seconds are asymmetric; our choice. */
const asymmetry = { share: 0.1, seconds: 60 }

const sags = ['sagL1', 'sagL2', 'sagL3'] as const
const swells = ['swellL1', 'swellL2', 'swellL3'] as const
const missing = ['phaseMissingL1', 'phaseMissingL2', 'phaseMissingL3'] as const
const normal = ['voltageNormalL1', 'voltageNormalL2', 'voltageNormalL3'] as const

/** A stretch in which harm leaves the voltages as they are, 0.1 V by phase; none while the meter is dead. */
interface Segment {
  readonly from: number
  readonly to: number
  readonly volts: readonly number[]
}

/** A stretch in which a voltage answers to a condition, and the value that is the furthest from 230 V. */
interface Run {
  readonly from: number
  readonly to: number
  readonly extreme: number
}

/** Where harm changes the voltages, in stretches that follow one another. `volts` measures a second. */
export function segmentsOf(harms: Harms, volts: (instant: number) => readonly number[]): Segment[] {
  const borders = [
    ...new Set(harms.list.flatMap(({ from, until }) => [from, until ?? Number.POSITIVE_INFINITY])),
  ]
  borders.sort((a, b) => a - b)
  const dead = harms.deadSpans
  return borders.flatMap((from, index) => {
    const to = borders[index + 1]
    if (to === undefined || harms.at(from).length === 0 || spanAt(dead, from) !== undefined) return []
    return [{ from, to, volts: volts(from) }]
  })
}

function runsOf(segments: readonly Segment[], value: (segment: Segment) => number | undefined): Run[] {
  const runs: Run[] = []
  for (const segment of segments) {
    const extreme = value(segment)
    if (extreme === undefined) continue
    const last = runs.at(-1)
    if (last?.to !== segment.from) runs.push({ from: segment.from, to: segment.to, extreme })
    else {
      const worst = Math.abs(extreme - 2300) > Math.abs(last.extreme - 2300) ? extreme : last.extreme
      runs[runs.length - 1] = { from: last.from, to: segment.to, extreme: worst }
    }
  }
  return runs
}

/** What the meter notes second by second: dips when they are over, missing phases and asymmetry while they last. */
export function voltageHappenings(
  segments: readonly Segment[],
  phases: number,
  thresholds: Thresholds,
): Happening[] {
  const found: Happening[] = []
  for (let phase = 0; phase < phases; phase++) {
    const volts = ({ volts }: Segment) => volts[phase] ?? 0
    const sag = runsOf(segments, segment =>
      volts(segment) < dips.below && volts(segment) >= dips.gone ? volts(segment) : undefined,
    )
    const swell = runsOf(segments, segment => (volts(segment) > dips.above ? volts(segment) : undefined))
    found.push(...dipsOf(sag, sags[phase]), ...dipsOf(swell, swells[phase]))
    const gone = runsOf(segments, segment =>
      volts(segment) < thresholds.at('missing', segment.from) ? volts(segment) : undefined,
    )
    found.push(...missingOf(gone, phase, thresholds))
  }
  return phases === 1 ? found : [...found, ...asymmetryOf(segments, thresholds)]
}

function dipsOf(runs: readonly Run[], event: Happening['event'] | undefined): Happening[] {
  if (event === undefined) return []
  return runs.flatMap(({ from, to, extreme }) =>
    to - from <= longestDip ? [{ at: to, event, magnitude: extreme, duration: to - from }] : [],
  )
}

function missingOf(runs: readonly Run[], phase: number, thresholds: Thresholds): Happening[] {
  const [begins, ends] = [missing[phase], normal[phase]]
  if (begins === undefined || ends === undefined) return []
  return runs.flatMap(({ from, to, extreme }): Happening[] => {
    const at = from + thresholds.at('missingTime', from)
    if (at >= to) return []
    const begun = { at, event: begins, magnitude: extreme }
    return Number.isFinite(to) ? [begun, { at: to, event: ends, duration: to - from }] : [begun]
  })
}

function asymmetryOf(segments: readonly Segment[], thresholds: Thresholds): Happening[] {
  const runs = runsOf(segments, ({ volts, from }) => {
    if (volts.some(one => one < thresholds.at('missing', from))) return undefined
    const mean = volts.reduce((a, b) => a + b, 0) / volts.length
    const furthest = Math.max(...volts.map(one => Math.abs(one - mean)))
    return furthest > asymmetry.share * mean ? mean + furthest : undefined
  })
  return runs.flatMap(({ from, to, extreme }) =>
    from + Math.max(confirmedAfter, asymmetry.seconds) < to
      ? [{ at: from + asymmetry.seconds, event: 'phaseAsymmetry' as const, magnitude: Math.round(extreme) }]
      : [],
  )
}
