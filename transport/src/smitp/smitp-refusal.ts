import { type Declarations, defineErrors, meaningAndRemedy } from '@ferraris/errors'
import type { Refusal } from '@ferraris/smitp'

const lookAtFrames = 'look at the frames'

const declared = {
  'message-unknown': ['remote', 'the meter does not know this message', lookAtFrames],
  'table-undefined': ['remote', 'this meter has no such table', 'read the list of its tables'],
  'row-undefined': ['remote', 'there is nothing in this row', 'ask for another row'],
  'access-denied': ['remote', 'the meter denies access', 'it takes another key, or no client may do this'],
  'length-wrong': ['remote', 'the length does not fit the message', lookAtFrames],
  'value-refused': [
    'remote',
    'the meter refuses the value',
    'look at the value, and at the state of the meter',
  ],
  busy: ['unavailable', 'the meter is busy', 'try again later'],
  'answer-too-long': ['remote', 'the answer does not fit into one message', 'ask for less at once'],
  'not-authentic': ['remote', 'the request does not prove the key', 'check the keys K1 and K2 and the mode'],
  'refusal-unknown': [
    'remote',
    'the meter refuses with a code that has no name',
    'look it up with its maker',
  ],
} as const satisfies Declarations<Refusal | 'refusal-unknown'>

/** The meter does not do what it was asked. */
export class SmitpRefusal extends defineErrors('application', declared, meaningAndRemedy) {
  /** @param number of the refusal, which tells where it has no name */
  constructor(refusal: Refusal | undefined, number: number) {
    super(refusal ?? 'refusal-unknown', refusal === undefined ? `code ${number}` : refusal)
  }
}
