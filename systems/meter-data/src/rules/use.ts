import { obisCodes } from '@ferraris/metering'
import { sumOf, touchedByAny } from '../day/day.ts'
import { dayHit, defineRule, type Hit } from './rule.ts'

/** What an outage leaves is measured: only zeros of a home that neither an outage nor its own generation explains are doubtful. */
export const outageRule = defineRule({
  id: 'V10',
  title: 'Zeros without an outage',
  stage: 3,
  unit: 'intervals',
  parameters: {
    zeros: { title: 'Zeros in a row', default: 4, unit: 'intervals', minimum: 1, maximum: 100 },
  },
  check({ day, log, meter, siblings }, { zeros }) {
    if (!meter.active || day.obis !== obisCodes.activeEnergyImport) return undefined
    const { values } = day
    const fedIn = siblings.get(obisCodes.activeEnergyExport)?.values
    if (!values.includes(0) || values.every(value => value === 0)) return []
    const dead = new Set(touchedByAny(day, [...log.outages, ...log.open]))
    const hits: Hit[] = []
    for (let i = 0; i < values.length; i++) {
      const from = i
      while (i < values.length && values[i] === 0 && !dead.has(i) && (fedIn?.[i] ?? 0) === 0) i++
      if (i - from < zeros) continue
      const at = Array.from({ length: i - from }, (_, k) => from + k)
      hits.push({ at, measured: at.length, limit: zeros, severity: 'suspect' })
    }
    return hits
  },
})

export const zeroRule = defineRule({
  id: 'V19',
  title: 'No use for long',
  stage: 4,
  unit: 'days',
  parameters: { days: { title: 'Days in a row', default: 30, unit: 'd', minimum: 1, maximum: 400 } },
  check({ day, meter, history }, { days }) {
    if (!meter.active || meter.seasonal || history === undefined || day.values.includes(null))
      return undefined
    if (sumOf(day.values) > 0) return []
    const used = history.sums.findIndex(sum => sum !== 0)
    const zeros = 1 + (used === -1 ? history.sums.length : used)
    return dayHit(zeros >= days, 'suspect', zeros, days)
  },
})

export const inactiveRule = defineRule({
  id: 'V20',
  title: 'Use where the switch is open or no contract is in force',
  stage: 3,
  unit: 'Wh',
  parameters: { most: { title: 'Most of a day', default: 10, unit: 'Wh', minimum: 0, maximum: 100_000 } },
  check({ day, meter, log }, { most }) {
    const at = meter.active
      ? touchedByAny(day, log.open).filter(i => isInside(i))
      : day.values.map((_, i) => i)
    function isInside(index: number): boolean {
      const start = day.start + index * day.intervalSeconds
      return log.open.some(
        ({ from, to }) => from <= start && (to === null || to >= start + day.intervalSeconds),
      )
    }
    if (at.length === 0) return undefined
    const used = at.reduce((sum, i) => sum + (day.values[i] ?? 0), 0)
    if (used <= most) return []
    const where = at.filter(i => (day.values[i] ?? 0) > 0)
    return [{ at: where, measured: used, limit: most, severity: 'suspect' }]
  },
})
