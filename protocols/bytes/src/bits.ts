/** Bits as text, most significant bit of the first octet first, as COSEM writes bit-strings: `'1010'`. */
export type Bits = string

/** How many octets hold `count` bits. Not by shifts: a count from the wire may be as large as 2^32 − 1. */
export function octetsOfBits(count: number): number {
  return Math.ceil(count / 8)
}

/** Bit `index` of the octets, counted from the most significant one of the first; 0 beyond their end. */
export function bitAt(octets: Uint8Array, index: number): number {
  return ((octets[index >> 3] ?? 0) >> (7 - (index & 7))) & 1
}

/** The first `count` bits of the octets. */
export function toBits(octets: Uint8Array, count: number): Bits {
  let text = ''
  for (let i = 0; i < count; i++) text += bitAt(octets, i)
  return text
}

/** Octets that hold the bits, the last octet filled up with zeros. */
export function fromBits(bits: Bits): Uint8Array {
  const octets = new Uint8Array(octetsOfBits(bits.length))
  for (let i = 0; i < bits.length; i++) {
    if (bits.charCodeAt(i) === 49) octets[i >> 3] = (octets[i >> 3] ?? 0) | (0x80 >> (i & 7))
  }
  return octets
}
