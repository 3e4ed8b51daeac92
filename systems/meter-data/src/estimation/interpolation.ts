import { secondsPerHour } from '@ferraris/metering'
import { defineMethod, type Gap, type Ground, lengthOf } from './method.ts'
import { halfUp } from './rounding.ts'

const hours = { title: 'Longest gap', default: 2, unit: 'h', minimum: 0.25, maximum: 24 }

/** The good values before and after a gap, where they are there and no outage. */
function endsOf({ values, isDead }: Ground, { from, to }: Gap) {
  const good = (index: number) => (isDead(index) ? null : (values[index] ?? null))
  return { before: good(from - 1), after: good(to) }
}

export const linearMethod = defineMethod({
  id: 'E06',
  title: 'Linear interpolation',
  codes: { aemo: 'S17', bdew: 'Z92', espi: 9 },
  parameters: { hours },
  fill(ground, gap, { hours: longest }) {
    const { before, after } = endsOf(ground, gap)
    if (before === null || after === null || lengthOf(ground, gap) > longest * secondsPerHour)
      return undefined
    const parts = gap.to - gap.from + 1
    const weights = Array.from({ length: parts - 1 }, (_, j) => before * (parts - j - 1) + after * (j + 1))
    return { values: weights.map(weight => halfUp(weight / parts)), weights, denominator: parts }
  },
})

export const holdMethod = defineMethod({
  id: 'E07',
  title: 'Last value held',
  codes: { aemo: 'S18', bdew: 'Z93', espi: 9 },
  parameters: { hours },
  fill(ground, gap, { hours: longest }) {
    const { before, after } = endsOf(ground, gap)
    const value = before ?? after
    if (value === null || lengthOf(ground, gap) > longest * secondsPerHour) return undefined
    return { values: Array.from({ length: gap.to - gap.from }, () => value) }
  },
})

export const zeroMethod = defineMethod({
  id: 'E14',
  title: 'Zero: the point was dead',
  codes: { aemo: 'S19', bdew: null, espi: 9 },
  parameters: { hours },
  fill(ground, gap, { hours: longest }) {
    const { subject, isDead } = ground
    const indexes = Array.from({ length: gap.to - gap.from }, (_, j) => gap.from + j)
    const isShort = lengthOf(ground, gap) <= longest * secondsPerHour
    const isBetweenOutages = isShort && isDead(gap.from - 1) && isDead(gap.to)
    if (subject.meter.active && !isBetweenOutages && !indexes.every(isDead)) return undefined
    return { values: indexes.map(() => 0) }
  },
})
