import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import type { Automation } from '../../automation/automation.ts'
import { isSwitchedOff } from '../../automation/functions.ts'
import { push } from '../push/push.ts'

const { pushSetupV0 } = classes

const alarmPush = { classId: pushSetupV0.classId, version: 0, obis: obisCodes.alarmPush }
const lastGaspPush = { ...alarmPush, obis: obisCodes.lastGaspPush }

/** Pushes the alarms that have begun to stand in a descriptor, if the meter has been told where to. */
export function pushAlarms(automation: Automation, now: number): void {
  pushIfTold(automation, alarmPush, now)
}

/** Pushes that the supply has failed, if the meter has been told where to. */
export function pushLastGasp(automation: Automation, now: number): void {
  pushIfTold(automation, lastGaspPush, now)
}

function pushIfTold(automation: Automation, setup: typeof alarmPush, now: number): void {
  const { settings } = automation
  if (!settings.has(pushSetupV0, setup.obis) || isSwitchedOff(automation, setup.obis)) return
  const { destination } = settings.get(pushSetupV0, setup.obis, 'sendDestinationAndMethod')
  if (destination.length > 0) push(automation, setup, now)
}

/** Says where alarms go, in a meter that has the push and was not told otherwise. */
export function pushAlarmsTo({ settings }: Automation, place: string): void {
  if (!settings.has(pushSetupV0, alarmPush.obis)) return
  const { destination } = settings.get(pushSetupV0, alarmPush.obis, 'sendDestinationAndMethod')
  if (destination.length > 0) return
  settings.put(pushSetupV0, alarmPush.obis, 'sendDestinationAndMethod', {
    service: 'tcp',
    destination: Uint8Array.from(place, letter => letter.charCodeAt(0)),
    message: 'a-xdr',
  })
}
