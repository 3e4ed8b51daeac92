/**
 * Repeatable chance: a number follows from its keys, so nothing has to be stored.
 * The mixing is MurmurHash3's 32-bit finalizer; good enough for washing machines, never for keys.
 */
export function hash(seed: number, key: number): number {
  let h = Math.imul(seed ^ Math.imul(key, 0x9e3779b1), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 15), 0xc2b2ae35)
  h = Math.imul(h ^ (h >>> 13), 0x27d4eb2f)
  return (h ^ (h >>> 16)) >>> 0
}

/** The hash as a fraction in [0, 1). */
export function fraction(seed: number, key: number): number {
  return hash(seed, key) / 0x1_0000_0000
}

/** A stream of fractions in [0, 1) that starts at the seed. */
export function dice(seed: number): () => number {
  let turn = 0
  return () => fraction(seed, ++turn)
}
