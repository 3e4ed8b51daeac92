import { type Data, data, obis } from '@ferraris/cosem'
import type { Phases } from '../../metrology/sample.ts'
import type { ActionName } from './actions.ts'
import {
  type AttributeEntry,
  type ClientName,
  type MethodEntry,
  type ObjectEntry,
  ObjectTable,
} from './object-table.ts'
import type { SourceName } from './sources.ts'

const EVERYBODY: readonly ClientName[] = ['public', 'reader', 'management']
const SECURED: readonly ClientName[] = ['reader', 'management']
const MANAGEMENT: readonly ClientName[] = ['management']
const NOBODY: readonly ClientName[] = []

type Value = Data | SourceName

/** An attribute that secured clients read. */
const read = (value: Value, get = SECURED): AttributeEntry => ({ value, get, set: NOBODY })
/** One that the management client writes, too. */
const readWrite = (value: Value): AttributeEntry => ({ value, get: SECURED, set: MANAGEMENT })
const method = (does: ActionName, access = MANAGEMENT): MethodEntry => ({ does, access })

const object = (
  classId: number,
  version: number,
  name: string,
  attributes: ObjectEntry['attributes'],
  methods: ObjectEntry['methods'] = {},
): ObjectEntry => ({ classId, version, obis: obis(name), attributes, methods })

/** scaler_unit: the value times 10^scaler, in the unit (IEC 62056-6-2, 4.3.2). */
const scaled = (scaler: number, unit: number): Data =>
  data.structure(data.integer(scaler), data.enumeration(unit))
const W = 27
const VAR = 29
const WH = 30
const VARH = 32
const A = 33
const V = 35
const HZ = 44

const value = (name: string, source: SourceName, get = SECURED) =>
  object(1, 0, name, { 2: read(source, get) })
const register = (name: string, source: SourceName, scaler: number, unit: number) =>
  object(3, 0, name, { 2: read(source), 3: read(scaled(scaler, unit)) })

const profile = (name: string, source: 'load' | 'daily' | 'billing' | 'events', capturePeriod: number) =>
  object(7, 1, name, {
    2: { ...read(`${source}.buffer`), selectors: [1, 2] },
    3: read(`${source}.captureObjects`),
    4: read(data.doubleLongUnsigned(capturePeriod)),
    5: read(data.enumeration(1)), // first in, first out
    6: read('profile.sortObject'),
    7: read(`${source}.entriesInUse`),
    8: read(`${source}.capacity`),
  })

const phase = (number: 1 | 2 | 3): ObjectEntry[] => {
  const group = 20 * number
  return [
    register(`1.0.${group + 1}.7.0.255`, `phase${number}.import`, 0, W),
    register(`1.0.${group + 2}.7.0.255`, `phase${number}.export`, 0, W),
    register(`1.0.${group + 11}.7.0.255`, `phase${number}.current`, -2, A),
    register(`1.0.${group + 12}.7.0.255`, `phase${number}.voltage`, -1, V),
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
  value('0.0.13.0.0.255', 'tariff.plan'),

  object(
    8,
    0,
    '0.0.1.0.0.255',
    {
      2: { value: 'clock.time', get: EVERYBODY, set: MANAGEMENT },
      3: read('clock.timeZone', EVERYBODY),
      4: read('clock.status', EVERYBODY),
      5: read('clock.daylightSavingsBegin'),
      6: read('clock.daylightSavingsEnd'),
      7: read('clock.daylightSavingsDeviation'),
      8: read('clock.daylightSavingsEnabled'),
      9: read(data.enumeration(1)), // internal crystal
    },
    { 1: method('clock.adjustToQuarter'), 3: method('clock.adjustToMinute'), 6: method('clock.shiftTime') },
  ),

  register('1.0.1.8.0.255', 'energy.import', 0, WH),
  register('1.0.2.8.0.255', 'energy.export', 0, WH),
  register('1.0.3.8.0.255', 'energy.reactiveImport', 0, VARH),
  register('1.0.4.8.0.255', 'energy.reactiveExport', 0, VARH),
  register('1.0.1.8.1.255', 'energy.tariff1', 0, WH),
  register('1.0.1.8.2.255', 'energy.tariff2', 0, WH),
  register('1.0.1.8.3.255', 'energy.tariff3', 0, WH),
  register('1.0.1.8.4.255', 'energy.tariff4', 0, WH),
  register('1.0.1.7.0.255', 'power.import', 0, W),
  register('1.0.2.7.0.255', 'power.export', 0, W),
  register('1.0.3.7.0.255', 'power.reactiveImport', 0, VAR),
  register('1.0.4.7.0.255', 'power.reactiveExport', 0, VAR),
  register('1.0.14.7.0.255', 'grid.frequency', -3, HZ),

  object(4, 0, '1.0.1.6.0.255', {
    2: read('demand.maximum'),
    3: read(scaled(0, W)),
    4: read(data.unsigned(0)),
    5: read('demand.maximumTime'),
  }),
  object(5, 0, '1.0.1.4.0.255', {
    2: read('demand.running'),
    3: read('demand.last'),
    4: read(scaled(0, W)),
    5: read(data.unsigned(0)),
    6: read('demand.lastEnd'),
    7: read('demand.lastEnd'),
    8: read(data.doubleLongUnsigned(900)),
    9: read(data.longUnsigned(1)),
  }),

  profile('1.0.99.1.0.255', 'load', 900),
  profile('1.0.99.2.0.255', 'daily', 86_400),
  profile('0.0.98.1.0.255', 'billing', 0),
  profile('0.0.99.98.0.255', 'events', 0),

  object(
    15,
    1,
    '0.0.40.0.0.255',
    {
      2: read('association.objectList', EVERYBODY),
      3: read('association.partners', EVERYBODY),
      4: read('association.applicationContext', EVERYBODY),
      5: read('association.xdlmsContext', EVERYBODY),
      6: read('association.mechanism', EVERYBODY),
      7: { value: data.octets(new Uint8Array()), get: NOBODY, set: NOBODY },
      8: read(data.enumeration(2), EVERYBODY), // associated
      9: read(data.octets(Uint8Array.of(0, 0, 43, 0, 0, 255)), EVERYBODY),
    },
    { 1: method('association.replyToHls', SECURED) },
  ),
  object(17, 0, '0.0.41.0.0.255', { 2: read('identity.devices', EVERYBODY) }),
  object(64, 0, '0.0.43.0.0.255', {
    2: read('security.policy'),
    3: read(data.enumeration(0)), // AES-GCM-128
    4: read(data.octets(new Uint8Array())),
    5: read('identity.systemTitle', EVERYBODY),
  }),
  object(
    70,
    0,
    '0.0.96.3.10.255',
    {
      2: read('switch.outputState'),
      3: read('switch.controlState'),
      4: readWrite('switch.controlMode'),
    },
    { 1: method('switch.remoteDisconnect'), 2: method('switch.remoteReconnect') },
  ),
]

/** The objects of a single-phase meter and of a three-phase one: the companion profile, as data. */
export const OBJECTS: Readonly<Record<Phases, ObjectTable>> = {
  1: new ObjectTable([...COMMON, ...phase(1)]),
  3: new ObjectTable([...COMMON, ...phase(1), ...phase(2), ...phase(3)]),
}
