import { classes, type Data, data } from '@ferraris/cosem'
import { isEmergency } from '../../programme/limiter.ts'
import type { Context } from './context.ts'

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
