import { defaulted, instant, nullable, nullableInstant, query, resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { severity } from '../../events/schemas.ts'
import { obis, serial } from '../../inventory/identifiers.ts'

export const batteryHealth = resource(
  'BatteryHealth',
  {
    endDevice: serial,
    event: nullable('string', { description: 'What the meter reported last of its battery.' }),
    severity: Type.Union([severity, Type.Null()]),
    reportedAt: nullableInstant('When.'),
    volts: nullable('number'),
    remainingDays: nullable('number', { description: 'As the meter reckons.' }),
    readAt: nullableInstant('When voltage and time were read.'),
  },
  'A meter whose battery has to be replaced, or soon.',
)
export type BatteryHealth = Static<typeof batteryHealth>

export const firmwareTrust = resource(
  'FirmwareTrust',
  {
    endDevice: serial,
    part: obis,
    version: nullable('string'),
    signature: nullable('string'),
    trust: Type.Enum(['trusted', 'not-trusted', 'unsigned'], {
      description:
        'not-trusted: no such signature is known for this version; unsigned: the meter gives none.',
    }),
    readAt: instant('When it was read.'),
  },
  'A part of the firmware of a meter against the signatures that are trusted.',
)
export type FirmwareTrust = Static<typeof firmwareTrust>

export const memoryHealth = resource(
  'MemoryHealth',
  {
    endDevice: serial,
    part: Type.Enum(['program-memory', 'ram', 'non-volatile-memory', 'measuring-system', 'watchdog']),
    severity,
    reportedAt: instant('When the meter reported it last.'),
    holds: Type.Union([Type.Boolean(), Type.Null()], {
      description: 'Whether its error register showed it when read last since; null where it was not read.',
    }),
  },
  'A self-check of a meter that failed.',
)
export type MemoryHealth = Static<typeof memoryHealth>

export const temperatureHealth = resource(
  'TemperatureHealth',
  {
    endDevice: serial,
    celsius: Type.Number(),
    hot: Type.Boolean({ description: 'Above 85 °C.' }),
    readAt: instant('When it was read.'),
  },
  'The temperature in a meter.',
)
export type TemperatureHealth = Static<typeof temperatureHealth>

export const trustedFirmware = resource(
  'TrustedFirmware',
  {
    part: obis,
    version: Type.String({ minLength: 1, maxLength: 64 }),
    signature: Type.String({ minLength: 1, maxLength: 256, description: 'As the meter shows it.' }),
  },
  'A signature that is trusted for a version of a part.',
)
export type TrustedFirmware = Static<typeof trustedFirmware>

export const healthQuery = query({
  limit: defaulted(
    Type.Integer({ minimum: 1, maximum: 1000, default: 500, description: 'So many at most.' }),
  ),
})
export const trustQuery = query({
  trust: Type.Optional(firmwareTrust.properties.trust),
  ...healthQuery.properties,
})
export const batteryList = wholeList(batteryHealth, 'The most urgent first.')
export const firmwareList = wholeList(firmwareTrust, 'Parts that are not trusted first.')
export const memoryList = wholeList(memoryHealth, 'The gravest first.')
export const temperatureList = wholeList(temperatureHealth, 'The hottest first.')
export const trustedList = wholeList(trustedFirmware, 'By part and version.')
export const healthResources = [
  batteryHealth,
  firmwareTrust,
  memoryHealth,
  temperatureHealth,
  trustedFirmware,
]
