import { secondsPerHour } from '@ferraris/metering'
import { defineRule, hitAt, indexesWhere } from './rule.ts'

export const negativeRule = defineRule({
  id: 'V11',
  title: 'Negative energy',
  stage: 2,
  unit: 'Wh',
  parameters: {
    least: { title: 'Least of an interval', default: 0, unit: 'Wh', minimum: -1_000_000, maximum: 0 },
  },
  check({ day }, { least }) {
    const at = indexesWhere(day.values, value => value < least)
    return hitAt(at, 'bad', Math.min(0, ...at.map(i => day.values[i] ?? 0)), least)
  },
})

/** What meter and lines can carry, and what the contract lets through. */
export const maximumRule = defineRule({
  id: 'V12',
  title: 'More than the meter or the contract lets through',
  stage: 2,
  unit: 'Wh',
  parameters: {
    k: { title: "Over the meter's maximum", default: 1.1, unit: '', minimum: 1, maximum: 10 },
    contract: { title: "Over the contract's power", default: 1.1, unit: '', minimum: 1, maximum: 10 },
  },
  check({ day, meter }, { k, contract }) {
    const hours = day.intervalSeconds / secondsPerHour
    const power = (meter.phases === 3 ? Math.sqrt(3) : 1) * meter.voltage * meter.maximumCurrent
    const hard = k * power * meter.multiplier * hours
    const soft = meter.contractPower === null ? hard : contract * meter.contractPower * hours
    const top = day.values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0)
    if (top <= soft && top <= hard) return []
    return [
      ...hitAt(
        indexesWhere(day.values, value => value > hard),
        'bad',
        top,
        Math.floor(hard),
      ),
      ...hitAt(
        indexesWhere(day.values, value => value > soft && value <= hard),
        'suspect',
        top,
        Math.floor(soft),
      ),
    ]
  },
})
