import { instant, localDate, nullable, nullableInstant, pageQuery, query, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { serial } from '../../inventory/identifiers.ts'

/** Why an order waits for a second person. */
export const approvalReasons = [
  'protected-customer',
  'many-disconnections',
  'disconnections-an-hour',
  'legal-firmware',
] as const
export type ApprovalReason = (typeof approvalReasons)[number]

const approvalState = Type.Enum(['waiting', 'approved', 'rejected', 'lapsed'], {
  description: 'lapsed: what waited has ended by itself, cancelled or expired.',
})

export const approval = resource(
  'Approval',
  {
    id: Type.String({ format: 'uuid' }),
    control: nullable('string', { description: 'The order that waits; null for an activity.' }),
    activity: nullable('string', { description: 'The activity that waits; null for a single order.' }),
    endDevice: nullable('string', { description: 'The meter of the order.' }),
    kind: Type.String({ description: 'What is to be done, a kind of order.' }),
    meters: Type.Integer({ description: 'How many meters it touches.' }),
    reasons: Type.Array(Type.Enum([...approvalReasons]), {
      description:
        'Why one person is not enough: a protected customer, more disconnections at once or within an hour than the brakes allow, firmware of the legally relevant part.',
    }),
    note: nullable('string', { description: 'What the one who asks says of it.' }),
    least: Type.Enum(['operator', 'administrator'], { description: 'Role that may decide.' }),
    state: approvalState,
    requestedBy: Type.String(),
    requestedAt: instant('When it was asked for.'),
    decidedBy: nullable('string', { description: 'Never the one who asked.' }),
    decidedAt: nullableInstant('When it was decided.'),
    comment: nullable('string', { description: 'What the one who decided says of it.' }),
  },
  'The word of a second person that an order waits for.',
)
export type Approval = Static<typeof approval>

const comment = Type.String({ minLength: 1, maxLength: 500 })
export const approving = resource('Approving', { comment: Type.Optional(comment) }, 'A consent.')
export const rejecting = resource('Rejecting', { comment }, 'A refusal, and why.')

export const approvalParams = Type.Object({ id: Type.String({ format: 'uuid' }) })
export const approvalQuery = query({ state: Type.Optional(approvalState), ...pageQuery })
export type ApprovalFilter = Static<typeof approvalQuery>

const protectedBy = {
  endDevice: nullable('string', { description: 'The meter; null where the usage point is protected.' }),
  usagePoint: nullable('string', { description: 'The usage point, whichever meter stands there.' }),
  reason: Type.String({ minLength: 1, maxLength: 500, examples: ['medical device at home'] }),
  until: nullable('string', { format: 'date-time', description: 'Until when; null for ever.' }),
}

export const protectedCustomer = resource(
  'ProtectedCustomer',
  {
    id: Type.String({ format: 'uuid' }),
    ...protectedBy,
    since: instant('Since when.'),
    by: Type.String(),
  },
  'A customer whose supply is not switched off by one person alone.',
)
export type ProtectedCustomer = Static<typeof protectedCustomer>

export const newProtectedCustomer = resource(
  'NewProtectedCustomer',
  {
    endDevice: Type.Optional(serial),
    usagePoint: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    reason: protectedBy.reason,
    until: Type.Optional(instant('Until when; default: for ever.')),
  },
  'A customer to protect: by meter, or by usage point.',
)
export type NewProtectedCustomer = Static<typeof newProtectedCustomer>

export const protectedParams = Type.Object({ id: Type.String({ format: 'uuid' }) })
export const protectedQuery = query({ endDevice: Type.Optional(serial), ...pageQuery })
export type ProtectedFilter = Static<typeof protectedQuery>

const timeOfDay = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', examples: ['08:00'] })

export const brakes = resource(
  'Brakes',
  {
    disconnectionsAnHour: Type.Integer({
      minimum: 0,
      maximum: 100_000,
      description:
        'Meters that one person may switch off within an hour, all persons and head-ends together.',
    }),
    disconnectionsAtOnce: Type.Integer({
      minimum: 0,
      maximum: 100_000,
      description: 'Meters that an activity of one person may switch off.',
    }),
    finalReading: Type.Boolean({ description: 'Whether a disconnection asks for a final reading first.' }),
    unsignedImages: Type.Boolean({
      description: 'Whether `POST /firmware-images` still takes images without a signature.',
    }),
    debtHours: Type.Object(
      {
        weekdays: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
          uniqueItems: true,
          maxItems: 7,
          description: 'Monday is 1, Sunday 7.',
        }),
        from: timeOfDay,
        to: timeOfDay,
        holidays: Type.Array(localDate('Local day.'), { uniqueItems: true, maxItems: 400 }),
      },
      {
        additionalProperties: false,
        description:
          'When supplies may be switched off for debt, in the zone of the list of debts; never on holidays.',
      },
    ),
  },
  'Settings of the brakes on orders that switch supplies off.',
)
export type Brakes = Static<typeof brakes>

export const brakeResources = [
  approval,
  approving,
  rejecting,
  protectedCustomer,
  newProtectedCustomer,
  brakes,
]
