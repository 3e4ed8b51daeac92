import { clockAheadMs } from '../bounds.ts'
import type { FreshEvent } from './fresh-event.ts'

/** Of `learnt`: the meter's log alone. */
const fromLog = 1

/**
 * When an event happened, by our clock (epoch milliseconds). What a meter tells of its own accord happens now, whatever its clock says; what its
 * log tells is corrected by what its clock is known to be off. None happens later than it is heard.
 */
export function heardTime({ time, learnt }: FreshEvent, clockAheadByMs: number, now: number): number {
  if (learnt !== fromLog) return now
  const at = time.getTime() - clockAheadByMs
  return at > now + clockAheadMs ? now : Math.min(at, now)
}
