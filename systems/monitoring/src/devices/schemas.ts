import { meterRoles } from '@ferraris/chain2'
import {
  localDate,
  nullable,
  nullableInstant,
  page,
  pageQuery,
  query,
  ref,
  resource,
  wholeList,
} from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { voidReasons } from '../counting/index.ts'
import { modelName, participantId, version } from '../participants/schemas.ts'
import { survey } from './survey.ts'

export const deviceId = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  description: 'As its maker calls it; letters, digits, dot, dash, underscore.',
})
const podPattern = '^[A-Z]{2}[0-9]{3}E[A-Z0-9]{8,9}$'
const point = {
  meter: Type.Enum([...meterRoles]),
  pod: Type.String({ pattern: podPattern, examples: ['IT001E01524052'] }),
  endDevice: Type.Optional(
    Type.String({ maxLength: 64, description: 'Serial number of the meter, as the head-end knows it.' }),
  ),
  province: Type.String({ pattern: '^[A-Z]{2}$' }),
}

const identity = {
  participant: participantId,
  maker: modelName,
  model: modelName,
  hardware: version,
  firmware: version,
  smitpAddress: Type.String({
    pattern: '^[0-9a-f]{12}$',
    description: 'Hexadecimal, small letters.',
  }),
  systemTitle: Type.String({
    pattern: '^[0-9a-f]{16}$',
    description: 'Of the meter M1, hexadecimal, small letters.',
  }),
  survey,
}

const newPoint = resource('NewMonitoredPoint', point, 'A meter that a device hears.')

export const newDevice = resource(
  'NewDevice',
  { id: deviceId, ...identity, points: Type.Array(ref(newPoint), { minItems: 1, maxItems: 5 }) },
  'A device at a customer, with the points of delivery that it hears.',
)

/** Devices of a list: as many as an answer can name. */
const mostListed = 200

export const deviceList = resource(
  'DeviceList',
  { items: Type.Array(ref(newDevice), { minItems: 1, maxItems: mostListed }) },
  'Devices of one participant with their points of delivery.',
)

export const listedDevices = resource(
  'ListedDevices',
  { admitted: Type.Integer() },
  'All of them were taken.',
)

export const deviceChange = resource(
  'DeviceChange',
  {
    hardware: Type.Optional(version),
    firmware: Type.Optional(version),
    survey: Type.Optional(survey),
    ends: Type.Optional(localDate('Its last day.')),
  },
  'What of a device changes. A new version needs an integration test of its own.',
)

const monitoredPoint = resource(
  'MonitoredPoint',
  {
    meter: Type.Enum([...meterRoles]),
    pod: nullable('string', { description: 'Null for an evaluator.' }),
    endDevice: nullable('string'),
    province: Type.String(),
  },
  'A meter that a device hears.',
)

const successful = {
  days: Type.Integer({ description: 'Days that count.' }),
  voidDays: Type.Integer({ description: 'Days that do not.' }),
  sent: Type.Integer(),
  received: Type.Integer(),
  rate: nullable('number', { description: 'Received ÷ sent; null where nothing was sent.' }),
}

export const device = resource(
  'Device',
  {
    id: Type.String({ description: 'For an evaluator a pseudonym.' }),
    participant: nullable('string', { description: 'Null for an evaluator.' }),
    maker: modelName,
    model: modelName,
    hardware: version,
    firmware: version,
    tested: Type.Boolean({ description: 'An integration test was passed with this hardware and firmware.' }),
    toldFirmware: nullable('string', { description: 'The version that it told last.' }),
    smitpAddress: nullable('string'),
    systemTitle: nullable('string'),
    survey,
    starts: localDate('First day.'),
    ends: nullable('string', { format: 'date', description: 'Last day.' }),
    lastUploadAt: nullableInstant('When its counters came last.'),
    points: Type.Array(ref(monitoredPoint)),
    ...successful,
  },
  'A device that takes part, with its success.',
)
export type Device = Static<typeof device>

const dayCounts = Type.Object(
  {
    instPower: nullable('integer'),
    alerts: nullable('integer'),
    loadCurve: nullable('integer'),
    prodAvg: nullable('integer'),
    prodInst: nullable('integer'),
  },
  { description: 'Messages of each kind; null where none are counted.' },
)
const nullableCounts = Type.Unsafe<Static<typeof dayCounts> | null>({
  anyOf: [dayCounts, { type: 'null' }],
})

export const deviceDay = resource(
  'DeviceDay',
  {
    meter: Type.Enum([...meterRoles]),
    day: localDate('Local day.'),
    sent: nullableCounts,
    received: nullableCounts,
    void: Type.Unsafe<(typeof voidReasons)[number] | null>({
      type: ['string', 'null'],
      enum: [...voidReasons, null],
      description: 'Why it does not count; null for a day that does.',
    }),
  },
  'A day of a device beside that of its meter.',
)
export type DeviceDay = Static<typeof deviceDay>

export const deviceParams = Type.Object({ id: deviceId })
export const devicePage = page(device)
export const deviceQuery = query({
  ...pageQuery,
  participant: Type.Optional(participantId),
  province: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
  search: Type.Optional(Type.String({ maxLength: 64, description: 'A part of its name, or of a POD.' })),
  order: Type.Optional(
    Type.Enum(['name', 'rate'] as const, { description: 'By name, or the worst success first.' }),
  ),
})
export type DeviceQuery = Static<typeof deviceQuery>
export const deviceDays = wholeList(deviceDay, 'Its days, in order.')

export const deviceResources = [
  newPoint,
  newDevice,
  deviceList,
  listedDevices,
  deviceChange,
  monitoredPoint,
  device,
  deviceDay,
]
