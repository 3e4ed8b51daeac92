import type { Random } from '../simulation/random.ts'

/** Octets that a wrong turn of the Viterbi decoder spoils, at most. */
const longestBurst = 3

/** The frame as a receiver takes it down after so many error events: each one spoils some octets in a row. */
export function damage(psdu: Uint8Array, events: number, random: Random): Uint8Array {
  const received = psdu.slice()
  for (let event = 0; event < Math.min(events, psdu.length); event++) {
    const from = Math.floor(random() * psdu.length)
    const length = 1 + Math.floor(random() * longestBurst)
    for (let at = from; at < Math.min(from + length, psdu.length); at++) {
      received[at] = (received[at] ?? 0) ^ (1 + Math.floor(random() * 255))
    }
  }
  return received
}
