import { zone } from '@ferraris/cosem'
import { type Day, wholeDayOf } from '../day/day.ts'
import type { CollectedDay } from '../source.ts'

/** The channels of a day that are days; one that is none says so where it is judged itself. */
export function siblingsOf({ channels, timeZone }: CollectedDay): Map<string, Day> {
  const local = zone(timeZone)
  const siblings = new Map<string, Day>()
  for (const { obis, block } of channels) {
    if (block === undefined) continue
    const day = wholeDayOf(block, local)
    if (day !== undefined) siblings.set(obis, day)
  }
  return siblings
}
