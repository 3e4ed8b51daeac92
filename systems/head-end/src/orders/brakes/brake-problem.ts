import { type Declarations, defineErrors, type Occasion } from '@ferraris/errors'
import type { ProblemMembers } from '@ferraris/service'

const problems = {
  'customer-protected': [
    'input',
    'The customer is protected: the supply is not switched off by one person alone',
    'Leave the meter out; or give the reason in `despiteProtection`, and an administrator decides.',
    403,
  ],
  'same-person': [
    'input',
    'This needs another person',
    'Ask a colleague with the role for it: nobody decides on what they asked for themselves.',
    403,
  ],
} as const satisfies Declarations

/** What the brakes refuse. */
export class BrakeProblem extends defineErrors('http', problems) {
  readonly members: ProblemMembers

  constructor(
    code: keyof typeof problems,
    detail: string,
    members: ProblemMembers = {},
    occasion?: Occasion,
  ) {
    super(code, detail, occasion)
    this.members = members
  }
}
