import type { Random } from '../simulation/random.ts'

/**
 * A way beside the power line from a meter to a device of the same home (Chain 2, K-28). The telegram is the same, octet for octet,
 * so a device that receives both takes it once: what one way loses the other fills.
 */
export interface SecondWay {
  /** Whether a telegram is received whole. */
  receives(octets: number, random: Random): boolean
  /** From its being handed over to its last bit, milliseconds. */
  timeOf(octets: number): number
}

export type SecondWayKind = 'radio' | 'optical'
