/** Bits as text, most significant bit of the first octet first, as COSEM writes bit-strings: `'1010'`. */
export type Bits = string

/** How many octets hold `count` bits. Not by shifts: a count from the wire may be as large as 2^32 − 1. */
export function octetsOfBits(count: number): number {
  return Math.ceil(count / 8)
}

/** The first `count` bits of the octets. */
export function toBits(octets: Uint8Array, count: number): Bits {
  let text = ''
  for (let i = 0; i < count; i++) text += (octets[i >> 3]! >> (7 - (i & 7))) & 1
  return text
}

/** Octets that hold the bits, the last octet filled up with zeros. */
export function fromBits(bits: Bits): Uint8Array {
  const octets = new Uint8Array(octetsOfBits(bits.length))
  for (let i = 0; i < bits.length; i++) {
    if (bits.charCodeAt(i) === 49) octets[i >> 3]! |= 0x80 >> (i & 7)
  }
  return octets
}
