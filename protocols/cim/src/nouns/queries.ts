import { token } from '../schema/leaves.ts'
import { group, many } from '../schema/schema.ts'
import { identified, interval, names, timeSchedule } from './common.ts'

/** Readings of which devices, of what, and when. An empty list leaves the choice open. */
export const getMeterReadings = group(
  {
    EndDevice: many(identified),
    EndDeviceGroup: many(identified),
    ReadingQuality: many(group({ ReadingQualityType: group({ mRID: token, Names: names }) })),
    ReadingType: many(identified),
    TimeSchedule: many(timeSchedule),
    UsagePoint: many(identified),
    UsagePointGroup: many(identified),
  },
  { profile: 'GetMeterReadings' },
)

/** The objects that the other queries choose by. */
const choice = {
  Customer: many(identified),
  CustomerAccount: many(identified),
  CustomerAgreement: many(identified),
  EndDevice: many(identified),
  EndDeviceGroup: many(identified),
  Meter: many(identified),
  ReadingType: many(identified),
  TimeSchedule: many(group({ scheduleInterval: interval })),
  UsagePoint: many(identified),
  UsagePointGroup: many(identified),
} as const

function query<const P extends string>(profile: P) {
  return group(choice, { profile })
}

export const getEndDeviceControls = group(
  { EndDeviceControl: many(identified), EndDeviceControlType: many(identified), ...choice },
  { profile: 'GetEndDeviceControls' },
)
export const getEndDeviceEvents = group(
  { EndDeviceEventType: many(identified), ...choice },
  { profile: 'GetEndDeviceEvents' },
)
export const getWorkRequests = group(
  { WorkRequest: many(identified), ...choice },
  { profile: 'GetWorkRequests' },
)
export const getMeterReadSchedule = query('GetMeterReadSchedule')
export const getMeterConfig = query('GetMeterConfig')
export const getEndDeviceConfig = query('GetEndDeviceConfig')
export const getUsagePointConfig = query('GetUsagePointConfig')
export const getEndDeviceGroups = query('GetEndDeviceGroups')
export const getReadingTypeConfig = query('GetReadingTypeConfig')
export const getEndDeviceFirmware = query('GetEndDeviceFirmware')
