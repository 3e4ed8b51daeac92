import { customerClassMethod, previousReadMethod, previousYearMethod } from './daily.ts'
import { holdMethod, linearMethod, zeroMethod } from './interpolation.ts'
import { averageDayMethod, likeDayMethod, proxyDayMethod } from './like-days.ts'
import type { Method } from './method.ts'
import { checkMeterMethod, nodeMethod, powerMethod } from './other-points.ts'
import { scaleMethod } from './scale.ts'
import { profileMethod, prorationMethod } from './sharing.ts'

/**
 * The methods in the order in which they are tried: what other instruments measured, what lies next to a short gap, what was used on
 * days like this, what is known of longer periods; at last the register's advance alone. What none of them fills waits for a person.
 */
export const methods: readonly Method[] = [
  checkMeterMethod,
  nodeMethod,
  powerMethod,
  zeroMethod,
  linearMethod,
  holdMethod,
  averageDayMethod,
  likeDayMethod,
  previousYearMethod,
  previousReadMethod,
  proxyDayMethod,
  profileMethod,
  customerClassMethod,
  prorationMethod,
]

/** All fifteen, by their numbers. */
export const allMethods: readonly Pick<Method, 'id' | 'title' | 'codes' | 'parameters'>[] = [
  ...methods,
  scaleMethod,
].sort((a, b) => a.id.localeCompare(b.id))
