import { secondsPerHour } from '@ferraris/metering'
import { dayHit, defineRule } from './rule.ts'

/** Each channel that the meter keeps must have come with the first one. */
export const siblingRule = defineRule({
  id: 'V26',
  title: 'Another channel of the meter is missing',
  stage: 2,
  unit: 'channels',
  parameters: {},
  check({ day, meter, siblings }) {
    if (day.obis !== meter.channels[0]) return undefined
    const missing = meter.channels.filter(obis => obis !== day.obis && !siblings.has(obis)).length
    return dayHit(missing > 0, 'suspect', missing, 0)
  },
})

export const lateRule = defineRule({
  id: 'V29',
  title: 'Came late',
  stage: 2,
  unit: 'h',
  parameters: {
    hours: { title: 'After the end of the day', default: 24, unit: 'h', minimum: 1, maximum: 9600 },
  },
  check({ day, received }, { hours }) {
    if (received === undefined) return undefined
    const after = (received.at - day.end) / secondsPerHour
    return dayHit(after > hours, 'note', after, hours)
  },
})
