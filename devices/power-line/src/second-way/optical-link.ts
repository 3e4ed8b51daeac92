import { randomFrom } from '../simulation/random.ts'
import type { SecondWay } from './second-way.ts'

/** A reading head on the front of the meter (IEC 62056-21: a magnet holds it), which sends on what comes out of the optical port. */
export const opticalHead = {
  bitsPerSecond: 9600,
  /** Start bit, eight bits, stop bit. */
  bitsAnOctet: 10,
  /** Octets around a telegram: flags, address, length and check sequence. */
  headOctets: 12,
  /** Heads that were put on askew: light of the room comes in, and an octet in so many is wrong. */
  askew: 0.05,
  octetErrorAskew: 2e-3,
  octetError: 1e-6,
} as const

/** The link of one home; whether its head sits well follows from the seed. */
export function opticalLink(seed: number): SecondWay {
  const { askew, octetErrorAskew, octetError, headOctets, bitsAnOctet, bitsPerSecond } = opticalHead
  const errors = randomFrom(seed)() < askew ? octetErrorAskew : octetError
  return {
    receives: (octets, random) => random() < (1 - errors) ** (octets + headOctets),
    timeOf: octets => ((octets + headOctets) * bitsAnOctet * 1000) / bitsPerSecond,
  }
}
