import { dateTimeAt, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { CaptureObject } from '@ferraris/cosem/values'
import { obisCodes } from '@ferraris/metering'
import type { PushDestination } from '../../host.ts'
import { clients } from '../../security/clients.ts'
import { read, setting } from '../model/attribute.ts'
import { type Action, done } from '../model/method.ts'
import { type ObjectEntry, object } from '../model/object.ts'
import { clockColumn } from '../model/selective-access.ts'
import { allowed } from '../model/setting.ts'
import { tcpSetup } from '../network/network-objects.ts'
import { isUnrestricted, unrestricted } from '../profiles/capturable.ts'
import { captured, energyColumns, statusColumn } from '../profiles/capture-objects.ts'
import { invoking, scriptTable } from '../schedules/script-table.ts'
import { singleAction } from '../schedules/single-action-schedule.ts'
import { lastGaspAgenda, lifelineAgenda } from './lifeline.ts'
import { lastConfirmation, push, pushAgenda, resetPush } from './push.ts'
import { isPossible, type Layers } from './push-layers.ts'

const { pushSetupV0, pushSetupV1, pushSetupV2 } = classes

/** What is pushed as the meter leaves the factory: push setup, device, time, status, and the active energies. */
function columnsOf(name: string): CaptureObject[] {
  return [
    captured(40, name, 1),
    captured(1, obisCodes.logicalDeviceName),
    clockColumn,
    statusColumn,
    ...energyColumns.slice(0, 2),
  ]
}

/** What an alarm carries: push setup, device, time, the descriptors, and the event that set their last bit. */
const alarmColumns = [
  captured(40, obisCodes.alarmPush, 1),
  captured(1, obisCodes.logicalDeviceName),
  clockColumn,
  captured(1, obisCodes.alarmDescriptor),
  captured(1, obisCodes.alarmDescriptor2),
  captured(1, obisCodes.alarmDescriptor3),
  captured(1, obisCodes.lastAlarmEvent),
]

/** What a meter without supply sends: push setup, device and time, as little as possible. */
const lastGaspColumns = [
  captured(40, obisCodes.lastGaspPush, 1),
  captured(1, obisCodes.logicalDeviceName),
  clockColumn,
]

function restricted(name: string) {
  const items = columnsOf(name).map(column => ({ ...column, restriction: unrestricted }))
  return setting(items, { rule: list => allowed(isUnrestricted(list)) })
}

const common = {
  sendDestinationAndMethod: setting<PushDestination>(
    { service: 'tcp', destination: new Uint8Array(), message: 'a-xdr' },
    { rule: ({ message }) => allowed(message === 'a-xdr') },
  ),
  communicationWindow: setting([]),
  randomisationStartInterval: setting(0),
  numberOfRetries: setting(3),
}

const protection = {
  portReference: setting(tcpSetup),
  pushClientSap: setting<number>(clients.management),
  pushProtectionParameters: setting<Layers>([], {
    rule: layers => allowed(isPossible(layers)),
  }),
}

/** push (IEC 62056-6-2, class 40, method 1). */
const pushNow: Action<unknown> = ({ automation, object, now }) =>
  push(automation, object, now) ? done : { result: 'temporary-failure' }

const first = obis('0.0.25.9.0.255')
const second = obis('0.1.25.9.0.255')
const third = obis('0.2.25.9.0.255')
/** The push setups, one of each version that meters in the field have. */
export const pushSetupNames = [first, second, third]

const pushScripts = '0.0.10.0.108.255'

/** A push setup of each version that meters in the field have, those of alarms and of the last gasp, the scripts that start the former, and their schedules. */
export const pushes: readonly ObjectEntry[] = [
  object(
    pushSetupV0,
    first,
    { pushObjectList: setting(columnsOf(first)), ...common, repetitionDelay: setting(60) },
    { push: pushNow },
    { agenda: pushAgenda },
  ),
  object(
    pushSetupV1,
    second,
    { pushObjectList: restricted(second), ...common, repetitionDelay: setting(60), ...protection },
    { push: pushNow },
    { agenda: pushAgenda },
  ),
  object(
    pushSetupV2,
    third,
    {
      pushObjectList: restricted(third),
      ...common,
      repetitionDelay: setting({ min: 60, exponent: 200, max: 3600 }),
      ...protection,
      pushOperationMethod: setting('unconfirmed-retry-on-failure'),
      confirmationParameters: setting({ startDate: {}, interval: 0 }),
      // Nothing specified before the first.
      lastConfirmationDateTime: read(({ automation, object, store: { clock } }) => {
        const at = lastConfirmation(automation, object)
        return at === undefined ? {} : dateTimeAt(clock.read(at), clock.zone)
      }),
    },
    {
      push: pushNow,
      reset: ({ automation, object }) => {
        resetPush(automation, object)
        return done
      },
    },
    { agenda: pushAgenda },
  ),
  object(
    pushSetupV0,
    obisCodes.alarmPush,
    { pushObjectList: setting(alarmColumns), ...common, repetitionDelay: setting(60) },
    { push: pushNow },
    { agenda: lifelineAgenda, isOnStoredEnergy: true },
  ),
  object(
    pushSetupV0,
    obisCodes.lastGaspPush,
    { pushObjectList: setting(lastGaspColumns), ...common, repetitionDelay: setting(60) },
    { push: pushNow },
    { agenda: lastGaspAgenda, isOnStoredEnergy: true },
  ),
  scriptTable(
    pushScripts,
    pushSetupNames.map(name => invoking(40, name, 1)),
  ),
  ...[0, 1, 2].map(index => singleAction(`0.${index}.15.0.4.255`, pushScripts, index + 1)),
]
