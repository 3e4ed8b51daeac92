import { at } from '@ferraris/bytes'

/** Half up, as energy is rounded everywhere. */
export function halfUp(x: number): number {
  return Math.floor(x + 0.5)
}

/**
 * Shares `energy` by integer weights so that the parts add up to it exactly: each is less than one from its exact share, the
 * largest remainders get the units that are left, of equal ones the earlier (largest-remainder rounding). Equal shares where
 * all weights are 0. Energy and weights are not negative.
 */
export function largestRemainder(energy: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  if (sum === 0)
    return weights.length === 0
      ? []
      : largestRemainder(
          energy,
          weights.map(() => 1),
        )
  const shares = energy * Math.max(...weights) <= Number.MAX_SAFE_INTEGER ? smallShares : largeShares
  const { parts, rests } = shares(energy, weights, sum)
  let left = energy - parts.reduce((total, part) => total + part, 0)
  const order = weights.map((_, i) => i).sort((a, b) => at(rests, b) - at(rests, a) || a - b)
  for (const i of order) {
    if (left === 0) break
    parts[i] = at(parts, i) + 1
    left--
  }
  return parts
}

interface Shares {
  readonly parts: number[]
  /** What is left of each, in parts of the sum. */
  readonly rests: number[]
}

function smallShares(energy: number, weights: readonly number[], sum: number): Shares {
  const rests = weights.map(weight => (energy * weight) % sum)
  return { parts: weights.map((weight, i) => (energy * weight - at(rests, i)) / sum), rests }
}

function largeShares(energy: number, weights: readonly number[], sum: number): Shares {
  const [e, s] = [BigInt(energy), BigInt(sum)]
  const products = weights.map(weight => e * BigInt(weight))
  return { parts: products.map(p => Number(p / s)), rests: products.map(p => Number(p % s)) }
}

/** The same without looking ahead: each part is the step of the rounded running sum. */
export function cumulative(energy: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  let [running, given] = [0, 0]
  return weights.map(weight => {
    running += weight
    const upTo = halfUp((energy * running) / sum)
    const part = upTo - given
    given = upTo
    return part
  })
}
