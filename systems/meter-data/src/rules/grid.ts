import { defineRule, hitAt, indexesWhere, pass } from './rule.ts'

/** Values off the grid; of a stored day, which lies on one, that it is the meter's own. */
export const gridRule = defineRule({
  id: 'V01',
  title: 'Grid and length of the intervals',
  stage: 2,
  unit: 's',
  parameters: {},
  check({ day, meter, received }) {
    const length = meter.intervalSeconds
    if (received === undefined) {
      const isGrid = day.intervalSeconds === length
      return isGrid ? pass : [{ at: 'day', measured: day.intervalSeconds, limit: length, severity: 'bad' }]
    }
    const off = received.rows.find(
      ({ time, seconds }) => (time - day.start) % length !== 0 || seconds !== length,
    )
    if (off === undefined) return pass
    const at = Math.floor((off.time - day.start) / length)
    const isInside = at >= 0 && at < day.values.length
    return [
      {
        at: isInside ? [at] : 'day',
        measured: (off.time - day.start) % length || off.seconds,
        limit: length,
        severity: 'bad',
      },
    ]
  },
})

export const gapRule = defineRule({
  id: 'V02',
  title: 'Gap in the day',
  stage: 2,
  unit: 'intervals',
  parameters: {},
  check({ day }) {
    const missing: number[] = []
    for (let i = 0; i < day.values.length; i++) if (day.values[i] === null) missing.push(i)
    return hitAt(missing, 'missing', missing.length, 0)
  },
})

/** Of equal values one is left out; two that differ make the interval bad: which one was measured cannot be told. */
export const duplicateRule = defineRule({
  id: 'V03',
  title: 'Same interval twice',
  stage: 2,
  unit: 'intervals',
  parameters: {},
  check({ day, received }) {
    if (received === undefined) return undefined
    const first = new Map<number, number>()
    const doubled: number[] = []
    for (const { time, value } of received.rows) {
      const known = first.get(time)
      if (known === undefined) first.set(time, value)
      else if (known !== value) doubled.push((time - day.start) / day.intervalSeconds)
    }
    const inside = doubled.filter(i => Number.isInteger(i) && i >= 0 && i < day.values.length)
    return hitAt(inside, 'bad', inside.length, 0)
  },
})

/** A meter counts impulses in so many bits: a full counter may have lost some. */
export const overflowRule = defineRule({
  id: 'V08',
  title: 'Impulse counter full',
  stage: 2,
  unit: 'impulses',
  parameters: { bits: { title: 'Bits of the counter', default: 16, unit: 'bit', minimum: 8, maximum: 48 } },
  check({ received }, { bits }) {
    if (received?.counts === undefined) return undefined
    const limit = 2 ** bits - 1
    return hitAt(
      indexesWhere(received.counts, count => count >= limit),
      'bad',
      Math.max(...received.counts),
      limit,
    )
  },
})
