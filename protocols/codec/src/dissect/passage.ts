/** Octets to explain, within the octets that offsets refer to. */
export interface Passage {
  readonly octets: Uint8Array
  readonly from: number
  readonly to: number
  /** The octets are not those of the telegram: a layer over them shows them itself. */
  readonly own: boolean
}

/** All octets of a telegram. */
export function wholePassage(octets: Uint8Array): Passage {
  return { octets, from: 0, to: octets.length, own: false }
}

/** Decoded, decrypted or put together: octets that stand nowhere in the telegram. */
export function ownPassage(octets: Uint8Array): Passage {
  return { octets, from: 0, to: octets.length, own: true }
}

/** Where the octets of a field stand: they are a view on the octets of the passage. */
export function passageOf({ octets, own }: Passage, part: Uint8Array): Passage {
  const from = part.byteOffset - octets.byteOffset
  return { octets, from, to: from + part.length, own }
}
