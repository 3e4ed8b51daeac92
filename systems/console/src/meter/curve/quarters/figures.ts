import { secondsPerHour } from '@ferraris/metering'
import type { Span } from '../time/window.ts'
import { quality } from './quality.ts'
import { type Quarters, quartersWithin } from './quarters.ts'

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
export function figuresOf(quarters: Quarters, span: Span): Figures {
  const figures: Figures = { sum: 0, peak: null, expected: 0, byQuality: new Map() }
  const perHour = secondsPerHour / quarters.step
  for (const { start, value, code } of quartersWithin(quarters, span)) {
    figures.byQuality.set(code, (figures.byQuality.get(code) ?? 0) + 1)
    if (code !== quality.pending) figures.expected += 1
    if (value === null) continue
    figures.sum += value
    if (!figures.peak || value * perHour > figures.peak.power) {
      figures.peak = { power: value * perHour, at: start }
    }
  }
  return figures
}
