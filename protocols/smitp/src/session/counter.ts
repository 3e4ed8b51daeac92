import type { SmitpMode } from '../security/security.ts'
import { SmitpError } from '../smitp-error.ts'

/**
 * The numbers (MON) that a meter with its counter (LMON) at `lmon` takes, in rising order.
 *
 * A message does not carry its number. The field's meter takes LMON + 1 and nothing else, so after a request that got
 * lost its master must use that number again for another one, and an eavesdropper with both can subtract their key streams.
 * Hardened, our choice, the meter tries further numbers: the next 32, and above them the next multiple of every power
 * of two. Wherever the master's numbers have got to, one of these lies above them; so no number is ever used twice,
 * and a request that was given up can never be taken later on.
 */
export function* numbersTaken(mode: SmitpMode, lmon: bigint): Generator<bigint> {
  if (mode === 'faithful') {
    if (lmon < highest) yield lmon + 1n
    return
  }
  for (let ahead = 1n; ahead <= near; ahead++) if (lmon + ahead <= highest) yield lmon + ahead
  for (let power = 6n; power < 64n; power++) {
    const multiple = ((lmon >> power) + 1n) << power
    if (multiple > lmon + near && multiple <= highest) yield multiple
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

/** The number for the next request: one the meter takes, and, hardened, none that was used before. */
export function nextNumber(mode: SmitpMode, { used, proven }: ClientCounter): bigint {
  // They come in rising order.
  for (const number of numbersTaken(mode, proven)) if (mode === 'faithful' || number > used) return number
  throw new SmitpError('counter-exhausted')
}
