import type { Refusal } from '@ferraris/smitp'

const advice: Partial<Record<Refusal, string>> = {
  'table-undefined': 'this meter has no such table',
  'row-undefined': 'there is nothing in this row',
  'access-denied': 'it takes another key, or nobody may do this',
  'value-refused': 'look at the value, and at the state of the meter',
  busy: 'try again later',
  'not-authentic': 'check the keys K1 and K2 and the mode',
}

/** The meter does not do what it was asked. */
export class SmitpRefusal extends Error {
  override readonly name = 'SmitpRefusal'
  readonly layer = 'application'
  readonly code: string

  /** @param code its number where it has no name */
  constructor(refusal: Refusal | undefined, code: number) {
    const name = refusal ?? `code ${code}`
    const hint = refusal && advice[refusal]
    super(`the meter refuses: ${name}${hint === undefined ? '' : `; ${hint}`}`)
    this.code = refusal ?? `refusal-${code}`
  }
}
