import { classes, data, obis } from '@ferraris/cosem'
import { isEmergency, NO_LIMIT, restartLimiter } from './limiter.ts'
import type { Programme } from './programme.ts'
import { isActivePower, numberOf } from './watched-value.ts'

const { limiter } = classes
const SUPPLY_LIMITER = obis('0.0.17.0.0.255')

/** What the supply may draw, W, and for how many seconds more before the switch opens. */
interface PowerLimit {
  /** That which holds now. {@link NO_LIMIT} in each place is none. */
  readonly active: number
  readonly normal: number
  readonly emergency: number
  readonly patience: number
}

/** The limiter of the supply as it is set; undefined when it was set to watch something else than active power. */
export const powerLimit = (programme: Programme, now: number): PowerLimit | undefined => {
  const { settings } = programme
  if (!isActivePower(settings.get(limiter, SUPPLY_LIMITER, 'monitoredValue'))) return undefined
  const normal = numberOf(settings.get(limiter, SUPPLY_LIMITER, 'thresholdNormal')) ?? NO_LIMIT
  const emergency = numberOf(settings.get(limiter, SUPPLY_LIMITER, 'thresholdEmergency')) ?? NO_LIMIT
  return {
    active: isEmergency(programme, SUPPLY_LIMITER, now) ? emergency : normal,
    normal,
    emergency,
    patience: settings.get(limiter, SUPPLY_LIMITER, 'minOverThresholdDuration'),
  }
}

/** Limits the supply in ordinary times, W. False when its limiter watches something else than active power. */
export const limitPower = (programme: Programme, watts: number, now: number): boolean => {
  if (powerLimit(programme, now) === undefined) return false
  programme.change(now, () => {
    programme.settings.put(limiter, SUPPLY_LIMITER, 'thresholdNormal', data.doubleLongUnsigned(watts))
    restartLimiter(programme, SUPPLY_LIMITER, now)
  })
  return true
}
