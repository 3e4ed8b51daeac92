import { classes, type Data, data } from '@ferraris/cosem'
import type { Context } from '../model/context.ts'
import { isEmergency } from './limiter.ts'

/** threshold_active (class 71, attribute 3). */
export function activeThreshold({ programme, object, now }: Context): Data {
  return programme.settings.get(
    classes.limiter,
    object.obis,
    isEmergency(programme, object.obis, now) ? 'thresholdEmergency' : 'thresholdNormal',
  )
}

/** emergency_profile_active (attribute 10). */
export function emergencyActive({ programme, object, now }: Context): Data {
  return data.boolean(isEmergency(programme, object.obis, now))
}
