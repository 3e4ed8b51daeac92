/** What can be wrong with a plan, or with what is asked of a line. */
export type PlanProblem = 'bad-plan' | 'bad-option' | 'unknown-place' | 'unknown-section'

/** A plan that is none, or a name that is not on it. `field` says where, the message what to try. */
export class PlanError extends Error {
  override readonly name = 'PlanError'
  readonly code: PlanProblem
  readonly layer = 'plan'
  readonly field: string

  constructor(code: PlanProblem, field: string, message: string) {
    super(`${field}: ${message}`)
    this.code = code
    this.field = field
  }
}
