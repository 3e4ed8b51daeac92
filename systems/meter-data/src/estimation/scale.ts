import { at } from '@ferraris/bytes'
import type { Estimate } from './method.ts'
import { largestRemainder } from './rounding.ts'

/** The step after the methods, which makes what they gave add up to the registers. */
export const scaleMethod = {
  id: 'E08',
  title: 'Scaled to the register',
  codes: { aemo: 'S24', bdew: 'Z90', espi: 9 },
  parameters: {},
} as const

/** The estimates of all gaps of a day, scaled so that together they have the energy that the registers tell. */
export function scaleTo(energy: number, estimates: readonly Estimate[]): number[][] {
  const common = estimates.reduce((product, { denominator = 1 }) => leastMultiple(product, denominator), 1)
  const weights = estimates.flatMap(({ values, weights: exact, denominator = 1 }) =>
    (exact ?? values).map(weight => weight * (common / (exact === undefined ? 1 : denominator))),
  )
  const parts = largestRemainder(energy, weights)
  let from = 0
  return estimates.map(({ values }) => {
    from += values.length
    return values.map((_, i) => at(parts, from - values.length + i))
  })
}

function leastMultiple(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y !== 0) [x, y] = [y, x % y]
  return (a / x) * b
}
