import { boolean, dateTime, float, integer, text, token } from '../schema/leaves.ts'
import { group, many, reference, required } from '../schema/schema.ts'
import {
  codeType,
  identified,
  interval,
  names,
  readingQualityType,
  readingReason,
  readingType,
  status,
} from './common.ts'
import { endDeviceEvent } from './end-device-events.ts'

const readingQualities = many(
  group({ comment: text, source: token, timeStamp: dateTime, ReadingQualityType: required(reference) }),
)

const value = {
  reportedDateTime: dateTime,
  source: token,
  /** The end of its interval, where the value belongs to one. */
  timeStamp: dateTime,
  /** Plain decimal in unit and multiplier of the reading type. */
  value: token,
  ReadingQualities: readingQualities,
} as const

export const meterReading = group({
  isCoincidentTrigger: boolean,
  EndDeviceEvents: many(endDeviceEvent),
  IntervalBlocks: many(
    group({
      IntervalReadings: many(group({ ...value, timePeriod: interval })),
      PendingCalculation: group({
        multiplyBeforeAdd: boolean,
        offset: integer,
        scalarDenominator: integer,
        scalarFloat: float,
        scalarNumerator: integer,
        ReadingType: required(reference),
      }),
      ReadingType: required(reference),
    }),
  ),
  Meter: group({ mRID: token, Names: names, status }),
  Readings: many(
    group({ reason: readingReason, ...value, ReadingType: required(reference), timePeriod: interval }),
  ),
  UsagePoint: identified,
  valuesInterval: interval,
})

export const meterReadings = group(
  {
    EndDeviceEventType: many(codeType),
    MeterReading: many(meterReading),
    ReadingQualityType: many(readingQualityType),
    ReadingType: many(readingType),
  },
  { profile: 'MeterReadings' },
)
