import { token } from '../schema/leaves.ts'
import { group, many, required } from '../schema/schema.ts'
import { identified, names, timeSchedule } from './common.ts'

/** Which meters are read when, and what of them. */
export const meterReadSchedule = group(
  {
    CustomerAccount: many(identified),
    CustomerAgreement: many(identified),
    EndDevice: many(group({ mRID: required(token), Names: names })),
    EndDeviceGroup: many(identified),
    ReadingType: many(identified),
    TimeSchedule: many(timeSchedule),
    UsagePoint: many(identified),
    UsagePointGroup: many(identified),
  },
  { profile: 'MeterReadSchedule' },
)
