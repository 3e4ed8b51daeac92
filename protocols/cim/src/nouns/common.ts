import { boolean, dateTime, decimal, integer, oneOf, text, timeOfDay, token } from '../schema/leaves.ts'
import { group, many, reference, required, some, type ValueOf } from '../schema/schema.ts'

const name = group({
  name: required(token),
  NameType: group({
    description: text,
    name: required(token),
    NameTypeAuthority: group({ description: text, name: required(token) }),
  }),
})

/** The names of an object, each with the register that it stands in. */
export const names = many(name)

/** An object by its identifier or by a name. */
export const identified = group({ mRID: token, Names: names })
export type Identified = ValueOf<typeof identified>

export const status = group({ dateTime, reason: text, remark: text, value: token })

/** Both ends; `end` stands first, as the standard's schemas have it. */
export const interval = group({ end: dateTime, start: dateTime })

export const readingReason = oneOf(
  'billing',
  'demandReset',
  'inquiry',
  'installation',
  'loadManagement',
  'loadResearch',
  'moveIn',
  'moveOut',
  'other',
  'removal',
  'serviceConnect',
  'serviceDisconnect',
)

/** What stands behind the 18 numbers of a reading type. */
export const readingType = group({
  mRID: token,
  accumulation: token,
  aggregate: token,
  commodity: token,
  consumptionTier: integer,
  cpp: integer,
  currency: token,
  flowDirection: token,
  macroPeriod: token,
  measurementKind: token,
  measuringPeriod: token,
  multiplier: token,
  phases: token,
  tou: integer,
  unit: token,
  argument: group({ denominator: required(integer), numerator: required(integer) }),
  interharmonic: group({ denominator: required(integer), numerator: required(integer) }),
  Names: some(name),
})

/** What stands behind the four numbers of an event or a control. */
export const codeType = group({
  mRID: token,
  domain: token,
  eventOrAction: token,
  subDomain: token,
  type: token,
  Names: some(name),
})

export const readingQualityType = group({
  mRID: token,
  category: token,
  subCategory: token,
  systemId: token,
  Names: some(name),
})

/** Why, when and by whom a master record was changed. */
export const configurationEvents = group({
  mRID: token,
  createdDateTime: dateTime,
  effectiveDateTime: dateTime,
  modifiedBy: token,
  reason: text,
  remark: text,
  severity: token,
  type: token,
  Names: names,
  status,
})

export const activityRecords = many(
  group({ createdDateTime: dateTime, reason: text, severity: token, type: token, status }),
)

/** Without passwords: they are neither taken nor sent in a message. */
export const electronicAddress = group({
  email1: token,
  email2: token,
  lan: token,
  mac: token,
  radio: token,
  userID: token,
  web: token,
})

const streetDetail = group({
  addressGeneral: text,
  buildingName: text,
  code: token,
  name: text,
  number: token,
  prefix: token,
  suffix: token,
  suiteNumber: token,
  type: token,
  withinTownLimits: boolean,
})
const townDetail = group({
  code: token,
  country: token,
  name: text,
  section: text,
  stateOrProvince: token,
})
export const streetAddress = group({ status, streetDetail, townDetail })
export const postalAddress = group({ poBox: token, postalCode: token, streetDetail, townDetail })
export const telephone = group({
  areaCode: token,
  cityCode: token,
  countryCode: token,
  extension: token,
  localNumber: token,
})
export const positionPoints = many(
  group({
    sequenceNumber: integer,
    xPosition: required(decimal),
    yPosition: required(decimal),
    zPosition: decimal,
  }),
)

export const organisation = group({
  mRID: token,
  electronicAddress,
  Names: names,
  phone1: telephone,
  phone2: telephone,
  postalAddress,
  streetAddress,
})

/** When something is to be done: once, or again and again. */
export const timeSchedule = group({
  disabled: boolean,
  offset: decimal,
  recurrencePattern: token,
  recurrencePeriod: decimal,
  scheduleInterval: interval,
  TimePoints: many(
    group({ dateTime, relativeTimeInterval: decimal, sequenceNumber: integer, window: interval }),
  ),
})

/** Registers of a function of a device, with what they hold. */
export const registers = many(
  group({
    mRID: token,
    isVirtual: boolean,
    leftDigitCount: integer,
    rightDigitCount: integer,
    touTierName: token,
    Channels: many(group({ mRID: token, isVirtual: boolean, Names: names, ReadingType: reference })),
    Names: names,
    touTier: group({ end: timeOfDay, start: timeOfDay }),
  }),
)
