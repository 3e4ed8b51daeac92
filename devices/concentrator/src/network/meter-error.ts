import { type Declarations, defineErrors } from '@ferraris/errors'
import type { Procedure } from './procedure.ts'

const faults = {
  unreached: [
    'transport',
    'no answer came, or none that can be trusted',
    'the meter is asked again with the next attempt',
  ],
  refused: ['remote', 'the meter refuses', 'look at its reason, and at the keys it was adopted with'],
  unreadable: ['remote', "the meter's answer cannot be read", 'look at the frames'],
  'no-keys': ['local', 'there are no keys of this meter', 'let the head-end adopt it with its line keys'],
  'effect-unknown': [
    'remote',
    'the meter no longer knows whether it carried the request out',
    'read what the request was to change, then decide',
  ],
  'wrong-key': [
    'remote',
    'the meter does not prove that it holds our keys',
    'check the keys K1 and K2 and the mode',
  ],
  counter: ['local', 'the message counter has reached its end', 'load new keys into the meter'],
  'session-failed': [
    'remote',
    'the exchange with the meter broke off',
    'the meter is asked again with the next attempt',
  ],
} as const satisfies Declarations

/** Why a meter did not do what was requested. */
export type MeterFault = keyof typeof faults

/** A meter has not done what was requested: its own session ends, and nothing else. Never carries key material. */
export class MeterError extends defineErrors('meter', faults) {
  /** The meter's own reason, with `refused`. */
  readonly refusal: string | undefined

  constructor(code: MeterFault, detail: string, refusal?: string) {
    super(code, detail)
    this.refusal = refusal
  }
}

/** A refusal or unreadable answer would only come again: undefined then, and the procedure goes on. */
export function* unlessRefused<Value>(procedure: Procedure<Value>): Procedure<Value | undefined> {
  try {
    return yield* procedure
  } catch (error) {
    if (error instanceof MeterError && (error.code === 'refused' || error.code === 'unreadable')) {
      return undefined
    }
    throw error
  }
}
