import { data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { values } from '@ferraris/cosem/values'
import { obisCodes } from '@ferraris/metering'
import { read, setting } from '../model/attribute.ts'
import type { Context } from '../model/context.ts'
import { object } from '../model/object.ts'
import { numberOf } from '../model/referenced-value.ts'
import type { SettingRules } from '../model/setting.ts'
import { allowed } from '../model/setting.ts'
import { isWatchable } from '../monitors/watched-value.ts'
import { noScript, scriptReference } from '../schedules/script-table.ts'
import { isEmergency, limiterAgenda, noLimit, restartLimiter } from './limiter.ts'

const { limiter } = classes

/** A limiter begins to look anew when its settings change. */
function after({ automation, object, now }: Context): void {
  restartLimiter(automation, object.obis, now)
}

const threshold: SettingRules<ReturnType<typeof data.nothing>> = {
  rule: value => (numberOf(value) === undefined ? 'type-unmatched' : 'success'),
  after: context => {
    after(context)
    context.store.events.record('limiterChanged', context.now)
  },
}

function emergency({ automation, object, now }: Context): boolean {
  return isEmergency(automation, object.obis, now)
}

const activePower: values.AttributeReference = {
  classId: 3,
  obis: obisCodes.activePowerImport,
  attribute: 2,
}

/** The limiter of the supply: the meter opens the switch when too much is drawn for too long. */
export const supplyLimiter = object(
  limiter,
  obisCodes.limiter,
  {
    monitoredValue: setting(activePower, { rule: reference => allowed(isWatchable(reference)), after }),
    thresholdActive: read(context =>
      context.automation.settings.get(
        limiter,
        context.object.obis,
        emergency(context) ? 'thresholdEmergency' : 'thresholdNormal',
      ),
    ),
    thresholdNormal: setting(data.doubleLongUnsigned(noLimit), threshold),
    thresholdEmergency: setting(data.doubleLongUnsigned(noLimit), threshold),
    minOverThresholdDuration: setting(60, { after }),
    minUnderThresholdDuration: setting(0, { after }),
    emergencyProfile: setting({ id: 0, activationTime: {}, duration: 0 }, { after }),
    emergencyProfileGroupIds: setting([], { after }),
    emergencyProfileActive: read(emergency),
    actions: setting({
      overThreshold: scriptReference(obisCodes.disconnectScripts, 3),
      underThreshold: noScript,
    }),
  },
  {},
  { agenda: limiterAgenda },
)
