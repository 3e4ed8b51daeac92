import { boolean, dateTime, integer, text, token } from '../schema/leaves.ts'
import { group, many } from '../schema/schema.ts'
import { configurationEvents, identified, names, readingType, status } from './common.ts'

/** Firmware that devices have, or shall have. */
export const endDeviceFirmware = group(
  {
    EndDeviceFirmware: many(
      group({
        mRID: token,
        activationDateTime: dateTime,
        firmwareID: token,
        /** SHA-256 of the image, in hex. */
        hash: token,
        programID: token,
        version: token,
        EndDeviceGroups: many(identified),
        EndDevices: many(identified),
        Names: names,
        status,
      }),
    ),
  },
  { profile: 'EndDeviceFirmware' },
)

/** Collectors and head-ends, and what they serve. */
export const meterSystemConfig = group(
  {
    MeterSystem: many(
      group({
        mRID: token,
        amrSystem: token,
        enabled: boolean,
        firmwareID: token,
        timeZoneOffset: integer,
        type: token,
        ConfigurationEvents: configurationEvents,
        EndDevices: many(identified),
        Names: names,
        remark: text,
        status,
      }),
    ),
  },
  { profile: 'MeterSystemConfig' },
)

/** The reading types that this side knows. */
export const readingTypeConfig = group({ ReadingType: many(readingType) }, { profile: 'ReadingTypeConfig' })
