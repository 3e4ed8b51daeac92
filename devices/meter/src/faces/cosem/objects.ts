import {
  classes,
  type Data,
  data,
  type InterfaceClass,
  obis,
  profileSelector,
  scalerUnit,
  unitCode,
  values,
} from '@ferraris/cosem'
import { QUARTER } from '../../calendar/local-day.ts'
import type { Phases } from '../../metrology/sample.ts'
import type { ActionName } from './actions.ts'
import type { ProfileName } from './capture-objects.ts'
import {
  type AttributeEntry,
  type ClientName,
  type MethodEntry,
  type ObjectEntry,
  ObjectTable,
} from './object-table.ts'
import type { SourceName } from './sources.ts'

const SECURITY_SETUP = obis('0.0.43.0.0.255')

const EVERYBODY: readonly ClientName[] = ['public', 'reader', 'management']
const SECURED: readonly ClientName[] = ['reader', 'management']
const MANAGEMENT: readonly ClientName[] = ['management']
const NOBODY: readonly ClientName[] = []

type Value = Data | SourceName

/** An attribute that secured clients read. */
const read = (value: Value, get = SECURED): AttributeEntry => ({ value, get, set: NOBODY })
const method = (does: ActionName, access = MANAGEMENT): MethodEntry => ({ does, access })

/** An object of a class, its attributes and methods by the names of the class. */
const object = <C extends InterfaceClass>(
  of: C,
  name: string,
  attributes: { readonly [A in Exclude<keyof C['attributes'], 'logicalName'>]?: AttributeEntry },
  methods: { readonly [M in keyof C['methods']]?: MethodEntry } = {},
): ObjectEntry => ({
  classId: of.classId,
  version: of.version,
  obis: obis(name),
  attributes: byNumber(of.attributes, attributes),
  methods: byNumber(of.methods, methods),
})

const byNumber = <Entry>(
  declared: Readonly<Record<string, { readonly id: number }>>,
  entries: Readonly<Record<string, Entry | undefined>>,
): Record<number, Entry> =>
  Object.fromEntries(
    Object.entries(entries).flatMap(([name, entry]) =>
      entry === undefined ? [] : [[declared[name].id, entry]],
    ),
  )

const value = (name: string, source: SourceName, get = SECURED) =>
  object(classes.data, name, { value: read(source, get) })

const scaled = (scaler: number, unit: keyof typeof unitCode): AttributeEntry =>
  read(scalerUnit.encode({ scaler, unit: unitCode[unit] }))

const register = (name: string, source: SourceName, scaler: number, unit: keyof typeof unitCode) =>
  object(classes.register, name, { value: read(source), scalerUnit: scaled(scaler, unit) })

const profile = (name: string, source: ProfileName, capturePeriod: number) =>
  object(classes.profileGeneric, name, {
    buffer: { ...read(`${source}.buffer`), selectors: Object.values(profileSelector) },
    captureObjects: read(`${source}.captureObjects`),
    capturePeriod: read(data.doubleLongUnsigned(capturePeriod)),
    sortMethod: read(classes.sortMethod.encode('fifo')),
    sortObject: read('profile.sortObject'),
    entriesInUse: read(`${source}.entriesInUse`),
    profileEntries: read(`${source}.capacity`),
  })

/** The security of one secured client; its keys are replaced by the management client. */
const securitySetup = (name: string, seenBy: readonly ClientName[], transfer: ActionName) =>
  object(
    classes.securitySetupV0,
    name,
    {
      securityPolicy: read('security.policy', seenBy),
      securitySuite: read(classes.securitySuite.encode('aes-gcm-128'), seenBy),
      clientSystemTitle: read(data.octets(new Uint8Array()), seenBy),
      serverSystemTitle: read('identity.systemTitle', seenBy),
    },
    { keyTransfer: method(transfer) },
  )

const phase = (number: 1 | 2 | 3): ObjectEntry[] => {
  const group = 20 * number
  return [
    register(`1.0.${group + 1}.7.0.255`, `phase${number}.import`, 0, 'W'),
    register(`1.0.${group + 2}.7.0.255`, `phase${number}.export`, 0, 'W'),
    register(`1.0.${group + 11}.7.0.255`, `phase${number}.current`, -2, 'A'),
    register(`1.0.${group + 12}.7.0.255`, `phase${number}.voltage`, -1, 'V'),
  ]
}

const COMMON: readonly ObjectEntry[] = [
  value('0.0.42.0.0.255', 'identity.logicalDeviceName', EVERYBODY),
  value('0.0.96.1.0.255', 'identity.serial', EVERYBODY),
  value('1.0.0.2.0.255', 'identity.firmware', EVERYBODY),
  value('0.0.43.1.1.255', 'counter.management', EVERYBODY),
  value('0.0.43.1.2.255', 'counter.reader', EVERYBODY),
  value('0.0.96.10.1.255', 'status.profile'),
  value('0.0.96.11.0.255', 'events.last'),
  value('0.0.96.14.0.255', 'tariff.active'),

  object(
    classes.clock,
    '0.0.1.0.0.255',
    {
      time: { value: 'clock.time', get: EVERYBODY, set: MANAGEMENT },
      timeZone: read('clock.timeZone', EVERYBODY),
      status: read('clock.status', EVERYBODY),
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
    period: read(data.doubleLongUnsigned(QUARTER)),
    numberOfPeriods: read(data.longUnsigned(1)),
  }),

  profile('1.0.99.1.0.255', 'load', QUARTER),
  profile('1.0.99.2.0.255', 'daily', 86_400),
  profile('0.0.98.1.0.255', 'billing', 0),
  profile('0.0.99.98.0.255', 'events', 0),

  object(
    classes.associationLnV1,
    '0.0.40.0.0.255',
    {
      objectList: read('association.objectList', EVERYBODY),
      associatedPartnersId: read('association.partners', EVERYBODY),
      applicationContextName: read('association.applicationContext', EVERYBODY),
      xdlmsContextInfo: read('association.xdlmsContext', EVERYBODY),
      authenticationMechanismName: read('association.mechanism', EVERYBODY),
      secret: read(data.octets(new Uint8Array()), NOBODY),
      associationStatus: read(classes.associationStatus.encode('associated'), EVERYBODY),
      securitySetupReference: read(values.logicalName.encode(SECURITY_SETUP), EVERYBODY),
    },
    { replyToHlsAuthentication: method('association.replyToHls', SECURED) },
  ),
  object(classes.sapAssignment, '0.0.41.0.0.255', { sapAssignmentList: read('identity.devices', EVERYBODY) }),
  securitySetup(SECURITY_SETUP, EVERYBODY, 'keys.transferToManagement'),
  securitySetup('0.0.43.0.2.255', MANAGEMENT, 'keys.transferToReader'),
  object(
    classes.disconnectControl,
    '0.0.96.3.10.255',
    {
      outputState: read('switch.outputState'),
      controlState: read('switch.controlState'),
      controlMode: { value: 'switch.controlMode', get: SECURED, set: MANAGEMENT },
    },
    {
      remoteDisconnect: method('switch.remoteDisconnect'),
      remoteReconnect: method('switch.remoteReconnect'),
    },
  ),
]

/** The objects of a single-phase meter and of a three-phase one: the companion profile, as data. */
export const OBJECTS: Readonly<Record<Phases, ObjectTable>> = {
  1: new ObjectTable([...COMMON, ...phase(1)]),
  3: new ObjectTable([...COMMON, ...phase(1), ...phase(2), ...phase(3)]),
}
