/**
 * What is known about an interval's value. The codes are those of the REST interface and of the stored blocks:
 * they may be added to, never renumbered.
 */
export const quality = {
  valid: 0,
  missing: 1,
  estimated: 2,
  suspect: 3,
  powerOff: 4,
  clockAdjusted: 5,
  edited: 6,
} as const

export type Quality = (typeof quality)[keyof typeof quality]

/**
 * Which of two values for the same interval stays: the higher rank, and of equals the one stored first. A reading after
 * the clock was set says more than one before.
 */
const rank: readonly number[] = [4, 0, 1, 2, 3, 5, 6]

export function outranks(newer: number, stored: number): boolean {
  return (rank[newer] ?? -1) > (rank[stored] ?? -1)
}

/** An interval counts as received when the meter measured it; an estimate fills a curve, not a count. */
export function isReceived(code: number): boolean {
  return code !== quality.missing && code !== quality.estimated
}
