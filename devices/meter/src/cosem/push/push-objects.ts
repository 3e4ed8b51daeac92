import { type Data, data, obis, obisToOctets } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { method, object, read, setting } from '../model/object.ts'
import type { ObjectEntry } from '../model/object-table.ts'
import { executing, never, scriptTable, singleAction } from '../schedules/script-entries.ts'

function column(classId: number, name: string, attribute: number): Data[] {
  return [
    data.longUnsigned(classId),
    data.octets(obisToOctets(obis(name))),
    data.integer(attribute),
    data.longUnsigned(0),
  ]
}

/** What is pushed if nobody asks for something else: who, when, status, and the energies. */
function columnsOf(name: string) {
  return [
    column(40, name, 1),
    column(1, '0.0.42.0.0.255', 2),
    column(8, '0.0.1.0.0.255', 2),
    column(1, '0.0.96.10.1.255', 2),
    column(3, '1.0.1.8.0.255', 2),
    column(3, '1.0.2.8.0.255', 2),
  ]
}
const unrestricted = data.structure(data.enumeration(0), data.nothing())

const common = {
  sendDestinationAndMethod: setting(
    data.structure(data.enumeration(0), data.octets(new Uint8Array()), data.enumeration(0)),
  ),
  communicationWindow: setting(data.array()),
  randomisationStartInterval: setting(data.longUnsigned(0)),
  numberOfRetries: setting(data.unsigned(3)),
}
function restricted(name: string) {
  return setting(data.array(...columnsOf(name).map(item => data.structure(...item, unrestricted))))
}

const secured = {
  portReference: setting(data.octets(obisToOctets(obis('0.0.25.0.0.255')))),
  pushClientSap: setting(data.integer(1)),
  pushProtectionParameters: setting(data.array()),
}
const setups = ['0.0.25.9.0.255', '0.1.25.9.0.255', '0.2.25.9.0.255'] as const

/** A push setup of each version that meters in the field have, the scripts that start them, and their schedules. */
export const pushes: readonly ObjectEntry[] = [
  object(
    classes.pushSetupV0,
    setups[0],
    {
      pushObjectList: setting(data.array(...columnsOf(setups[0]).map(item => data.structure(...item)))),
      ...common,
      repetitionDelay: setting(data.longUnsigned(60)),
    },
    { push: method('push.now') },
  ),
  object(
    classes.pushSetupV1,
    setups[1],
    {
      pushObjectList: restricted(setups[1]),
      ...common,
      repetitionDelay: setting(data.longUnsigned(60)),
      ...secured,
    },
    { push: method('push.now') },
  ),
  object(
    classes.pushSetupV2,
    setups[2],
    {
      pushObjectList: restricted(setups[2]),
      ...common,
      repetitionDelay: setting(
        data.structure(data.longUnsigned(60), data.longUnsigned(200), data.longUnsigned(3600)),
      ),
      ...secured,
      pushOperationMethod: setting(data.enumeration(0)),
      confirmationParameters: setting(data.structure(never, data.doubleLongUnsigned(0))),
      lastConfirmationDateTime: read('push.lastConfirmation'),
    },
    { push: method('push.now'), reset: method('push.reset') },
  ),
  scriptTable('0.0.10.0.108.255', ...setups.map(name => executing(40, name, 1))),
  ...setups.map((_, index) => singleAction(`0.${index}.15.0.4.255`, '0.0.10.0.108.255', index + 1)),
]
