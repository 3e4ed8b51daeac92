/**
 * Why orders come to nothing, or wait longer than they should: one table for both ways. Programs go by the code; the words are for
 * people, and the console translates the code.
 */
export const causes = {
  silent: 'the meter does not answer',
  refused: 'the meter refused',
  unreached: 'what leads to the meter is away',
  'wrong-key': 'the meter does not take our keys',
  counter: 'the meter does not take our invocation counter',
  unreadable: "the meter's answer cannot be read",
  'wrong-file': 'the file is not what was announced, or could not be had',
  'rolled-back': 'the new firmware was not heard, and the earlier one runs again',
  'broken-off': 'the exchange with the meter broke off',
  differs: 'the meter shows something else than what was written',
  expired: 'its time was over before it was done',
  cancelled: 'it was cancelled',
  'not-supported': 'the meter, or what leads to it, does not know this',
  busy: 'another session with the meter was under way',
  overtaken: 'a later order of the same kind was done first',
  'not-callable': 'the inventory does not say how to call the meter',
  'not-approved': 'a second person did not approve it',
  'too-many-attempts': 'it was tried as often as it may be',
  unreported: 'its concentrator has not reported its end',
  internal: 'an error of this program',
} as const

/** Of an order that ends while nothing is known of a session that had begun it. */
export const perhapsDone =
  'a session that was broken off had begun it, so that the meter may have done it: read it to see'

export type Cause = keyof typeof causes
export const causeCodes = Object.keys(causes) as readonly Cause[]
