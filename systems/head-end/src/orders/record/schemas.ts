import { defaulted, instant, localDate, nullable, pageQuery, query, resource } from '@ferraris/service'
import { jobPriorities, jobStates, taskKinds } from '@ferraris/uplink'
import { type Static, Type } from 'typebox'
import { serial } from '../../inventory/identifiers.ts'
import { concentratorId } from '../../network/identifiers.ts'
import { waitingReasons } from './waits-for.ts'

const day = localDate('Local day.')

/** The tasks that operators may order; their members are those of interface G2 without the address. */
export const controlRequest = Type.Object(
  {
    id: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9._:-]{1,64}$',
        description:
          'Chosen by the client, so that the same order sent again is done once; default: a new one.',
      }),
    ),
    endDevice: Type.Optional(serial),
    concentrator: Type.Optional(concentratorId),
    kind: Type.Enum([...taskKinds], {
      description: 'What is to be done: at `endDevice`, or `discover` by `concentrator`.',
    }),
    connected: Type.Optional(Type.Boolean({ description: 'switch: whether the customer is to have power.' })),
    watts: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000, description: 'limit.' })),
    from: Type.Optional(day),
    to: Type.Optional(day),
    image: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{64}$', description: 'firmware: SHA-256 of an uploaded image.' }),
    ),
    priority: defaulted(Type.Enum([...jobPriorities], { default: 'on-demand' })),
    notBefore: Type.Optional(instant('Not to be begun earlier.')),
    expires: Type.Optional(instant('Not to be begun later; default: in an hour, firmware in a week.')),
  },
  { $id: 'EndDeviceControlRequest', description: 'An order.', additionalProperties: false },
)
export type ControlRequest = Static<typeof controlRequest>

const controlState = Type.Enum(['queued', 'sent', ...jobStates], {
  description: 'queued and sent: not confirmed by the concentrator yet; it reports the others.',
})
export type ControlState = Static<typeof controlState>

const controlProperties = {
  id: Type.String(),
  endDevice: nullable('string'),
  concentrator: concentratorId,
  kind: Type.Enum([...taskKinds]),
  parameters: Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }),
  priority: Type.Enum([...jobPriorities]),
  state: controlState,
  attempts: Type.Integer(),
  detail: nullable('string', { description: 'Why, in words.' }),
  waitsFor: Type.Union([Type.Enum([...waitingReasons]), Type.Null()], {
    description:
      'While it is open, for what: `cancellation` to be confirmed, a concentrator that serves the meter (`no-concentrator`), the connection of its `concentrator`, its `time`, the `confirmation` of the concentrator, its `turn` there, or the `meter`, which has not answered yet.',
  }),
  requestedBy: Type.String(),
  cancelledBy: nullable('string', { description: 'Who has asked to cancel it.' }),
  createdAt: instant('When it was asked for.'),
  expiresAt: instant('When it is of no use any more.'),
  changedAt: instant('When its state changed last.'),
  result: Type.Union([
    Type.Object(
      { kind: Type.String(), time: instant('When the meter was read.') },
      { description: 'What was read and is stored: ask for the readings of that time.' },
    ),
    Type.Null(),
  ]),
}

export const endDeviceControl = resource(
  'EndDeviceControl',
  controlProperties,
  'An order to a meter and its state.',
)
export type EndDeviceControl = Static<typeof endDeviceControl>

export const endDeviceControlDetail = resource(
  'EndDeviceControlDetail',
  {
    ...controlProperties,
    reports: Type.Array(
      Type.Object({
        at: instant("By the concentrator's clock."),
        state: controlState,
        attempts: Type.Integer(),
        detail: nullable('string'),
      }),
      { description: 'What the concentrator reported, oldest first.' },
    ),
  },
  'An order with its history.',
)
export type EndDeviceControlDetail = Static<typeof endDeviceControlDetail>

export const controlParams = Type.Object({ id: Type.String({ maxLength: 64 }) })

export const controlQuery = query({
  endDevice: Type.Optional(serial),
  concentrator: Type.Optional(concentratorId),
  state: Type.Optional(controlState),
  ...pageQuery,
})
export type ControlFilter = Static<typeof controlQuery>

export const controlResources = [controlRequest, endDeviceControl, endDeviceControlDetail]
