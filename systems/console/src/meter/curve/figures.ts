import { quality } from './quality.ts'
import type { Quarters } from './quarters.ts'
import type { Span } from './window.ts'

/** What a window amounts to. */
export interface Figures {
  /** Sum of the increments, base unit (Wh, varh). */
  sum: number
  /** The highest mean over an interval, per hour (W, var), and when that interval began; null without a value. */
  peak: { readonly power: number; readonly at: number } | null
  /** Intervals of the window that are not pending. */
  expected: number
  /** How many intervals have each quality code. */
  readonly byQuality: Map<number, number>
}

/** Adds up the intervals that begin within a span. */
export function figuresOf({ starts, values, quality: codes, step }: Quarters, { from, to }: Span): Figures {
  const figures: Figures = { sum: 0, peak: null, expected: 0, byQuality: new Map() }
  const perHour = 3600 / step
  for (let index = indexFrom(starts, from); index < starts.length && starts[index]! < to; index++) {
    const code = codes[index]!
    figures.byQuality.set(code, (figures.byQuality.get(code) ?? 0) + 1)
    if (code !== quality.pending) figures.expected += 1
    const value = values[index]
    if (value == null) continue
    figures.sum += value
    if (!figures.peak || value * perHour > figures.peak.power) {
      figures.peak = { power: value * perHour, at: starts[index]! }
    }
  }
  return figures
}

/** Index of the first start at or after an instant. */
export function indexFrom(starts: readonly number[], instant: number): number {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (starts[middle]! < instant) low = middle + 1
    else high = middle
  }
  return low
}
