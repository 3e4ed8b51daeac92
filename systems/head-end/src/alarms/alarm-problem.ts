import { type Declarations, defineErrors } from '@ferraris/errors'
import type { ProblemMembers } from '@ferraris/service'

const problems = {
  'alarm-action-incomplete': [
    'input',
    'The action lacks what it needs',
    'To assign, give `to`; to comment and to close, give `comment`.',
  ],
  'alarm-rule-impossible': [
    'input',
    'The rule cannot hold for this kind of event',
    'An alarm closes itself only where the meter says that the condition is over.',
  ],
  'alarm-silence-impossible': [
    'input',
    'The silence cannot be kept',
    'Name a kind, a meter or a concentrator, and an end after its beginning, at most a year from now; remove old ones.',
  ],
  'subscription-unusable': [
    'input',
    'The subscription cannot be used as described',
    '`detail` names the member and what is allowed there.',
  ],
} as const satisfies Declarations

/** What can stand between a request and an alarm, its rule, or what is told of it. */
export class AlarmProblem extends defineErrors('http', problems) {
  readonly members: ProblemMembers = {}
}
