import { type Data, data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { Context } from '../model/context.ts'
import { isEmergency } from './limiter.ts'

/** threshold_active (class 71, attribute 3). */
export function activeThreshold({ automation, object, now }: Context): Data {
  return automation.settings.get(
    classes.limiter,
    object.obis,
    isEmergency(automation, object.obis, now) ? 'thresholdEmergency' : 'thresholdNormal',
  )
}

/** emergency_profile_active (attribute 10). */
export function emergencyActive({ automation, object, now }: Context): Data {
  return data.boolean(isEmergency(automation, object.obis, now))
}
