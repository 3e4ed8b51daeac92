import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import { read, setting } from '../model/attribute.ts'
import { done, outcome } from '../model/method.ts'
import { object } from '../model/object.ts'
import { scriptReference } from '../schedules/script-table.ts'
import { arbitration, requestAction, resetArbitration } from './arbitration.ts'

/** Remote control, the customer and the load management ask for the switch to be opened or closed. */
export const arbitrator = object(
  classes.arbitrator,
  '0.0.96.3.20.255',
  {
    actions: setting([1, 2].map(script => scriptReference(obisCodes.disconnectScripts, script))),
    permissionsTable: setting(['11', '11', '11']),
    weightingsTable: setting([4, 2, 1].map(weight => [weight, weight])),
    mostRecentRequestsTable: read(({ automation, object }) => arbitration(automation, object.obis).requests),
    lastOutcome: read(({ automation, object }) => arbitration(automation, object.obis).outcome),
  },
  {
    requestAction: ({ automation, object, now }, { actor, actions }) =>
      outcome(requestAction(automation, object.obis, actor, actions, now)),
    reset: ({ automation, object }) => {
      resetArbitration(automation, object.obis)
      return done
    },
  },
)
