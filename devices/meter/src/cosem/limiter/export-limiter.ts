import { data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import { read, writable } from '../model/attribute.ts'
import { object } from '../model/object.ts'
import { numberOf } from '../model/referenced-value.ts'
import { noScript } from '../schedules/script-table.ts'

/**
 * The limiter of what is fed in: a second instance of class 71, which the inverter of the home obeys from the next full quarter
 * hour on. Nothing is switched, so it has no scripts, and an emergency does not concern it.
 */
export const exportLimiter = object(classes.limiter, obisCodes.exportLimiter, {
  monitoredValue: read({ classId: 3, obis: obisCodes.activePowerExport, attribute: 2 }),
  thresholdActive: read(({ store, now }) => data.doubleLongUnsigned(store.exportLimit(now))),
  thresholdNormal: writable(
    ({ store }) => data.doubleLongUnsigned(store.exportLimit(Number.POSITIVE_INFINITY)),
    ({ store, automation, now }, value) => {
      const watts = numberOf(value)
      if (watts === undefined) return 'type-unmatched'
      if (watts < 0) return 'other-reason'
      automation.change(now, () => {
        store.limitExport(watts, now)
        store.events.record('limiterChanged', now)
      })
      return 'success'
    },
  ),
  thresholdEmergency: read(data.nothing()),
  minOverThresholdDuration: read(0),
  minUnderThresholdDuration: read(0),
  emergencyProfile: read({ id: 0, activationTime: {}, duration: 0 }),
  emergencyProfileGroupIds: read([]),
  emergencyProfileActive: read(false),
  actions: read({ overThreshold: noScript, underThreshold: noScript }),
})
