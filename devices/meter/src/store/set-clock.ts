import type { EventLog } from './event-log.ts'
import type { LegalChanges } from './legal-changes.ts'
import type { AtomicMemory } from './memory/atomic-memory.ts'
import type { MeterClock } from './meter-clock.ts'

/** A clock that is moved by more than so many seconds changes what a quarter hour is by more than 3 %: a legal change; our choice. */
const legalStep = 27

interface ClockParts {
  readonly clock: MeterClock
  readonly memory: AtomicMemory
  readonly events: EventLog
  readonly legalChanges: LegalChanges
}

/**
 * Sets the clock to a moment of the meter's time; a change is logged under the old time and under the new one. False where it is a
 * legal change, and none is taken any more.
 */
export function setClock(
  { clock, memory, events, legalChanges }: ClockParts,
  shown: number,
  now: number,
): boolean {
  const before = clock.read(now)
  const step = Math.round(shown) - before
  const isLegal = Math.abs(step) > legalStep
  return memory.atomically(() => {
    if (isLegal && legalChanges.isFull) return false
    if (!clock.set(now, shown)) return true
    if (isLegal) legalChanges.add('clock', `${step > 0 ? '+' : ''}${step} s`, now)
    events.record('clockAdjustedOldTime', now, before)
    events.record('clockAdjustedNewTime', now)
    return true
  })
}
