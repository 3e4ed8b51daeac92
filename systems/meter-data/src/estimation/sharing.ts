import { defineMethod, type Gap, type Ground } from './method.ts'
import { largestRemainder } from './rounding.ts'

/** The part of a gap in what all gaps of the day have together, shared by the weights of the whole day. */
function shareOf({ gaps, energy }: Ground, gap: Gap, weights: readonly number[]) {
  if (energy === undefined) return undefined
  const indexes = gaps.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, j) => from + j))
  const parts = largestRemainder(
    energy,
    indexes.map(i => weights[i] ?? 0),
  )
  return { values: parts.filter((_, k) => isIn(gap, indexes[k] ?? -1)) }
}

function isIn({ from, to }: Gap, index: number): boolean {
  return index >= from && index < to
}

export const profileMethod = defineMethod({
  id: 'E09',
  title: 'Register advance by the class profile',
  codes: { aemo: 'S18', bdew: 'ZQ8', espi: 8 },
  parameters: {},
  fill(ground, gap) {
    const { profile } = ground.other
    return profile && shareOf(ground, gap, profile)
  },
})

export const prorationMethod = defineMethod({
  id: 'E15',
  title: 'Register advance in equal parts',
  codes: { aemo: 'S53', bdew: 'ZQ8', espi: 11 },
  parameters: {},
  fill(ground, gap) {
    return shareOf(
      ground,
      gap,
      ground.values.map(() => 1),
    )
  },
})
