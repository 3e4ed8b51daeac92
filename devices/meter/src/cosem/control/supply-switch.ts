import { data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { SwitchMovement } from '@ferraris/metering'
import { obisCodes } from '@ferraris/metering'
import { noClient, read, writable } from '../model/attribute.ts'
import { type Action, done } from '../model/method.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { allowed } from '../model/setting.ts'
import { inUnit } from '../registers/registers.ts'
import { invoking, scriptTable } from '../schedules/script-table.ts'
import { singleAction } from '../schedules/single-action-schedule.ts'

function order(name: SwitchMovement): Action<unknown> {
  return ({ store, now }) =>
    // An order already carried out succeeds: a client that missed the answer may repeat it.
    store.moveSwitch(name, now) || store.supply.isDone(name) ? done : { result: 'temporary-failure' }
}

/** The switch of the supply. The meter's own opening and closing are methods below zero, which scripts invoke. */
export const supplySwitch = object(
  classes.disconnectControl,
  obisCodes.disconnectControl,
  {
    outputState: read(({ store }) => store.supply.outputState),
    controlState: read(({ store }) => store.supply.controlState),
    controlMode: {
      ...writable(
        ({ store }) => store.supply.controlMode,
        ({ store, now }, mode) => allowed(store.supply.setMode(mode, now)),
      ),
      isExact: true,
    },
  },
  { remoteDisconnect: order('remote-disconnect'), remoteReconnect: order('remote-reconnect') },
  {
    selfMethods: {
      [-1]: { does: order('local-disconnect'), access: noClient },
      [-2]: { does: order('local-reconnect'), access: noClient },
    },
  },
)

/** What is measured behind the switch: while it is closed, what there is before it. */
export const loadSideVoltage = object(classes.register, obisCodes.loadSideVoltage, {
  value: read(({ store, now }) => {
    const closed = store.supply.outputState ? store.sample(now).phases[0]?.voltage : undefined
    return data.longUnsigned(closed ?? store.fedBack(now))
  }),
  scalerUnit: read(inUnit(-1, 'V')),
})

/** Scripts 1 and 2 are a client's opening and closing, 3 and 4 the meter's own, as its control mode lets it. */
export const switchScripts: readonly ObjectEntry[] = [
  scriptTable(
    obisCodes.disconnectScripts,
    [1, 2, -1, -2].map(method => invoking(70, obisCodes.disconnectControl, method)),
  ),
  singleAction('0.0.15.0.1.255', obisCodes.disconnectScripts, 1),
]
