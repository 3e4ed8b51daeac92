import { secondsPerDay } from '@ferraris/metering'
import { defineMethod, type Estimate, type Gap, type Ground, lengthOf } from './method.ts'
import { halfUp, largestRemainder } from './rounding.ts'

/** The share of a gap in the use of a day, spread by the class profile where there is one. */
function spread(ground: Ground, gap: Gap, perDay: number): Estimate {
  const { profile } = ground.other
  const count = gap.to - gap.from
  const weights = profile?.slice(gap.from, gap.to) ?? Array.from({ length: count }, () => 1)
  const part =
    profile === undefined
      ? lengthOf(ground, gap) / secondsPerDay
      : weights.reduce((a, b) => a + b, 0) / profile.reduce((a, b) => a + b, 0)
  return { values: largestRemainder(halfUp(perDay * part), weights) }
}

export const previousYearMethod = defineMethod({
  id: 'E11',
  title: 'Use of the year before',
  codes: { aemo: 'S23', bdew: 'Z95', espi: 8 },
  parameters: {},
  fill(ground, gap) {
    const { yearBefore } = ground.other
    return yearBefore && spread(ground, gap, yearBefore.perDay * yearBefore.trend)
  },
})

export const previousReadMethod = defineMethod({
  id: 'E12',
  title: 'Average of the last period',
  codes: { aemo: 'S52', bdew: 'ZJ2', espi: 8 },
  parameters: {},
  fill(ground, gap) {
    const { lastPeriod } = ground.other
    if (lastPeriod === undefined || lastPeriod.days <= 0) return undefined
    return spread(ground, gap, lastPeriod.advance / lastPeriod.days)
  },
})

export const customerClassMethod = defineMethod({
  id: 'E13',
  title: 'Average of the customer class',
  codes: { aemo: 'S57', bdew: 'ZJ2', espi: 8 },
  parameters: {},
  fill(ground, gap) {
    const { classPerDay } = ground.other
    return classPerDay === undefined ? undefined : spread(ground, gap, classPerDay)
  },
})
