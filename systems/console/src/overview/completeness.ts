import type { DayCompleteness } from '../api/resources.ts'

/** Share of the expected quarter-hours that arrived, 0 to 1; a day that expects nothing lacks nothing. */
export function shareOf({ expected, received }: DayCompleteness): number {
  return expected === 0 ? 1 : Math.min(1, received / expected)
}
