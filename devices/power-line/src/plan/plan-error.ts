import { type Declarations, defineErrors } from '@ferraris/errors'

const faults = {
  'bad-plan': [
    'input',
    'this is no plan of a district',
    'compare it with what ferraris power-line plan prints',
  ],
  'bad-option': [
    'input',
    'no such power line is possible',
    'choose a number between the bounds that are named',
  ],
  'unknown-place': ['input', 'the plan has no place of this name', 'look the name up in the plan'],
  'unknown-section': ['input', 'the plan has no section of this name', 'look the name up in the plan'],
} as const satisfies Declarations

/** What can be wrong with a plan, or with a request to a power line. */
type PlanProblem = keyof typeof faults

/** An invalid plan, or a name that is not on it. `path` says where, `detail` what is wrong. */
export class PlanError extends defineErrors('plan', faults) {
  constructor(code: PlanProblem, path: string, detail: string) {
    super(code, detail, { path })
  }
}
