import type { Certainty } from '../codes/certainty.ts'
import type { EventVerb, RequestVerb } from '../envelope/header.ts'
import type { Fields, Group, ValueOf } from '../schema/schema.ts'
import {
  customerAccountConfig,
  customerAgreementConfig,
  customerMeterDataSet,
  pricingStructureConfig,
  serviceLocationConfig,
  serviceSupplierConfig,
} from './customers.ts'
import { endDeviceControls } from './end-device-controls.ts'
import { endDeviceEvents } from './end-device-events.ts'
import { endDeviceGroups, usagePointGroups } from './groups.ts'
import { masterDataLinkageConfig } from './master-data-linkage.ts'
import { comModuleConfig, endDeviceConfig, meterConfig } from './meter-config.ts'
import { meterReadSchedule } from './meter-read-schedule.ts'
import { meterReadings } from './meter-readings.ts'
import { auxiliaryAgreementConfig, receiptRecord, transactionRecord } from './prepayment.ts'
import { endDeviceFirmware, meterSystemConfig, readingTypeConfig } from './programs.ts'
import {
  getEndDeviceConfig,
  getEndDeviceControls,
  getEndDeviceEvents,
  getEndDeviceFirmware,
  getEndDeviceGroups,
  getMeterConfig,
  getMeterReadings,
  getMeterReadSchedule,
  getReadingTypeConfig,
  getUsagePointConfig,
  getWorkRequests,
} from './queries.ts'
import { usagePointConfig } from './usage-point-config.ts'
import { meterServiceRequests, serviceOrders, workRequests } from './work.ts'

/** What a noun is for. */
export interface NounInfo {
  readonly about: string
  readonly requests: readonly RequestVerb[]
  readonly events: readonly EventVerb[]
  /** Of its list of elements. */
  readonly certainty: Certainty
}

function info(about: string, requests: string, events: string, certainty: Certainty = 'sure'): NounInfo {
  return {
    about,
    requests: requests === '' ? [] : (requests.split(' ') as RequestVerb[]),
    events: events === '' ? [] : (events.split(' ') as EventVerb[]),
    certainty,
  }
}

/** What a payload may hold (IEC 61968-9; work: IEC 61968-6), each declared once. */
export const payloadNouns = {
  MeterReadings: meterReadings,
  MeterReadSchedule: meterReadSchedule,
  EndDeviceControls: endDeviceControls,
  EndDeviceEvents: endDeviceEvents,
  MeterConfig: meterConfig,
  EndDeviceConfig: endDeviceConfig,
  ComModuleConfig: comModuleConfig,
  UsagePointConfig: usagePointConfig,
  EndDeviceGroups: endDeviceGroups,
  UsagePointGroups: usagePointGroups,
  MasterDataLinkageConfig: masterDataLinkageConfig,
  CustomerMeterDataSet: customerMeterDataSet,
  CustomerAccountConfig: customerAccountConfig,
  CustomerAgreementConfig: customerAgreementConfig,
  ServiceLocationConfig: serviceLocationConfig,
  ServiceSupplierConfig: serviceSupplierConfig,
  PricingStructureConfig: pricingStructureConfig,
  WorkRequests: workRequests,
  ServiceOrders: serviceOrders,
  MeterServiceRequests: meterServiceRequests,
  EndDeviceFirmware: endDeviceFirmware,
  MeterSystemConfig: meterSystemConfig,
  ReadingTypeConfig: readingTypeConfig,
  AuxiliaryAgreementConfig: auxiliaryAgreementConfig,
  ReceiptRecord: receiptRecord,
  TransactionRecord: transactionRecord,
} as const satisfies Record<string, Group<Fields>>

/** What a request may ask by, within its element Request. */
export const queryNouns = {
  GetMeterReadings: getMeterReadings,
  GetMeterReadSchedule: getMeterReadSchedule,
  GetEndDeviceControls: getEndDeviceControls,
  GetEndDeviceEvents: getEndDeviceEvents,
  GetMeterConfig: getMeterConfig,
  GetEndDeviceConfig: getEndDeviceConfig,
  GetUsagePointConfig: getUsagePointConfig,
  GetEndDeviceGroups: getEndDeviceGroups,
  GetWorkRequests: getWorkRequests,
  GetReadingTypeConfig: getReadingTypeConfig,
  GetEndDeviceFirmware: getEndDeviceFirmware,
} as const satisfies Record<string, Group<Fields>>

export type Noun = keyof typeof payloadNouns
export type Query = keyof typeof queryNouns
export type NounValue<N extends Noun> = ValueOf<(typeof payloadNouns)[N]>
export type QueryValue<Q extends Query> = ValueOf<(typeof queryNouns)[Q]>

const changes = 'create change delete'
const changesTold = 'created changed deleted'

/** By name, what the reference page and a service description say of each. */
export const nounInfo: Readonly<Record<Noun, NounInfo>> = {
  MeterReadings: info(
    'readings and profiles, on demand and after collection',
    'get create',
    'created changed',
  ),
  MeterReadSchedule: info('which meters are read when', 'get create change cancel close', 'created changed'),
  EndDeviceControls: info(
    'orders to meters: supply, limits, texts, prices, programs; and how they ended',
    'get create change cancel close execute',
    'created changed canceled closed executed',
  ),
  EndDeviceEvents: info('events and alarms of meters', 'get create', 'created closed'),
  MeterConfig: info('master data of meters', `get ${changes}`, changesTold),
  EndDeviceConfig: info('master data of end devices', `get ${changes}`, changesTold),
  ComModuleConfig: info('communication modules', changes, changesTold, 'own'),
  UsagePointConfig: info('points of delivery', 'get create change close delete', 'created changed closed'),
  EndDeviceGroups: info('groups of devices', `get ${changes}`, changesTold),
  UsagePointGroups: info('groups of usage points', changes, changesTold),
  MasterDataLinkageConfig: info(
    'what belongs together from when on: moving in and out, mounting, exchange',
    'create change close delete',
    'created changed closed',
    'seen',
  ),
  CustomerMeterDataSet: info('customers with their readings', 'create change', 'created changed', 'own'),
  CustomerAccountConfig: info('accounts of customers', changes, changesTold, 'own'),
  CustomerAgreementConfig: info('contracts', changes, changesTold, 'own'),
  ServiceLocationConfig: info('addresses of supply', changes, changesTold),
  ServiceSupplierConfig: info('suppliers', changes, changesTold),
  PricingStructureConfig: info('tariffs by name', changes, changesTold, 'own'),
  WorkRequests: info(
    'work in the field (IEC 61968-6)',
    'get create change cancel close',
    'created changed closed',
  ),
  ServiceOrders: info(
    'orders to field staff, and what came of them (IEC 61968-6)',
    'create change cancel close',
    'created changed closed',
  ),
  MeterServiceRequests: info(
    'work on a meter, first edition',
    'create change cancel',
    'created closed',
    'own',
  ),
  EndDeviceFirmware: info('firmware of devices', 'get create change', 'created changed', 'own'),
  MeterSystemConfig: info('concentrators and systems', changes, changesTold, 'own'),
  ReadingTypeConfig: info('reading types that are known', 'get', 'created', 'own'),
  AuxiliaryAgreementConfig: info('debts collected by prepayment', changes, changesTold, 'own'),
  ReceiptRecord: info('payments', 'create', 'created', 'own'),
  TransactionRecord: info('sales of credit', 'create', 'created', 'own'),
}

export function isNoun(name: string): name is Noun {
  return Object.hasOwn(payloadNouns, name)
}
export function isQuery(name: string): name is Query {
  return Object.hasOwn(queryNouns, name)
}
