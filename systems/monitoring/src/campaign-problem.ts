import { type Declarations, defineErrors, type Occasion } from '@ferraris/errors'
import type { ProblemMembers } from '@ferraris/service'

const problems = {
  'too-many-offers': [
    'input',
    'There are more offers than places',
    'Each maker and model keeps at least one place: raise the target of the campaign, or withdraw offers.',
    409,
  ],
} as const satisfies Declarations

export type CampaignProblemCode = keyof typeof problems

/** What can stand between a request and the monitoring campaign. */
export class CampaignProblem extends defineErrors('http', problems) {
  readonly members: ProblemMembers

  constructor(code: CampaignProblemCode, detail: string, members: ProblemMembers = {}, occasion?: Occasion) {
    super(code, detail, occasion)
    this.members = members
  }
}
