import type { SmitpMode } from '../security/security.ts'
import { SmitpError } from '../smitp-error.ts'

/**
 * The numbers (MON) that a meter with its counter (LMON) at `lmon` takes, in rising order.
 *
 * A message does not carry its number. The field's meter takes LMON + 1 and nothing else, so after a request that got
 * lost its master must use that number again for another one, and an eavesdropper with both can subtract their key streams.
 * Hardened, our choice, the meter takes the next 32 numbers, and the 32 after the one that its master announced with the
 * last challenge. So the master goes on one by one, however many of its requests got lost: no number is ever used twice,
 * and a request that was given up can never be taken once a later one was.
 */
export function* numbersTaken(mode: SmitpMode, lmon: bigint, announced = 0n): Generator<bigint> {
  const nearest = mode === 'faithful' ? lmon + 1n : lmon + near
  for (let number = lmon + 1n; number <= nearest && number <= highest; number++) yield number
  if (mode === 'faithful') return
  for (let number = announced + 1n; number <= announced + near && number <= highest; number++) {
    if (number > nearest) yield number
  }
}

const near = 32n
const highest = 2n ** 64n - 1n

/** A master's state of the counter it shares with a meter. */
export interface ClientCounter {
  /** The highest number that was ever sent. */
  readonly used: bigint
  /** Where the meter's counter has been proven to stand, at least. */
  readonly proven: bigint
}

/** Numbers that a master may have used and forgotten, when we begin with a counter just learned. */
const forgotten = 15n

/** What is known after a challenge and nothing before. */
export function learned(mode: SmitpMode, lmon: bigint): ClientCounter {
  return {
    proven: lmon,
    used: mode === 'hardened' ? lmon + forgotten : lmon,
  }
}

/** What is known once the meter has proven where its counter stands. */
export function proved(mode: SmitpMode, { used }: ClientCounter, lmon: bigint): ClientCounter {
  return {
    proven: lmon,
    used: mode === 'faithful' || lmon > used ? lmon : used,
  }
}

/**
 * The number for the next request: hardened, the one after the highest that was used. Undefined when the meter would not
 * take it: a challenge then announces what was used. Throws {@link SmitpError} `counter-exhausted`.
 */
export function nextNumber(
  mode: SmitpMode,
  { used, proven }: ClientCounter,
  announced: bigint | undefined,
): bigint | undefined {
  const next = (mode === 'faithful' ? proven : used) + 1n
  if (next > highest) throw new SmitpError('counter-exhausted')
  const furthest = near + (announced !== undefined && announced > proven ? announced : proven)
  return next <= furthest ? next : undefined
}
