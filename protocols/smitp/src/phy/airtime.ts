/** Octets on air before the PSDU: preamble 4, unique word 4, mode 1. */
const headerOctets = 9
/** The line's symbols a second. The header is plain B-PSK, one bit a symbol. */
export const baud = 9600
/** Symbols of an octet at code rate 1/2. */
const symbolsPerOctet = 16

/**
 * How long a frame of so many octets of PSDU occupies the line, milliseconds: 7.5 ms and 5/3 ms an octet. The six tail
 * bits of the code (1.25 ms) are not counted: no public figure does, and they fall into the elaboration time.
 */
export function airtime(psduLength: number): number {
  return ((headerOctets * 8 + psduLength * symbolsPerOctet) * 1000) / baud
}
