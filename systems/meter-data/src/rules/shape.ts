import { at as valueAt } from '@ferraris/bytes'
import { defineRule, type Hit, hitAt, pass } from './rule.ts'

/** A kettle and an oven are no spike: below this nothing is looked at. */
const floorWh = {
  title: 'Least height that is looked at',
  default: 500,
  unit: 'Wh',
  minimum: 0,
  maximum: 1e9,
}

/** The highest of the day stands above the third highest by more than `percent`. */
export const spikeRule = defineRule({
  id: 'V14',
  title: 'Spike over the third highest',
  stage: 3,
  unit: '%',
  parameters: {
    percent: { title: 'Above the third highest', default: 180, unit: '%', minimum: 1, maximum: 100_000 },
    floorWh,
  },
  check({ day }, { percent, floorWh: floor }) {
    let first = -1
    let [highest, second, third] = [-1, -1, -1]
    for (let i = 0; i < day.values.length; i++) {
      const value = day.values[i] ?? -1
      if (value > highest) {
        third = second
        second = highest
        highest = value
        first = i
      } else if (value > second) {
        third = second
        second = value
      } else if (value > third) third = value
    }
    if (third < 0) return undefined
    if (third === 0 || highest < floor) return pass
    const over = ((highest - third) / third) * 100
    return over > percent ? hitAt([first], 'suspect', over, percent) : pass
  },
})

/** A value far from the median of its neighbours, by their median absolute deviation (Hampel). */
export const robustSpikeRule = defineRule({
  id: 'V15',
  title: 'Spike over its neighbours',
  stage: 3,
  unit: 'Wh',
  parameters: {
    k: { title: 'Deviations', default: 6, unit: '', minimum: 1, maximum: 100 },
    window: { title: 'Values looked at', default: 7, unit: 'intervals', minimum: 3, maximum: 25 },
    floorWh: { ...floorWh, title: 'Least height and distance that is looked at', default: 1000 },
  },
  check({ day }, { k, window, floorWh: floor }) {
    const { values } = day
    const half = Math.floor(window / 2)
    const hits: Hit[] = []
    for (let i = half; i < values.length - half; i++) {
      const value = values[i] ?? null
      if (value === null || value < floor) continue
      const near: number[] = []
      for (let j = i - half; j <= i + half; j++) {
        const neighbour = values[j] ?? null
        if (neighbour !== null) near.push(neighbour)
      }
      if (near.length < 3) continue
      const median = medianOf(near)
      const limit = k * 1.4826 * medianOf(near.map(x => Math.abs(x - median)))
      const off = Math.abs(value - median)
      // A flat stretch allows nothing: there a step of less than the floor is none.
      if (off > Math.max(limit, floor)) hits.push({ at: [i], measured: off, limit, severity: 'suspect' })
    }
    return hits
  },
})

/** Sorts what it is given. */
function medianOf(values: number[]): number {
  values.sort((a, b) => a - b)
  const middle = values.length >> 1
  return values.length % 2 === 1
    ? valueAt(values, middle)
    : (valueAt(values, middle - 1) + valueAt(values, middle)) / 2
}

export const stuckRule = defineRule({
  id: 'V25',
  title: 'Same value again and again',
  stage: 3,
  unit: 'intervals',
  parameters: {
    count: { title: 'Equal values in a row', default: 8, unit: 'intervals', minimum: 2, maximum: 100 },
    least: { title: 'Least value that is looked at', default: 100, unit: 'Wh', minimum: 1, maximum: 1e9 },
  },
  check({ day }, { count, least }) {
    const { values } = day
    const hits: Hit[] = []
    let from = 0
    for (let i = 1; i <= values.length; i++) {
      if (i < values.length && values[i] === values[from]) continue
      const value = values[from] ?? 0
      if (i - from >= count && value >= least) {
        const at = Array.from({ length: i - from }, (_, j) => from + j)
        hits.push({ at, measured: i - from, limit: count, severity: 'suspect' })
      }
      from = i
    }
    return hits
  },
})
