import { counterNames, highestCount, type ProfileName, profiles } from '@ferraris/chain2'
import { instant, nullable, nullableInstant, pageQuery, query, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { serial } from '../inventory/identifiers.ts'

const deviceId = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  description: "The device's name with its maker.",
  examples: ['C2G-000001'],
})
const key = Type.String({
  pattern: '^[0-9A-Fa-f]{32}$',
  description: '16 octets in hex digits; never shown again.',
})
function text(description: string) {
  return Type.String({ maxLength: 16, pattern: '^[\\x20-\\x7e]*$', description })
}

export const newCustomerDevice = resource(
  'NewCustomerDevice',
  {
    id: deviceId,
    maker: Type.String({ minLength: 1, maxLength: 64 }),
    model: Type.Optional(Type.String({ maxLength: 64 })),
    aca: Type.String({
      pattern: '^(?!03)[0-9A-F]{12}$',
      description: 'Its address on the power line, 12 hex digits.',
    }),
    initialKey: key,
  },
  'A device of a customer, with what its maker tells the distributor.',
)
export type NewCustomerDevice = Static<typeof newCustomerDevice>

export const customerDevice = resource(
  'CustomerDevice',
  {
    id: deviceId,
    maker: Type.String(),
    model: nullable('string'),
    aca: Type.String(),
    createdAt: instant('When it became known.'),
    endDevices: Type.Array(serial, { description: 'Meters that send to it, or are to.' }),
  },
  'A device of a customer.',
)

export const roles = ['exchange', 'production'] as const
export type Role = (typeof roles)[number]

export const contract = Type.Object(
  {
    customerCode: text("Customer's code."),
    vendor: text('Supplier.'),
    phone: text('Telephone of the supplier.'),
    pesse: Type.Integer({ minimum: 0, maximum: 255, description: 'Group of the rota of load shedding.' }),
    contractPower: Type.Integer({ minimum: 100, maximum: 1_000_000, description: 'W.' }),
  },
  { additionalProperties: false },
)
export type Contract = Static<typeof contract>

const profileNames = Object.keys(profiles) as ProfileName[]
const wishes = {
  profile: Type.Enum(profileNames, { description: 'Which frames the customer has asked for.' }),
  gap: Type.Integer({
    minimum: 1,
    maximum: 65_535,
    description: 'Resolution of power, W; usually a tenth of the contract.',
  }),
  weeklyThreshold: Type.Integer({
    minimum: 0,
    maximum: 4_294_967_295,
    description: 'Wh of a week at which the customer is told; 0: never.',
  }),
  contract,
}

export const associationRequest = resource(
  'CustomerAssociationRequest',
  {
    device: deviceId,
    role: Type.Optional(Type.Enum([...roles], { description: 'What the meter measures; default exchange.' })),
    pod: Type.String({
      minLength: 1,
      maxLength: 16,
      pattern: '^[\\x21-\\x7e]+$',
      description: 'Point of delivery.',
    }),
    profile: wishes.profile,
    gap: Type.Optional(wishes.gap),
    weeklyThreshold: Type.Optional(wishes.weeklyThreshold),
    contract,
    operatingKey: Type.Optional(
      Type.Enum(['new', 'initial'], {
        description: 'initial: the initial key serves for all, as in the tests of integration; default new.',
      }),
    ),
  },
  'Lets a meter send to a device.',
)
export type AssociationRequest = Static<typeof associationRequest>

export const associationChange = resource(
  'CustomerAssociationChange',
  {
    profile: Type.Optional(wishes.profile),
    gap: Type.Optional(wishes.gap),
    weeklyThreshold: Type.Optional(wishes.weeklyThreshold),
    contract: Type.Optional(contract),
    newKeys: Type.Optional(Type.Boolean({ description: 'Gives meter and device other operating keys.' })),
  },
  'What is to be another than it is.',
)
export type AssociationChange = Static<typeof associationChange>

export const association = resource(
  'CustomerAssociation',
  {
    endDevice: serial,
    device: deviceId,
    role: Type.Enum([...roles]),
    pod: Type.String(),
    frames: Type.Array(Type.Integer(), { description: 'Compact frames that the customer gets.' }),
    gap: wishes.gap,
    weeklyThreshold: wishes.weeklyThreshold,
    contract,
    state: Type.Enum(['waiting', 'associated', 'revoking', 'revoked'], {
      description: 'waiting and revoking: the meter does not know it yet, and is called again.',
    }),
    detail: nullable('string', { description: 'Why the meter does not know it yet.' }),
    changedAt: instant('When it was last wanted otherwise.'),
    attemptedAt: nullableInstant('When the meter was last told, or called in vain.'),
  },
  'The device that a meter sends to.',
)
export type Association = Static<typeof association>

const count = Type.Integer({ minimum: 0, maximum: highestCount })
export const sentCounters = resource(
  'SentCounters',
  {
    endDevice: serial,
    device: deviceId,
    smitpAddress: Type.String({ description: 'Of the device, 12 hexadecimal digits.' }),
    pod: Type.String(),
    day: Type.String({ description: 'Local day of the meter.', examples: ['2026-11-30'] }),
    ...(Object.fromEntries(counterNames.map(name => [name, count])) as Record<
      (typeof counterNames)[number],
      typeof count
    >),
    powerLoss: Type.Boolean({
      description: 'The meter was without supply in that day, however shortly: the day is void.',
    }),
    changedAt: instant('When these figures were read first.'),
  },
  'Messages that a meter has sent to a device in a day, replicas apart.',
)
export const sentCountersQuery = query({
  endDevice: Type.Optional(serial),
  changedSince: Type.Optional(instant('Those that were read then or later.')),
  ...pageQuery,
})

export const customerDeviceQuery = query(pageQuery)
export const associationQuery = query({ endDevice: Type.Optional(serial), ...pageQuery })
export const customerDeviceParams = Type.Object({ id: deviceId })
export const customerDeviceResources = [
  newCustomerDevice,
  customerDevice,
  associationRequest,
  associationChange,
  association,
  sentCounters,
]
