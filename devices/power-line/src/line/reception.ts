import { errorsPerOctet, flawless, implementationLoss, missedChance } from '../physics/frame-errors.ts'
import { impulseDuring } from '../physics/impulses.ts'
import type { Random } from '../simulation/random.ts'

/** Octets that the line carries in a millisecond: 9600 symbols a second, 16 an octet. */
const octetsPerMs = 0.6
/** More error events than this make a frame no worse. */
const mostEvents = 20

/** A frame as it comes in at one receiver. */
export interface Incoming {
  readonly octets: number
  /** Milliseconds on air. */
  readonly airtime: number
  /** Signal over noise and other senders, dB. */
  readonly snr: number
  /** Impulses a millisecond at the receiver. */
  readonly impulses: number
}

/** The receiver missed its beginning. */
export const missed = -1

/** Draws how many error events the decoder left in a frame, or `missed`. */
export function errorEvents({ octets, airtime, snr, impulses }: Incoming, random: Random): number {
  const atDecoder = snr - implementationLoss
  if (atDecoder < flawless && random() < missedChance(atDecoder)) return missed
  let expected = atDecoder < flawless ? octets * errorsPerOctet(atDecoder) : 0
  const impulse = impulseDuring(airtime, impulses, random)
  if (impulse !== undefined && atDecoder - impulse.rise < flawless) {
    expected += Math.min(octets, impulse.length * octetsPerMs) * errorsPerOctet(atDecoder - impulse.rise)
  }
  return expected === 0 ? 0 : poisson(expected, random)
}

/** How many independent events happen where so many are expected (Knuth). */
function poisson(expected: number, random: Random): number {
  const limit = Math.exp(-expected)
  let events = 0
  for (let chance = random(); chance > limit && events < mostEvents; chance *= random()) events++
  return events
}
