import { type Declarations, defineErrors } from '@ferraris/errors'

/** No way to the head-end that work results are for. */
export class NetworkError extends defineErrors('network', {
  'head-end-unreachable': ['transport', 'the head-end does not answer', 'try again later'],
}) {}

const statuses = {
  'status-400': ['remote', 'the results do not fit the API', 'compare the versions of both sides'],
  'status-401': ['remote', 'the token is not known', 'give one that is valid'],
  'status-403': ['remote', 'the token may not hand in these results', 'ask for one that may'],
  'status-404': ['remote', 'the head-end knows no such order', 'hand in at the head-end that gave the order'],
  'status-409': ['remote', 'the order is in no state to take results', 'look at the order in the console'],
  'status-413': ['remote', 'the results are too long', 'see what stands before the head-end'],
  'status-429': ['remote', 'too many requests', 'try again later'],
  'status-500': ['remote', 'the head-end failed', 'look at its log'],
  'status-502': ['remote', 'what stands before the head-end does not reach it', 'try again later'],
  'status-503': ['remote', 'the head-end is not ready', 'try again later'],
  'status-504': ['remote', 'the head-end does not answer in time', 'try again later'],
  'status-other': ['remote', 'the answer has a status that is not expected here', 'check the address'],
} as const satisfies Declarations

/** The head-end does not take work results; the code is the status of its answer. */
export class HeadEndRefusal extends defineErrors('head-end', statuses) {
  constructor(status: number, detail: string) {
    const code = `status-${status}`
    super(isKnown(code) ? code : 'status-other', detail)
  }
}

function isKnown(code: string): code is keyof typeof statuses {
  return code in statuses
}
