import { type Declarations, defineErrors } from '@ferraris/errors'
import type { ProblemMembers } from '@ferraris/service'

const problems = {
  'no-such-day': [
    'input',
    'There are no data of this day',
    'Check serial, OBIS code and day; a day is judged once it is over and something of it has come.',
    404,
  ],
  'version-passed': [
    'input',
    'The day has a newer version',
    'Look at the day as it is now, and decide again.',
    409,
  ],
  'no-such-rule': [
    'input',
    'There is no rule or method with this number',
    'See `GET /meter-data/rules`.',
    404,
  ],
} as const satisfies Declarations

/** A request about meter data that cannot be met. */
export class MeterDataProblem extends defineErrors('http', problems) {
  readonly members: ProblemMembers = {}

  constructor(code: keyof typeof problems, detail: string) {
    super(code, detail)
  }
}
