import { dayHit, defineRule } from './rule.ts'

export const identityRule = defineRule({
  id: 'V05',
  title: 'Meter, channel and unit are those of the master data',
  stage: 2,
  unit: '',
  parameters: {},
  check({ day, meter, unit, received }) {
    if (received === undefined) return undefined
    const wrong =
      Number(received.serial !== meter.serial) +
      Number(received.obis !== day.obis) +
      Number(received.unit !== unit)
    return dayHit(wrong > 0, 'bad', wrong, 0)
  },
})

export const multiplierRule = defineRule({
  id: 'V22',
  title: 'Multiplier is that of the master data',
  stage: 3,
  unit: '',
  parameters: {},
  check({ meter, received }) {
    if (received === undefined) return undefined
    return dayHit(received.multiplier !== meter.multiplier, 'bad', received.multiplier, meter.multiplier)
  },
})
