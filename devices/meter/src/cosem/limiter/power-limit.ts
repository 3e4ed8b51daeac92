import { data, type Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import type { Automation } from '../../automation/automation.ts'
import type { PowerLimit } from '../../store/power-limits.ts'
import { basicNames } from '../model/basic-names.ts'
import { numberOf } from '../model/referenced-value.ts'
import { isActivePower } from '../monitors/watched-value.ts'
import { isEmergency, noLimit, restartLimiter } from './limiter.ts'

const { limiter } = classes

/** What the model of the meter calls the limiter of its supply. */
export function limiterName({ settings }: Automation): Obis {
  return settings.has(limiter, obisCodes.limiter) ? obisCodes.limiter : basicNames.limiter
}

/** The limiter of the supply as it is set; undefined when it was set to watch something else than active power. */
export function powerLimit(automation: Automation, now: number): PowerLimit | undefined {
  const { settings } = automation
  const supplyLimiter = limiterName(automation)
  if (!isActivePower(settings.get(limiter, supplyLimiter, 'monitoredValue'))) return undefined
  const normal = numberOf(settings.get(limiter, supplyLimiter, 'thresholdNormal')) ?? noLimit
  const emergency = numberOf(settings.get(limiter, supplyLimiter, 'thresholdEmergency')) ?? noLimit
  return {
    active: isEmergency(automation, supplyLimiter, now) ? emergency : normal,
    normal,
    emergency,
    patienceSeconds: settings.get(limiter, supplyLimiter, 'minOverThresholdDuration'),
  }
}

/** Limits the supply in ordinary times, W. False when its limiter watches something else than active power. */
export function limitPower(automation: Automation, watts: number, now: number): boolean {
  if (powerLimit(automation, now) === undefined) return false
  const supplyLimiter = limiterName(automation)
  automation.change(now, () => {
    automation.settings.put(limiter, supplyLimiter, 'thresholdNormal', data.doubleLongUnsigned(watts))
    restartLimiter(automation, supplyLimiter, now)
    automation.store.events.record('limiterChanged', now)
  })
  return true
}
