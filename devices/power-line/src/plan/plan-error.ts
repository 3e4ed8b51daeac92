/** What can be wrong with a plan, or with what is asked of a line. */
export type PlanProblem = 'bad-plan' | 'bad-option' | 'unknown-place' | 'unknown-section'

/** A plan that is none, or a name that is not on it. `field` says where, the message what to try. */
export class PlanError extends Error {
  override readonly name = 'PlanError'
  readonly code: PlanProblem
  readonly layer = 'plan'
  readonly field: string
  /** The message without the field. */
  readonly detail: string

  constructor(code: PlanProblem, field: string, detail: string) {
    super(`${field}: ${detail}`)
    this.code = code
    this.field = field
    this.detail = detail
  }
}
