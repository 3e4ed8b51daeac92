import { firstRetryMs, longestAwayRetryMs, longestRetryMs } from '../bounds.ts'

/** Time to the next attempt at a message that its destination has failed over `attempts` times. */
export function retryMs(attempts: number): number {
  return Math.min(firstRetryMs * 2 ** Math.min(attempts - 1, 30), longestRetryMs)
}

/** Time to the next attempt at a destination that was away `failures` times in a row. */
export function awayRetryMs(failures: number): number {
  return Math.min(firstRetryMs * 2 ** Math.min(failures - 1, 30), longestAwayRetryMs)
}
