import { instant, nullable, nullableInstant, pageQuery, query, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'

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

export const approvalResources = [approval, approving, rejecting]
