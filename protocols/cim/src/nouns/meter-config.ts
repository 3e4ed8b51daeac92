import { boolean, date, dateTime, decimal, float, integer, oneOf, text, token } from '../schema/leaves.ts'
import { group, many, reference } from '../schema/schema.ts'
import {
  activityRecords,
  configurationEvents,
  electronicAddress,
  identified,
  names,
  readingType,
  registers,
  status,
} from './common.ts'

const comFunction = group({
  mRID: token,
  amrAddress: token,
  /** The concentrator. */
  amrRouter: token,
  configID: token,
  direction: oneOf('biDirectional', 'fromDevice', 'toDevice'),
  enabled: boolean,
  firmwareID: token,
  hardwareID: token,
  programID: token,
  technology: oneOf('cellular', 'ethernet', 'homePlug', 'pager', 'phone', 'plc', 'rf', 'rfMesh', 'zigbee'),
  Names: names,
})

const connectDisconnectFunction = group({
  mRID: token,
  enabled: boolean,
  eventCount: integer,
  isConnected: boolean,
  isDelayedDiscon: boolean,
  isLocalAutoDisconOp: boolean,
  isLocalAutoReconOp: boolean,
  isRemoteAutoDisconOp: boolean,
  isRemoteAutoReconOp: boolean,
  Names: names,
  rcdInfo: group({
    armedTimeout: decimal,
    customerVoltageLimit: decimal,
    energyLimit: decimal,
    energyUsageStartDateTime: dateTime,
    energyUsageWarning: decimal,
    isArmConnect: boolean,
    isArmDisconnect: boolean,
    isEnergyLimiting: boolean,
    needsPowerLimitCheck: boolean,
    needsVoltageLimitCheck: boolean,
    powerLimit: decimal,
    usePushbutton: boolean,
  }),
})

const simpleEndDeviceFunction = group({
  mRID: token,
  configID: token,
  enabled: boolean,
  firmwareID: token,
  hardwareID: token,
  kind: oneOf(
    'autonomousDst',
    'demandResponse',
    'electricMetering',
    'gasMetering',
    'metrology',
    'onRequestRead',
    'outageHistory',
    'relaysProgramming',
    'reverseFlow',
    'waterMetering',
  ),
  programID: token,
  Names: names,
  Registers: registers,
})

const capability = group({
  autonomousDst: boolean,
  communication: boolean,
  connectDisconnect: boolean,
  demandResponse: boolean,
  electricMetering: boolean,
  gasMetering: boolean,
  metrology: boolean,
  onRequestRead: boolean,
  outageHistory: boolean,
  pressureCompensation: boolean,
  pricingInfo: boolean,
  pulseOutput: boolean,
  relaysProgramming: boolean,
  reverseFlow: boolean,
  superCompressibilityCompensation: boolean,
  temperatureCompensation: boolean,
  textMessage: boolean,
  waterMetering: boolean,
})

/** What follows the device's own identifiers in both nouns. */
const device = {
  ActivityRecords: activityRecords,
  ConfigurationEvents: configurationEvents,
  electronicAddress,
  ComFunction: many(reference),
  ConnectDisconnectFunction: many(reference),
  SimpleEndDeviceFunction: many(reference),
  EndDeviceInfo: group({
    isSolidState: boolean,
    phaseCount: integer,
    ratedCurrent: decimal,
    ratedVoltage: decimal,
    AssetModel: group({
      corporateStandardKind: oneOf('experimental', 'other', 'standard', 'underEvaluation'),
      modelNumber: token,
      modelVersion: token,
      usageKind: token,
      Manufacturer: identified,
    }),
    capability,
  }),
  lifecycle: group({
    installationDate: date,
    manufacturedDate: date,
    purchaseDate: date,
    receivedDate: date,
    removalDate: date,
    retiredDate: date,
  }),
} as const

const seal = {
  appliedDateTime: dateTime,
  condition: oneOf('broken', 'locked', 'missing', 'open', 'other'),
  kind: oneOf('lead', 'lock', 'other', 'steel'),
  sealNumber: token,
} as const

const endDevice = group({
  mRID: token,
  amrSystem: token,
  initialCondition: text,
  installCode: token,
  isPan: boolean,
  isVirtual: boolean,
  lotNumber: token,
  serialNumber: token,
  timeZoneOffset: decimal,
  type: token,
  utcNumber: token,
  ...device,
  Names: names,
  Seals: many(group(seal)),
  status,
})

const meter = group({
  mRID: token,
  amrSystem: token,
  formNumber: token,
  initialCondition: text,
  isVirtual: boolean,
  lotNumber: token,
  serialNumber: token,
  timeZoneOffset: decimal,
  type: token,
  utcNumber: token,
  ...device,
  MeterMultipliers: many(
    group({
      mRID: token,
      kind: oneOf('ctRatio', 'kE', 'kH', 'kR', 'ptRatio', 'transformerRatio'),
      value: float,
      Names: names,
    }),
  ),
  Names: names,
  Seals: many(group({ mRID: token, ...seal, Names: names })),
  status,
})

const functions = {
  ComFunction: many(comFunction),
  ConnectDisconnectFunction: many(connectDisconnectFunction),
} as const

export const endDeviceConfig = group(
  {
    ...functions,
    EndDevice: many(endDevice),
    ReadingType: many(readingType),
    SimpleEndDeviceFunction: many(simpleEndDeviceFunction),
  },
  { profile: 'EndDeviceConfig' },
)

export const meterConfig = group(
  {
    ...functions,
    Meter: many(meter),
    ReadingType: many(readingType),
    SimpleEndDeviceFunction: many(simpleEndDeviceFunction),
  },
  { profile: 'MeterConfig' },
)

/** The same list under its own name: modules are told apart by the device that they belong to. */
export const comModuleConfig = group(
  {
    ComModule: many(
      group({
        mRID: token,
        amrSystem: token,
        serialNumber: token,
        timeZoneOffset: decimal,
        ComFunctions: many(comFunction),
        ConfigurationEvents: configurationEvents,
        Names: names,
        status,
      }),
    ),
  },
  { profile: 'ComModuleConfig' },
)
