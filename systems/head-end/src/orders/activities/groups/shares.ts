/** Hundredths of a per cent in a whole. */
const whole = 10_000

/**
 * The shares of values in their sum, in per cent with two decimals, which add up to exactly 100: what rounding leaves over goes to those
 * that lost the most by it. Undefined where a value is missing, for then no share is right, and where the sum is not positive or
 * a value is negative.
 */
export function sharesOf(values: readonly (number | null)[]): number[] | undefined {
  const known = values.flatMap(value => (value === null || value < 0 ? [] : [value]))
  const sum = known.reduce((total, value) => total + value, 0)
  if (known.length < values.length || sum <= 0) return undefined
  const exact = known.map(value => (value / sum) * whole)
  const floors = exact.map(Math.floor)
  const left = whole - floors.reduce((total, share) => total + share, 0)
  const byLoss = exact
    .map((share, i) => ({ i, lost: share - Math.floor(share) }))
    .toSorted((a, b) => b.lost - a.lost || a.i - b.i)
  for (const { i } of byLoss.slice(0, left)) floors[i] = (floors[i] ?? 0) + 1
  return floors.map(share => share / 100)
}
