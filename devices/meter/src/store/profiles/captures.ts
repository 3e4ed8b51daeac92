import type { ClockSetting } from '../meter-clock.ts'

/** A stretch of true time, (from, to], in which the meter's clock ran with one offset. */
interface Stretch {
  readonly from: number
  readonly to: number
  readonly offset: number
}

/** The stretches of a clock from the begin of the records to now. The very first instant belongs to the first one. */
export function stretches(settings: readonly ClockSetting[], now: number): Stretch[] {
  return settings.flatMap(({ at, offset }, index) => {
    const to = Math.min(now, settings[index + 1]?.at ?? now)
    const from = index === 0 ? at - 1 : at
    return to > from ? [{ from, to, offset }] : []
  })
}

/**
 * The same for what is captured. A setting forward has its instant in the new stretch, too: a clock that is set onto a
 * boundary (adjust_to_quarter) captures there, for it will not pass it.
 */
export function captureStretches(settings: readonly ClockSetting[], now: number): Stretch[] {
  // Of several settings in one second the last one holds.
  const held = settings.filter(({ at }, index) => settings[index + 1]?.at !== at)
  return held.flatMap(({ at, offset }, index) => {
    const to = Math.min(now, held[index + 1]?.at ?? now)
    const isForward = offset > (held[index - 1]?.offset ?? Number.NEGATIVE_INFINITY)
    const from = isForward ? at - 1 : at
    return to > from ? [{ from, to, offset }] : []
  })
}

/** A row of a profile: what the clock showed when it was captured, and when that truly was. */
export interface Capture {
  readonly shown: number
  readonly at: number
}

/**
 * The captures of a profile at moments that the clock decides: `next` gives the first such moment after an instant, in
 * the meter's time. A clock set forward skips moments, one set back passes them twice, as it does in a real meter.
 */
export function captures(
  settings: readonly ClockSetting[],
  now: number,
  next: (shown: number) => number,
): Capture[] {
  return captureStretches(settings, now).flatMap(({ from, to, offset }) => {
    const found: Capture[] = []
    for (let shown = next(from + offset); shown - offset <= to; shown = next(shown)) {
      found.push({ shown, at: shown - offset })
    }
    return found
  })
}
