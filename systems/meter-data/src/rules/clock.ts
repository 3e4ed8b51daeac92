import { startOf } from '../day/day.ts'
import { dayHit, defineRule, type Hit, hitAt } from './rule.ts'

export const clockRule = defineRule({
  id: 'V04',
  title: 'Clock of the meter when it was read',
  stage: 1,
  unit: 's',
  parameters: {
    warn: { title: 'Suspect from', default: 60, unit: 's', minimum: 1, maximum: 3600 },
    fail: { title: 'Wrong from', default: 180, unit: 's', minimum: 1, maximum: 86_400 },
  },
  check({ clockOffset }, { warn, fail }) {
    if (clockOffset === undefined) return undefined
    const offset = Math.abs(clockOffset)
    if (offset > fail) return dayHit(true, 'bad', offset, fail)
    return dayHit(offset > warn, 'suspect', offset, warn)
  },
})

/** An interval in which the clock was set is longer or shorter than it says. */
export const clockSetRule = defineRule({
  id: 'V07',
  title: 'Clock set inside the interval',
  stage: 3,
  unit: 's',
  parameters: {
    limit: { title: 'Larger than an adjustment', default: 7, unit: 's', minimum: 0, maximum: 900 },
  },
  check({ day, log }, { limit }) {
    return log.clockSets.flatMap(({ at, seconds }): readonly Hit[] => {
      const moved = Math.abs(seconds)
      if (moved <= limit || at < day.start || at >= day.end) return []
      const index = Math.floor((at - startOf(day, 0)) / day.intervalSeconds)
      return hitAt([index], 'suspect', moved, limit)
    })
  },
})
