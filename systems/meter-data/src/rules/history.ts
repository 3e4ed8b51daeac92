import { obisCodes, quality } from '@ferraris/metering'
import { sumOf } from '../day/day.ts'
import { dayHit, defineRule } from './rule.ts'

/** Average use of a day in the period that ends here, against the same month of the year before, else the period before it. */
export const highLowRule = defineRule({
  id: 'V17',
  title: 'High or low use',
  stage: 4,
  unit: '',
  parameters: {
    days: { title: 'Days of the period', default: 30, unit: 'd', minimum: 1, maximum: 180 },
    low: { title: 'Least share', default: 0.5, unit: '', minimum: 0, maximum: 1 },
    high: { title: 'Largest share', default: 2, unit: '', minimum: 1, maximum: 100 },
    least: { title: 'Least use compared with', default: 1000, unit: 'Wh/d', minimum: 1, maximum: 1e9 },
  },
  check({ day, history }, { days, low, high, least }) {
    if (day.obis !== obisCodes.activeEnergyImport) return undefined
    if (history === undefined || day.values.includes(null)) return undefined
    const now = meanOf([sumOf(day.values), ...history.sums.slice(0, days - 1)])
    const before = history.yearBefore ?? meanOf(history.sums.slice(days - 1, 2 * days - 1))
    if (now === undefined || before === undefined || before < least) return undefined
    const share = now / before
    return dayHit(share > high || share < low, 'suspect', share, share > high ? high : low)
  },
})

/** Of a period that is known at least by half; else nothing is said. */
function meanOf(sums: readonly (number | null)[]): number | undefined {
  const known = sums.filter(sum => sum !== null)
  return sums.length === 0 || known.length * 2 < sums.length ? undefined : sumOf(known) / known.length
}

export const longEstimateRule = defineRule({
  id: 'V27',
  title: 'Estimated for long',
  stage: 3,
  unit: 'days',
  parameters: { days: { title: 'Days in a row', default: 7, unit: 'd', minimum: 1, maximum: 400 } },
  check({ day, history }, { days }) {
    if (history === undefined) return undefined
    const isMade = day.values.includes(null) || day.quality.includes(quality.estimated)
    const count = history.estimatedDays + 1
    return dayHit(isMade && count >= days, 'suspect', count, days)
  },
})
