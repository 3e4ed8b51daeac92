/**
 * A whole number of 32 bits that follows from two (MurmurHash3's finalizer): repeatable chance for simulations. Good
 * enough for washing machines and noise, never for keys.
 */
export function mix(seed: number, key: number): number {
  let h = Math.imul(seed ^ Math.imul(key, 0x9e3779b1), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 15), 0xc2b2ae35)
  h = Math.imul(h ^ (h >>> 13), 0x27d4eb2f)
  return (h ^ (h >>> 16)) >>> 0
}
