import { type Declarations, defineErrors, type Occasion } from '@ferraris/errors'
import type { ProblemMembers } from '@ferraris/service'

const problems = {
  'no-campaign': [
    'input',
    'There is no campaign yet',
    'An administrator describes it first: `PUT /campaign`, with name, first and last day.',
    409,
  ],
  'too-many-offers': [
    'input',
    'There are more offers than places',
    'Each maker and model keeps at least one place: raise the target of the campaign, or withdraw offers.',
    409,
  ],
  'not-a-participant': [
    'input',
    'This account speaks for no participant',
    'Ask an administrator of the platform to make it a member of your participant.',
    403,
  ],
  'contract-missing': [
    'input',
    'The contract is not signed',
    'Sign the contract of the campaign first; an operator notes it with its date.',
    409,
  ],
  'notice-too-short': [
    'input',
    'The test begins too soon',
    'Name a first day that leaves as many days of notice as the campaign promises.',
  ],
  'not-tested': [
    'input',
    'No integration test was passed with this hardware and firmware',
    'Book an integration test for it; a new version of either needs a new one.',
    409,
  ],
  'places-exhausted': [
    'input',
    'There is no place left for another device of this model',
    'See `granted` of the offer; a device that ends leaves its place.',
    409,
  ],
  'province-closed': [
    'input',
    'The province has too few meters for the campaign',
    'Choose customers in the provinces that `GET /provinces` shows as open.',
    409,
  ],
  'device-unusable': [
    'input',
    'The device cannot be taken as described',
    '`detail` names what is in the way.',
  ],
  'visits-exhausted': [
    'input',
    'All visits of the campaign are taken',
    'Cancel one that is not needed; the campaign bounds their number.',
    409,
  ],
  'not-csv': [
    'input',
    'The text is not a file of counters',
    'Send CSV, separated by semicolons, with the columns that `detail` names.',
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
