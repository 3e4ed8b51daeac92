import { secondsOf } from '@ferraris/metering'
import type { LineStatistics, UpMessage } from '@ferraris/uplink'
import { isPlausible } from '../../readings/plausible.ts'

/** Whether figures of a concentrator, with their times, can be. Of other messages each part is looked at where it is stored. */
export function isPossible(message: UpMessage, now: number): boolean {
  if (message.kind === 'statistics') return arePossible(message.statistics, now)
  if (message.kind !== 'balance') return true
  const { start, day } = message.balance
  return isPlausible(secondsOf(start), now) && isPlausibleDay(day, now)
}

function arePossible(statistics: LineStatistics, now: number): boolean {
  const { since, until, exchanges, failed, completeness } = statistics
  const times = [since, until].every(time => isPlausible(secondsOf(time), now))
  return times && since <= until && failed <= exchanges && isPlausibleDay(completeness.day, now)
}

function isPlausibleDay(day: string, now: number): boolean {
  return isPlausible(secondsOf(Date.parse(day)), now)
}
