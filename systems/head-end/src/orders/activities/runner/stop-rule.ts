import type { Counts, StopRule } from '../schemas.ts'

interface StageSoFar {
  readonly counts: Counts
  /** Failures that an operator has seen and gone on after. */
  readonly forgiven: number
}

/** Whether too much of a stage has failed to go on. */
export function isBroken({ share, least = 1 }: StopRule, { counts, forgiven }: StageSoFar): boolean {
  const failed = counts.failed - forgiven
  return failed >= least && failed > share * counts.total
}
