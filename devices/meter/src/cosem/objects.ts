import { data, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { values } from '@ferraris/cosem/values'
import type { SecuritySuite } from '@ferraris/dlms/security'
import { quarterSeconds } from '../calendar/local-day.ts'
import type { Phases } from '../metrology/sample.ts'
import {
  everybody,
  management,
  method,
  nobody,
  object,
  profile,
  read,
  register,
  scaled,
  secured,
  setting,
  value,
  withOwnMethods,
} from './model/object.ts'
import { type ObjectEntry, ObjectTable } from './model/object-table.ts'
import { network } from './network/network-objects.ts'
import { automation } from './programme-objects.ts'
import { commonCounter, securityObjects, securitySetup } from './security/security-objects.ts'

function phase(number: 1 | 2 | 3): ObjectEntry[] {
  const group = 20 * number
  return [
    register(`1.0.${group + 1}.7.0.255`, `phase${number}.import`, 0, 'W'),
    register(`1.0.${group + 2}.7.0.255`, `phase${number}.export`, 0, 'W'),
    register(`1.0.${group + 11}.7.0.255`, `phase${number}.current`, -2, 'A'),
    register(`1.0.${group + 12}.7.0.255`, `phase${number}.voltage`, -1, 'V'),
  ]
}

const common: readonly ObjectEntry[] = [
  value('0.0.42.0.0.255', 'identity.logicalDeviceName', everybody),
  value('0.0.96.1.0.255', 'identity.serial', everybody),
  value('1.0.0.2.0.255', 'identity.firmware', everybody),
  value('0.0.43.1.1.255', 'counter.management', everybody),
  value('0.0.43.1.2.255', 'counter.reader', everybody),
  value('0.0.96.10.1.255', 'status.profile'),
  value('0.0.96.11.0.255', 'events.last'),
  value('0.0.96.14.0.255', 'tariff.active'),

  object(
    classes.clock,
    '0.0.1.0.0.255',
    {
      time: { value: 'clock.time', get: everybody, set: management },
      timeZone: read('clock.timeZone', everybody),
      status: read('clock.status', everybody),
      daylightSavingsBegin: read('clock.daylightSavingsBegin'),
      daylightSavingsEnd: read('clock.daylightSavingsEnd'),
      daylightSavingsDeviation: read('clock.daylightSavingsDeviation'),
      daylightSavingsEnabled: read('clock.daylightSavingsEnabled'),
      clockBase: read(classes.clockBase.encode('crystal')),
    },
    {
      adjustToQuarter: method('clock.adjustToQuarter'),
      adjustToMinute: method('clock.adjustToMinute'),
      shiftTime: method('clock.shiftTime'),
    },
  ),

  register('1.0.1.8.0.255', 'energy.import', 0, 'Wh'),
  register('1.0.2.8.0.255', 'energy.export', 0, 'Wh'),
  register('1.0.3.8.0.255', 'energy.reactiveImport', 0, 'varh'),
  register('1.0.4.8.0.255', 'energy.reactiveExport', 0, 'varh'),
  register('1.0.1.8.1.255', 'energy.tariff1', 0, 'Wh'),
  register('1.0.1.8.2.255', 'energy.tariff2', 0, 'Wh'),
  register('1.0.1.8.3.255', 'energy.tariff3', 0, 'Wh'),
  register('1.0.1.8.4.255', 'energy.tariff4', 0, 'Wh'),
  register('1.0.1.7.0.255', 'power.import', 0, 'W'),
  register('1.0.2.7.0.255', 'power.export', 0, 'W'),
  register('1.0.3.7.0.255', 'power.reactiveImport', 0, 'var'),
  register('1.0.4.7.0.255', 'power.reactiveExport', 0, 'var'),
  register('1.0.14.7.0.255', 'grid.frequency', -3, 'Hz'),

  object(classes.extendedRegister, '1.0.1.6.0.255', {
    value: read('demand.maximum'),
    scalerUnit: scaled(0, 'W'),
    status: read(data.unsigned(0)),
    captureTime: read('demand.maximumTime'),
  }),
  object(classes.demandRegister, '1.0.1.4.0.255', {
    currentAverageValue: read('demand.running'),
    lastAverageValue: read('demand.last'),
    scalerUnit: scaled(0, 'W'),
    status: read(data.unsigned(0)),
    captureTime: read('demand.lastEnd'),
    startTimeCurrent: read('demand.lastEnd'),
    period: setting(data.doubleLongUnsigned(quarterSeconds)),
    numberOfPeriods: setting(data.longUnsigned(1)),
  }),

  profile('1.0.99.1.0.255', 'load', quarterSeconds),
  profile('1.0.99.2.0.255', 'daily', 86_400),
  profile('0.0.98.1.0.255', 'billing', 0),
  profile('0.0.99.98.0.255', 'events', 0),

  object(
    classes.associationLnV1,
    '0.0.40.0.0.255',
    {
      objectList: read('association.objectList', everybody),
      associatedPartnersId: read('association.partners', everybody),
      applicationContextName: read('association.applicationContext', everybody),
      xdlmsContextInfo: read('association.xdlmsContext', everybody),
      authenticationMechanismName: read('association.mechanism', everybody),
      secret: read(data.octets(new Uint8Array()), nobody),
      associationStatus: read(classes.associationStatus.encode('associated'), everybody),
      securitySetupReference: read(values.logicalName.encode(obis(securitySetup)), everybody),
    },
    { replyToHlsAuthentication: method('association.replyToHls', secured) },
  ),
  object(classes.sapAssignment, '0.0.41.0.0.255', { sapAssignmentList: read('identity.devices', everybody) }),
  withOwnMethods(
    object(
      classes.disconnectControl,
      '0.0.96.3.10.255',
      {
        outputState: read('switch.outputState'),
        controlState: read('switch.controlState'),
        controlMode: { value: 'switch.controlMode', get: secured, set: management },
      },
      {
        remoteDisconnect: method('switch.remoteDisconnect'),
        remoteReconnect: method('switch.remoteReconnect'),
      },
    ),
    { [-1]: method('switch.localDisconnect', nobody), [-2]: method('switch.localReconnect', nobody) },
  ),
  ...automation,
]

const objectsByPhases: Readonly<Record<Phases, readonly ObjectEntry[]>> = {
  1: [...common, ...phase(1)],
  3: [...common, ...phase(1), ...phase(2), ...phase(3)],
}

/** The objects of a single-phase meter and of a three-phase one: the companion profile, as data. */
export const objects: Readonly<Record<Phases, ObjectTable>> = {
  1: new ObjectTable([...objectsByPhases[1], ...securityObjects(0)]),
  3: new ObjectTable([...objectsByPhases[3], ...securityObjects(0)]),
}

const others = new Map<string, ObjectTable>()

/**
 * The objects of a meter: in suites 1 and 2 with security setups that know certificates, and with a counter for all
 * where there are clients besides the usual three, and with its network where the host tells it. Meters with the same objects share a table.
 */
export function objectsOf(
  phases: Phases,
  suite: SecuritySuite,
  further: boolean,
  listening = false,
): ObjectTable {
  if (suite === 0 && !further && !listening) return objects[phases]
  const version = suite === 0 ? 0 : 1
  const key = `${phases} ${version} ${further} ${listening}`
  const known = others.get(key)
  if (known !== undefined) return known
  const table = new ObjectTable([
    ...objectsByPhases[phases],
    ...securityObjects(version),
    ...(further ? [commonCounter] : []),
    ...(listening ? network : []),
  ])
  others.set(key, table)
  return table
}
