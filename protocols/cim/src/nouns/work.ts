import { boolean, dateTime, integer, oneOf, text, token } from '../schema/leaves.ts'
import { group, many, some } from '../schema/schema.ts'
import {
  activityRecords,
  identified,
  interval,
  names,
  organisation,
  positionPoints,
  readingQualityType,
  readingType,
  status,
  streetAddress,
  telephone,
} from './common.ts'
import { meterReading } from './meter-readings.ts'

const workStatus = oneOf(
  'approved',
  'cancelled',
  'closed',
  'completed',
  'dispatched',
  'enroute',
  'inProgress',
  'onSite',
  'scheduled',
  'waitingOnApproval',
  'waitingOnMaterial',
  'waitingToBeScheduled',
)

const workTimes = many(
  group({ kind: oneOf('actual', 'earliest', 'estimate', 'latest', 'request'), scheduleInterval: interval }),
)

const workLocation = group({
  mRID: token,
  direction: text,
  CoordinateSystem: group({ crsUrn: token }),
  mainAddress: streetAddress,
  Names: names,
  phone1: telephone,
  PositionPoints: positionPoints,
})

/** A meter that is worked on, and what was read there. */
const asset = group({
  mRID: token,
  amrSystem: token,
  critical: boolean,
  formNumber: token,
  serialNumber: token,
  utcNumber: token,
  MeterReadings: many(meterReading),
  Names: names,
})

const task = group({
  mRID: token,
  crewETA: dateTime,
  instruction: text,
  statusKind: workStatus,
  subject: text,
  taskKind: oneOf('exchange', 'install', 'investigate', 'remove'),
  Assets: many(asset),
  Crews: many(identified),
  Names: names,
  OldAsset: asset,
  TimeSchedules: workTimes,
  UsagePoint: identified,
})

const work = group({
  mRID: token,
  kind: oneOf(
    'connect',
    'construction',
    'disconnect',
    'inspection',
    'maintenance',
    'other',
    'reconnect',
    'repair',
    'service',
    'test',
  ),
  lastModifiedDateTime: dateTime,
  requestDateTime: dateTime,
  statusKind: workStatus,
  type: token,
  ActivityRecords: activityRecords,
  Customers: many(
    group({
      mRID: token,
      kind: token,
      specialNeed: text,
      vip: boolean,
      CustomerAgreements: many(identified),
      Names: names,
      status,
    }),
  ),
  Names: names,
  priority: group({ justification: text, rank: integer, type: token }),
  TimeSchedules: workTimes,
  WorkLocation: workLocation,
  WorkTasks: many(task),
})

/** Work in the field for one or more meters (IEC 61968-6). */
export const workRequests = group(
  {
    WorkRequest: some(group({ mRID: token, Names: names, Organisation: organisation, Work: many(work) })),
  },
  { profile: 'WorkRequests' },
)

export const serviceOrders = group(
  {
    ReadingQualityType: many(readingQualityType),
    ReadingType: many(readingType),
    ServiceOrder: some(group({ mRID: token, Names: names, Work: many(work) })),
  },
  { profile: 'ServiceOrders' },
)

/** The same in the words of the first edition of IEC 61968-9. */
export const meterServiceRequests = group(
  {
    MeterServiceWork: many(
      group({
        mRID: token,
        kind: token,
        priority: token,
        requestDateTime: dateTime,
        statusKind: workStatus,
        comment: text,
        Customers: many(identified),
        Meter: identified,
        Names: names,
        OldMeter: identified,
        status,
        TimeSchedules: workTimes,
        UsagePoints: many(identified),
        WorkLocation: workLocation,
      }),
    ),
  },
  { profile: 'MeterServiceRequests' },
)
