/**
 * Measures the decoder of @ferraris/smitp in white Gaussian noise and prints `frame-error-table.ts`. Takes some minutes:
 * `node devices/power-line/src/physics/measure-frame-errors.ts > devices/power-line/src/physics/frame-error-table.ts`
 */
import { DecodeError, equal } from '@ferraris/bytes'
import { decodePhy, encodePhy, findPsdu } from '@ferraris/smitp/phy'
import { type Random, randomFrom } from '../simulation/random.ts'
import { noisySymbols } from './noisy-symbols.ts'

/** How frames of one length fared at one SNR. */
interface FrameCount {
  readonly frames: number
  /** No unique word was found. */
  readonly missed: number
  /** Found, and not what was sent. */
  readonly damaged: number
}

/** Sends frames of so many octets through noise until it has seen enough. */
export function countFrames(
  octets: number,
  snr: number,
  random: Random,
  enough: (count: FrameCount) => boolean,
): FrameCount {
  const psdu = new Uint8Array(octets)
  const count = { frames: 0, missed: 0, damaged: 0 }
  while (!enough(count)) {
    for (let i = 1; i < octets; i++) psdu[i] = Math.floor(random() * 256)
    psdu[0] = octets - 1
    count.frames++
    const fate = fateOf(psdu, noisySymbols(encodePhy(psdu), snr, random))
    if (fate !== 'whole') count[fate]++
  }
  return count
}

function fateOf(psdu: Uint8Array, symbols: Int8Array): 'whole' | 'damaged' | 'missed' {
  if (findPsdu(symbols) < 0) return 'missed'
  try {
    return equal(decodePhy(symbols), psdu) ? 'whole' : 'damaged'
  } catch (error) {
    // The length octet was wrong, and the symbols did not suffice for it.
    if (error instanceof DecodeError) return 'damaged'
    throw error
  }
}

if (import.meta.main) {
  const [first, step] = [-6, 0.5]
  const events = 400
  const random = randomFrom(1)
  const errors: number[] = []
  const missed: number[] = []
  const rare = (snr: number): boolean => snr > 1.5
  for (let snr = first; snr <= 3; snr += step) {
    const octets = snr < -3 ? 5 : snr < 0 ? 30 : 200
    const damages = rare(snr) ? undefined : countFrames(octets, snr, random, count => count.damaged >= events)
    if (damages !== undefined) {
      errors.push(-Math.log(1 - damages.damaged / (damages.frames - damages.missed)) / octets)
    }
    const misses = countFrames(1, snr, random, count => count.missed >= (rare(snr) ? events / 4 : events))
    missed.push(misses.missed / misses.frames)
    console.error(snr, errors.at(-1), missed.at(-1))
  }
  const row = (values: readonly number[]): string =>
    `[\n${values.map(value => `  ${Math.log(value).toFixed(3)},\n`).join('')}]`
  console.log(`/** Measured with the decoder by measure-frame-errors.ts: natural logarithms, a row each ${step} dB of Es/N0. */
export const firstSnr = ${first}
export const snrStep = ${step}

/** Error events an octet of PSDU. */
export const logErrorsPerOctet: readonly number[] = ${row(errors)}

/** Chance that the unique word is not found. */
export const logMissed: readonly number[] = ${row(missed)}`)
}
