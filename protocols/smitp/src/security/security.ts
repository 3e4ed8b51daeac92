import { type Aca, addressToOctets } from '../mac/address.ts'
import type { Ecc } from '../mac/lsap.ts'
import type { SmitpKey } from './smitp-key.ts'

/** The two keys of a meter: K1 writes, K2 reads. */
export interface SmitpKeys {
  readonly write: SmitpKey
  readonly read: SmitpKey
}

/**
 * How a meter protects its messages. `faithful` is the field's scheme with its two known weaknesses: request and answer
 * share a key stream, and the TMAC covers no more than a CRC of the data. `hardened`, our choice between our own devices,
 * has neither: the TMAC covers direction and all octets, and the direction enters the counter block.
 */
export type SmitpMode = 'faithful' | 'hardened'

/** The type of CHALLENGE that asks for a mode, our choice. A client of one mode refuses an answer in the other. */
export const challengeTypes = { faithful: 0, hardened: 1 } as const satisfies Record<SmitpMode, number>

/** All that protects the messages of one meter, at either end. */
export interface SmitpSecurity {
  /** Of the meter, in both directions. */
  readonly aca: Aca
  readonly keys: SmitpKeys
  readonly mode: SmitpMode
}

/** Which way a message goes: towards the meter or from it. */
export type Direction = 'request' | 'answer'
export const directionOctet = { request: 0, answer: 1 } as const satisfies Record<Direction, number>

/** The ways of ciphering; an answer uses that of its request. */
export type Ciphering = Exclude<Ecc, 'none'>

export function keyFor({ keys }: SmitpSecurity, ecc: Ciphering): SmitpKey {
  return ecc === 'ctr-write' || ecc === 'ecb-write' ? keys.write : keys.read
}

/** The meter's address as cryptography has it. */
export function addressOf({ aca }: SmitpSecurity): Uint8Array {
  return addressToOctets(aca)
}
