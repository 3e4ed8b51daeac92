import { data, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { Automation } from '../../automation/automation.ts'
import { isActivePower, numberOf } from '../monitors/watched-value.ts'
import { isEmergency, noLimit, restartLimiter } from './limiter.ts'

const { limiter } = classes
const supplyLimiter = obis('0.0.17.0.0.255')

/** What the supply may draw, W, and for how many seconds more before the switch opens. */
interface PowerLimit {
  /** That which holds now. {@link noLimit} in each place is none. */
  readonly active: number
  readonly normal: number
  readonly emergency: number
  readonly patience: number
}

/** The limiter of the supply as it is set; undefined when it was set to watch something else than active power. */
export function powerLimit(automation: Automation, now: number): PowerLimit | undefined {
  const { settings } = automation
  if (!isActivePower(settings.get(limiter, supplyLimiter, 'monitoredValue'))) return undefined
  const normal = numberOf(settings.get(limiter, supplyLimiter, 'thresholdNormal')) ?? noLimit
  const emergency = numberOf(settings.get(limiter, supplyLimiter, 'thresholdEmergency')) ?? noLimit
  return {
    active: isEmergency(automation, supplyLimiter, now) ? emergency : normal,
    normal,
    emergency,
    patience: settings.get(limiter, supplyLimiter, 'minOverThresholdDuration'),
  }
}

/** Limits the supply in ordinary times, W. False when its limiter watches something else than active power. */
export function limitPower(automation: Automation, watts: number, now: number): boolean {
  if (powerLimit(automation, now) === undefined) return false
  automation.change(now, () => {
    automation.settings.put(limiter, supplyLimiter, 'thresholdNormal', data.doubleLongUnsigned(watts))
    restartLimiter(automation, supplyLimiter, now)
  })
  return true
}
