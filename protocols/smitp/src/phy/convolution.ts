/**
 * The convolutional code of B-PSK coded: rate 1/2, constraint length 7, polynomials 171 and 133 (octal). Which code the
 * field's modems use is not public; this one is the most widespread and our choice. No interleaver.
 */

/** Generator polynomials with the newest bit lowest. */
export const polynomials = [0o171, 0o133].map(reversed) as [number, number]
/** Zeros behind the data that lead the encoder back to state 0. */
export const tailBits = 6

/** Symbols for so many octets: two a bit, the tail included. */
export function symbolCount(octets: number): number {
  return 2 * (8 * octets + tailBits)
}

/** The symbols of octets, most significant bit first: 0 or 1 in each element. */
export function convolve(octets: Uint8Array): Uint8Array {
  const symbols = new Uint8Array(symbolCount(octets.length))
  const bits = 8 * octets.length + tailBits
  let register = 0
  for (let bit = 0, at = 0; bit < bits; bit++) {
    // Behind the last octet the tail: zeros.
    const input = ((octets[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1
    register = ((register << 1) | input) & 0x7f
    symbols[at++] = parity(register & polynomials[0])
    symbols[at++] = parity(register & polynomials[1])
  }
  return symbols
}

/** Whether an odd number of the seven bits is set. */
export function parity(bits: number): number {
  let folded = bits ^ (bits >> 4)
  folded ^= folded >> 2
  return (folded ^ (folded >> 1)) & 1
}

/** Octal notation has the newest bit highest. */
function reversed(polynomial: number): number {
  let mirrored = 0
  for (let bit = 0; bit < 7; bit++) if (polynomial & (1 << bit)) mirrored |= 0x40 >> bit
  return mirrored
}
