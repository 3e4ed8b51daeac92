import { obisCodes, quality } from '@ferraris/metering'
import { sumOf } from '../day/day.ts'
import { dayHit, defineRule, type Hit, hitAt } from './rule.ts'

export const reactiveRule = defineRule({
  id: 'V18',
  title: 'Reactive energy without active energy',
  stage: 4,
  unit: '',
  parameters: {
    tangent: { title: 'Largest tan φ', default: 4, unit: '', minimum: 0.1, maximum: 100 },
    least: { title: 'Least reactive energy', default: 1000, unit: 'varh', minimum: 0, maximum: 1e9 },
  },
  check({ day, siblings }, { tangent, least }) {
    if (day.obis !== obisCodes.activeEnergyImport) return undefined
    const reactive = siblings.get(obisCodes.reactiveEnergyImport)
    if (reactive === undefined || day.values.includes(null)) return undefined
    const [active, other] = [sumOf(day.values), sumOf(reactive.values)]
    if (other < least) return []
    const ratio = active === 0 ? other : other / active
    return dayHit(active === 0 || ratio > tangent, 'suspect', ratio, tangent)
  },
})

export const checkMeterRule = defineRule({
  id: 'V23',
  title: 'Main and check meter differ',
  stage: 3,
  unit: '%',
  parameters: { percent: { title: 'Most of the main', default: 1, unit: '%', minimum: 0.01, maximum: 100 } },
  check({ day, points }, { percent }) {
    if (points?.check === undefined || day.values.includes(null)) return undefined
    const main = sumOf(day.values)
    const off = Math.abs(main - sumOf(points.check.values))
    const over = main === 0 ? off : (off / main) * 100
    return dayHit(over > percent, 'suspect', over, percent)
  },
})

/** No plant feeds in more than it makes, no quarter goes both ways in a series that was put together, no feeder loses much. */
export const balanceRule = defineRule({
  id: 'V24',
  title: 'Balance of the points',
  stage: 4,
  unit: '%',
  parameters: {
    percent: { title: 'Most of the feeder', default: 5, unit: '%', minimum: 0.1, maximum: 100 },
  },
  check({ day, siblings, points }, { percent }) {
    const hits: Hit[] = []
    let applies = false
    if (points?.production !== undefined && day.obis === obisCodes.activeEnergyExport) {
      applies = true
      const [out, made] = [sumOf(day.values), sumOf(points.production.values)]
      hits.push(...dayHit(out > made, 'suspect', out, made))
    }
    if (points?.feeder !== undefined) {
      applies = true
      const { in: fed, out, loss } = points.feeder
      const off = fed === 0 ? 0 : (Math.abs(fed - out - loss) / fed) * 100
      hits.push(...dayHit(off > percent, 'suspect', off, percent))
    }
    const other = siblings.get(obisCodes.activeEnergyExport)
    if (other !== undefined && day.obis === obisCodes.activeEnergyImport) {
      applies = true
      const both: number[] = []
      for (let i = 0; i < day.values.length; i++) {
        const isMade = day.quality[i] === quality.estimated || other.quality[i] === quality.estimated
        if (isMade && (day.values[i] ?? 0) > 0 && (other.values[i] ?? 0) > 0) both.push(i)
      }
      hits.push(...hitAt(both, 'suspect', both.length, 0))
    }
    return applies ? hits : undefined
  },
})
