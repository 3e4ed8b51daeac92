import { mix as hash } from '@ferraris/bytes'

/** Repeatable chance: a number follows from its keys, so nothing has to be stored. */
export { hash }

/** The hash as a fraction in [0, 1). */
export function fraction(seed: number, key: number): number {
  return hash(seed, key) / 0x1_0000_0000
}

/** A stream of fractions in [0, 1) that starts at the seed. */
export function dice(seed: number): () => number {
  let turn = 0
  return () => fraction(seed, ++turn)
}
