import { dateTime, text, token } from '../schema/leaves.ts'
import { group, many, reference, required } from '../schema/schema.ts'
import { codeType, identified, names, status } from './common.ts'

export const endDeviceEvent = group({
  mRID: token,
  createdDateTime: required(dateTime),
  issuerID: token,
  issuerTrackingID: token,
  reason: text,
  severity: token,
  userID: token,
  /** The meter. */
  Assets: identified,
  EndDeviceEventDetails: many(group({ name: required(token), value: text })),
  EndDeviceEventType: required(reference),
  Names: names,
  status,
  UsagePoint: identified,
})

export const endDeviceEvents = group(
  { EndDeviceEvent: many(endDeviceEvent), EndDeviceEventType: many(codeType) },
  { profile: 'EndDeviceEvents' },
)
