import { DecodeError } from '@ferraris/bytes'
import { axdr, decode } from '@ferraris/codec'
import { encodedData } from '../apdu/elements/encoded-data.ts'
import { type ActionOutcome, actionOutcome } from '../apdu/services/action.ts'
import { getDataResult } from '../apdu/services/get.ts'

/** Servers differ in what the blocks of a long response hold: the bare return value, or the outcome with it. */
export function longOutcome(octets: Uint8Array): ActionOutcome {
  return firstThatFits(
    () => ({ result: 'success', returnParameters: { kind: 'data', data: decode(encodedData, octets) } }),
    () => decode(actionOutcome, octets),
  )
}

/** And so with a list: the outcomes, or the return values of methods that all succeeded. */
export function longOutcomes(octets: Uint8Array): ActionOutcome[] {
  return firstThatFits(
    () => decode(axdr.listOf(actionOutcome), octets),
    () =>
      decode(axdr.listOf(getDataResult), octets).map(returnParameters => ({
        result: 'success',
        returnParameters,
      })),
  )
}

function firstThatFits<T>(first: () => T, second: () => T): T {
  try {
    return first()
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return second()
  }
}
