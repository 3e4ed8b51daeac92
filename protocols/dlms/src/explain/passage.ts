/** Octets to explain, within the octets that offsets refer to. */
export interface Passage {
  readonly octets: Uint8Array
  readonly from: number
  readonly to: number
  /** The octets are not those of the telegram: a layer over them shows them itself. */
  readonly own: boolean
}

/** Decrypted or put together: octets that stand nowhere in the telegram. */
export const ownPassage = (octets: Uint8Array): Passage => ({ octets, from: 0, to: octets.length, own: true })
