import { quality } from './quality.ts'
import type { Quarters } from './quarters.ts'

/** A run of intervals without a value, epoch seconds. */
export interface Gap {
  readonly from: number
  to: number
  readonly cause: 'missing' | 'powerOff'
}

/** The holes of a series, each with its cause. A gap is a gap: nothing is drawn across it. */
export function gapsOf({ starts, values, quality: codes, step }: Quarters): Gap[] {
  const gaps: Gap[] = []
  starts.forEach((start, index) => {
    if (values[index] !== null || codes[index] === quality.pending) return
    const cause = codes[index] === quality.powerOff ? 'powerOff' : 'missing'
    const last = gaps[gaps.length - 1]
    if (last?.to === start && last.cause === cause) last.to = start + step
    else gaps.push({ from: start, to: start + step, cause })
  })
  return gaps
}
