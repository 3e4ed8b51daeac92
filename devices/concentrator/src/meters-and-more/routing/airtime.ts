/** Octets of a typical request and answer, of a frame around them, and of each further address of a route. */
const request = 23
const answer = 100
const frame = 15
const addressOctets = 6

/** Preamble, unique word and mode; then 4800 bit/s (facts of the PHY). A station takes 20 ms before it goes on. */
const start = 7.5
const octet = 8 / 4.8
const elaboration = 20

/** How long a typical exchange over that many hops keeps the line, milliseconds: what routes are compared by. */
export function exchangeTime(hops: number): number {
  let time = 0
  for (let left = 1; left <= hops; left++) {
    const header = left > 1 ? left * addressOctets : 0
    time += 2 * (start + elaboration) + (2 * (frame + header) + request + answer) * octet
  }
  return time
}
