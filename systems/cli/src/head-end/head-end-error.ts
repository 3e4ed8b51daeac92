import { type Declarations, defineErrors } from '@ferraris/errors'

/** No way to the head-end. */
export class NetworkError extends defineErrors('network', {
  'head-end-unreachable': ['transport', 'the head-end does not answer', 'try again later'],
}) {}

const statuses = {
  'status-400': ['remote', 'the request does not fit', 'correct what the message names'],
  'status-401': ['remote', 'the token is not known', 'put one that is valid into FERRARIS_API_TOKEN'],
  'status-403': ['remote', 'the token may not do this', 'ask for one that may'],
  'status-404': [
    'remote',
    'the head-end knows no such thing',
    'check the name, and that this is its head-end',
  ],
  'status-409': ['remote', 'its state does not allow this', 'look at its state in the console'],
  'status-413': ['remote', 'the request is too long', 'see what stands before the head-end'],
  'status-429': ['remote', 'too many requests', 'try again later'],
  'status-500': ['remote', 'the head-end failed', 'look at its log'],
  'status-502': ['remote', 'what stands before the head-end does not reach it', 'try again later'],
  'status-503': ['remote', 'the head-end is not ready', 'try again later'],
  'status-504': ['remote', 'the head-end does not answer in time', 'try again later'],
  'status-other': ['remote', 'the answer has a status that is not expected here', 'check the address'],
} as const satisfies Declarations

/** The head-end refuses; the code is the status of its answer. */
export class HeadEndRefusal extends defineErrors('head-end', statuses) {
  constructor(status: number, detail: string) {
    const code = `status-${status}`
    super(isKnown(code) ? code : 'status-other', detail)
  }
}

function isKnown(code: string): code is keyof typeof statuses {
  return code in statuses
}
