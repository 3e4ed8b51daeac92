import { at } from '@ferraris/bytes'
import { firstSnr, logErrorsPerOctet, logMissed, snrStep } from './frame-error-table.ts'

/** What a modem loses against a decoder that is given ideal symbols (phase, timing, gain), dB. */
export const implementationLoss = 3

/** From this SNR at the decoder on, noise alone practically never harms a frame, dB. */
export const flawless = 8

/**
 * Mean number of error events an octet of PSDU suffers in the Viterbi decoder, by the SNR of a symbol (Es/N0, dB). They
 * come independently, so n octets pass whole with the chance e^(−n·errors).
 */
export function errorsPerOctet(snr: number): number {
  return Math.exp(read(logErrorsPerOctet, snr))
}

/** Chance that a receiver does not find the unique word of a frame, by the SNR of a symbol (Es/N0, dB). */
export function missedChance(snr: number): number {
  return Math.exp(Math.min(0, read(logMissed, snr)))
}

/** A straight line between the rows of a table, and on beyond its ends. */
function read(table: readonly number[], snr: number): number {
  const place = (snr - firstSnr) / snrStep
  const row = Math.max(0, Math.min(Math.floor(place), table.length - 2))
  const [low, high] = [at(table, row), at(table, row + 1)]
  return low + (high - low) * (place - row)
}
