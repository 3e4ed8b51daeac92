import { type Declarations, defineErrors, type Occasion } from '@ferraris/errors'
import type { ProblemMembers } from '@ferraris/service'

const problems = {
  'scope-missing': [
    'input',
    'The consent does not reach this far',
    'Ask the customer for a consent with the scope that `detail` names.',
    403,
  ],
} as const satisfies Declarations

/** What stands between a third party and data of a customer. */
export class SharingProblem extends defineErrors('http', problems) {
  readonly members: ProblemMembers = {}

  constructor(code: keyof typeof problems, detail: string, occasion?: Occasion) {
    super(code, detail, occasion)
  }
}
