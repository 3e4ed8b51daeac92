import { concat } from '@ferraris/bytes'

/**
 * A shorter input that still does what the given one does: pieces are left out, from halves down to single octets, as long
 * as `does` holds. At most `tries` attempts.
 */
export function smallest(
  octets: Uint8Array,
  does: (octets: Uint8Array) => boolean,
  tries = 2000,
): Uint8Array {
  let best = octets
  let left = tries
  for (let size = Math.max(1, best.length >> 1); size >= 1; size >>= 1) {
    for (let at = 0; at < best.length && left > 0; left--) {
      const shorter = concat(best.subarray(0, at), best.subarray(at + size))
      if (does(shorter)) best = shorter
      else at += size
    }
  }
  return best
}
