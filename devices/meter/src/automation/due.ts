import type { MeterClock } from '../store/meter-clock.ts'
import { stretches } from '../store/profiles/captures.ts'

/** Something that the meter does of its own at a true instant. */
export interface Due {
  readonly at: number
  run(): void
}

/** A clock set by no more than this is synchronised: nothing is skipped or repeated. */
const synchronisedWithin = 30

/** A moment of the meter's clock that has come. */
export interface Moment {
  readonly at: number
  /** Seconds by which the clock was set past it; 0 for one that came in its time. */
  readonly late: number
}

/**
 * The first moment within (since, until], true time, for moments of the meter's clock: `next` gives the first one
 * after an instant of that clock; it need not look beyond a last one. Where the clock was set forward, what it jumped over comes a second after; where it
 * was set back, moments are passed again (IEC 62056-6-2, class 10, "Handling of time changes").
 */
export function nextOnClock(
  clock: MeterClock,
  since: number,
  until: number,
  next: (shown: number, last: number) => number | undefined,
): Moment | undefined {
  const all = stretches(clock.settings, until)
  for (const [index, { from, to, offset }] of all.entries()) {
    if (to <= since) continue
    const before = all[index - 1]
    const jump = before === undefined ? 0 : offset - before.offset
    if (before !== undefined && jump > 0 && from + 1 > since && from + 1 <= until) {
      const missed = next(from + before.offset, from + offset)
      if (missed !== undefined && missed <= from + offset)
        return { at: from + 1, late: from + offset - missed }
    }
    const synchronised = before !== undefined && jump < 0 && -jump <= synchronisedWithin
    const shown = Math.max(since, from) + offset
    const found = next(synchronised ? Math.max(shown, from + before.offset) : shown, to + offset)
    if (found !== undefined && found - offset <= to) return { at: found - offset, late: 0 }
  }
  return undefined
}
