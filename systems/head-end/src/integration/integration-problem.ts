import { type Declarations, defineErrors } from '@ferraris/errors'
import type { ProblemMembers } from '@ferraris/service'

const problems = {
  'message-not-out': [
    'input',
    'The message came in; only messages to other systems can be changed',
    'Ask its sender to send it again under another MessageID.',
    409,
  ],
  'message-open': [
    'input',
    'The message still waits for its destination',
    'It goes by itself as soon as the destination is back; discard it to stop it.',
    409,
  ],
  'message-unreadable': [
    'input',
    'The text is no message of IEC 61968-100',
    '`detail` says what is wrong and where.',
  ],
  'destination-unusable': [
    'input',
    'The destination cannot be used as described',
    '`detail` names the member and what is allowed there.',
  ],
  'codes-unusable': [
    'input',
    'The codes cannot be used as given',
    '`detail` names the member; see the reference of messages for our names.',
  ],
} as const satisfies Declarations

/** What can stand between a request and a message or its destination. */
export class IntegrationProblem extends defineErrors('http', problems) {
  readonly members: ProblemMembers = {}
}
