/** Octets of a typical request and answer, of a frame around them, and of each further address of a route. */
const REQUEST = 23
const ANSWER = 100
const FRAME = 15
const ADDRESS = 6

/** Preamble, unique word and mode; then 4800 bit/s (facts of the PHY). A station thinks for 20 ms before it goes on. */
const START = 7.5
const OCTET = 8 / 4.8
const ELABORATION = 20

/** How long a typical exchange over that many hops keeps the line, milliseconds: what routes are compared by. */
export const exchangeTime = (hops: number): number => {
  let time = 0
  for (let left = 1; left <= hops; left++) {
    const header = left > 1 ? left * ADDRESS : 0
    time += 2 * (START + ELABORATION) + (2 * (FRAME + header) + REQUEST + ANSWER) * OCTET
  }
  return time
}
