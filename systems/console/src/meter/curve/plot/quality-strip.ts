import { quality, severityOf } from '../quarters/quality.ts'
import { type Quarters, quartersWithin } from '../quarters/quarters.ts'
import type { Span } from '../time/window.ts'

/** A run of pixel columns with the same worst quality; `to` is not included. */
export interface StripRun {
  readonly from: number
  to: number
  readonly code: number
}

/**
 * The worst quality under each of `columns` pixel columns of a window, as runs. One missing quarter-hour of a year
 * still takes its pixel: zooming out hides nothing.
 */
export function qualityStrip(quarters: Quarters, { from, to }: Span, columns: number): StripRun[] {
  const { step } = quarters
  const worst = new Int8Array(columns).fill(quality.pending)
  const perSecond = columns / (to - from)
  for (const { start, code } of quartersWithin(quarters, { from: from - step + 1, to })) {
    const first = Math.max(0, Math.floor((start - from) * perSecond))
    // An interval narrower than a pixel takes the pixel it begins in.
    const after = Math.min(columns, Math.max(first + 1, Math.floor((start + step - from) * perSecond)))
    for (let column = first; column < after; column++) {
      if (severityOf(code) > severityOf(worst[column] ?? code)) worst[column] = code
    }
  }
  return runsOf(worst)
}

function runsOf(codes: Int8Array): StripRun[] {
  const runs: StripRun[] = []
  codes.forEach((code, column) => {
    const last = runs[runs.length - 1]
    if (last?.code === code) last.to = column + 1
    else runs.push({ from: column, to: column + 1, code })
  })
  return runs
}
