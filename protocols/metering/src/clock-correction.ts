/** How a clock that is off is put right: left, moved by seconds, or set. */
type ClockCorrection =
  | { readonly way: 'none' }
  | { readonly way: 'shift'; readonly seconds: number }
  | { readonly way: 'set' }

/** Which offsets, in seconds, call for what. */
export interface ClockLimits {
  /** A clock that is off by no more is right. */
  readonly tolerance: number
  /** One that is off by no more is moved, which does not depend on how long the message is under way. */
  readonly longestShift: number
}

/** Over a way that takes well below a second. Shifting by more than this would say that a clock drifted that was lost. */
export const clockLimits: ClockLimits = { tolerance: 3, longestShift: 60 }

/** What to do about a clock that is so many seconds ahead of ours. */
export function clockCorrection(aheadSeconds: number, limits = clockLimits): ClockCorrection {
  const off = Math.abs(aheadSeconds)
  if (off <= limits.tolerance) return { way: 'none' }
  return off <= limits.longestShift ? { way: 'shift', seconds: -aheadSeconds } : { way: 'set' }
}
