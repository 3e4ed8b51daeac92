import { sumOf } from '../day/day.ts'
import type { Meter, Registers } from '../day/subject.ts'
import { dayHit, defineRule } from './rule.ts'

/** How far the register went, a roll-over included, in its own steps before the multiplier. */
export function advanceOf({ start, end }: Registers, meter: Meter): number {
  if (end >= start) return end - start
  return 10 ** meter.registerDigits * meter.registerResolution - start + end
}

export const tariffRule = defineRule({
  id: 'V13',
  title: 'Tariffs and total differ',
  stage: 3,
  unit: 'Wh',
  parameters: {},
  check({ registers, meter }) {
    if (registers?.tariffs === undefined) return undefined
    const { tariffs } = registers
    const off = Math.abs(sumOf(tariffs) - advanceOf(registers, meter))
    const limit = tariffs.length * meter.registerResolution
    return dayHit(off > limit, 'suspect', off, limit)
  },
})

/** A register cuts off less than one step, so that the difference of two is off by less than one. */
export const sumCheckRule = defineRule({
  id: 'V16',
  title: 'Intervals and register differ',
  stage: 4,
  unit: 'Wh',
  parameters: {},
  check({ day, registers, meter }) {
    if (registers === undefined || day.values.includes(null)) return undefined
    const off = Math.abs(sumOf(day.values) - advanceOf(registers, meter) * meter.multiplier)
    const limit = meter.registerResolution * meter.multiplier + meter.intervalResolution
    return dayHit(off >= limit, 'bad', off, limit)
  },
})

/** A register that went backwards rolled over, if what it counted since can have been used in the time. */
export const rollOverRule = defineRule({
  id: 'V21',
  title: 'Register went backwards',
  stage: 4,
  unit: 'Wh',
  parameters: {
    k: { title: "Over the meter's maximum", default: 1.1, unit: '', minimum: 1, maximum: 10 },
  },
  check({ day, registers, meter }, { k }) {
    if (registers === undefined) return undefined
    if (registers.end >= registers.start) return []
    const power = (meter.phases === 3 ? Math.sqrt(3) : 1) * meter.voltage * meter.maximumCurrent
    const most = (k * power * (day.end - day.start)) / 3600
    const used = advanceOf(registers, meter)
    return dayHit(used > most, 'bad', used, Math.floor(most))
  },
})
