import type { FreshEvent } from '../../events/device-event.ts'
import { fromLogs } from '../../events/learnt.ts'
import { clockAheadMs } from '../bounds.ts'

/**
 * When an event happened, by our clock (epoch milliseconds). What a meter tells of its own accord happens now, whatever its clock says; what its
 * log tells is corrected by what its clock is known to be off. None happens later than it is heard.
 */
export function heardTime(
  { time, learnt }: Pick<FreshEvent, 'time' | 'learnt'>,
  clockAheadByMs: number,
  now: number,
): number {
  if ((learnt & fromLogs) === 0) return now
  const at = time.getTime() - clockAheadByMs
  return at > now + clockAheadMs ? now : Math.min(at, now)
}
