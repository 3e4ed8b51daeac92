import { msPerSecond } from './durations.ts'

/** Between which moments something was, epoch milliseconds. */
export interface Moments {
  readonly from: number
  readonly to: number
}

/**
 * How far a clock is certainly ahead of ours, milliseconds; negative when it is behind. It showed a moment within `shown`,
 * at some time within `ours`: between request and answer. What the rounding of the one and the length of the other
 * explain is no offset, so that quick and slow ways to a meter, and clocks with and without hundredths, agree.
 */
export function clockOffsetMs(shown: Moments, ours: Moments): number {
  const least = shown.from - ours.to
  const most = shown.to - ours.from
  return least > 0 ? least : most < 0 ? most : 0
}

/** The same in whole seconds, what is not whole left out. */
export function clockOffsetSeconds(shown: Moments, ours: Moments): number {
  // Adding zero makes 0 of -0.
  return Math.trunc(clockOffsetMs(shown, ours) / msPerSecond) + 0
}
