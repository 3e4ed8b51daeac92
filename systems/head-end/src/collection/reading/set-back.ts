import type { ProfileHead } from '@ferraris/client'
import type { Lease } from '../leases/lease.ts'
import type { Harvest } from './harvest.ts'

/** A clock that went back by less than this is slow, or the line was. */
const drift = 10

/**
 * By how many seconds the meter's clock was set back since the session before; 0 if it was not. What it has captured
 * since may have stamps that lie before what was read then.
 */
export function setBackBy(
  { clockOffsetSeconds: before }: Pick<Lease, 'clockOffsetSeconds'>,
  { clockOffsetSeconds: after }: Pick<Harvest, 'clockOffsetSeconds'>,
): number {
  return before === undefined || after === undefined || before - after <= drift ? 0 : before - after
}

/**
 * From where a profile is to be read again that was read until `readUntil` before its clock was set back. Whenever
 * between the sessions that was, no row captured since has an earlier stamp; and the interval that ends with the first of
 * them begins with the row before.
 */
export function readAgainFrom(readUntil: number, back: number, { capturePeriod }: ProfileHead): number {
  return readUntil - back - capturePeriod
}

/**
 * Rows later than the meter's clock were captured before it was set back, and will be captured once more: they do not
 * count as read. `meterNow`: seconds since 1970 as the meter counts them.
 */
export function keepBehindClock(
  harvest: Harvest,
  lease: Pick<Lease, 'readUntil'>,
  profiles: ReadonlyMap<string, ProfileHead>,
  meterNow: number,
): void {
  for (const [profile, { capturePeriod }] of profiles) {
    const until = harvest.readUntil[profile] ?? lease.readUntil[profile]
    if (until !== undefined && until > meterNow + drift) {
      harvest.readUntil[profile] = Math.floor(meterNow) - capturePeriod
    }
  }
}
