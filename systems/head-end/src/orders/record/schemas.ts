import {
  defaulted,
  instant,
  localDate,
  nullable,
  nullableInstant,
  pageQuery,
  query,
  ref,
  resource,
  wholeList,
} from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { serial } from '../../inventory/identifiers.ts'
import { concentratorId } from '../../network/identifiers.ts'
import { frame } from '../../on-demand/schemas.ts'
import { kindNames } from '../kinds/kinds.ts'
import { causeCodes } from './causes.ts'
import { controlPriorities } from './priorities.ts'
import { controlStates, ways } from './states.ts'
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
    kind: Type.Enum([...kindNames], {
      description: 'What is to be done: at `endDevice`, or `discover` by `concentrator`.',
    }),
    parameters: Type.Optional(
      Type.Unsafe<Readonly<Record<string, unknown>>>({
        type: 'object',
        additionalProperties: true,
        maxProperties: 32,
        description: 'What the kind needs; those of the first kinds may stand beside `kind`, as below.',
      }),
    ),
    connected: Type.Optional(Type.Boolean({ description: 'switch: whether the customer is to have power.' })),
    watts: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000, description: 'limit.' })),
    from: Type.Optional(day),
    to: Type.Optional(day),
    image: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{64}$', description: 'firmware: SHA-256 of an uploaded image.' }),
    ),
    mostAttempts: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100, description: 'Sessions that are tried at most; default 10.' }),
    ),
    priority: defaulted(Type.Enum([...controlPriorities], { default: 'on-demand' })),
    notBefore: Type.Optional(instant('Not to be begun earlier.')),
    expires: Type.Optional(instant('Not to be begun later; default: in an hour, firmware in a week.')),
    despiteProtection: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 500,
        description:
          'Why the supply of a protected customer is to be switched off all the same; an administrator decides.',
      }),
    ),
  },
  { $id: 'EndDeviceControlRequest', description: 'An order.', additionalProperties: false },
)
export type ControlRequest = Static<typeof controlRequest>

const controlState = Type.Enum([...controlStates], {
  description:
    'queued: not on its way. sent: not confirmed by the concentrator yet, which reports accepted. running: a session with the meter is under way, or one has been tried. It ends as verified (read back as wanted), done, refused, failed, expired or cancelled.',
})

const controlStep = Type.Object(
  {
    action: Type.Optional(
      Type.String({ description: 'Of a sequence or configuration: number and kind of the action.' }),
    ),
    target: Type.String({ description: 'Object and attribute, or object and method.' }),
    outcome: Type.Enum(['verified', 'done', 'refused', 'differs']),
    wrote: Type.Optional(Type.String()),
    found: Type.Optional(Type.String()),
    reason: Type.Optional(Type.String()),
  },
  { description: 'What became of one step, as the meter itself told it.' },
)
export type ControlStep = Static<typeof controlStep>

const controlProperties = {
  id: Type.String(),
  endDevice: nullable('string'),
  concentrator: nullable('string', {
    description: 'The one that serves the meter; null for a meter with a connection of its own.',
  }),
  way: Type.Enum([...ways], {
    description: 'A job of the concentrator, a session with the meter, or work in the field.',
  }),
  activity: nullable('string', { description: 'The activity of which it is a line.' }),
  kind: Type.Enum([...kindNames]),
  parameters: Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }),
  priority: Type.Enum([...controlPriorities]),
  state: controlState,
  released: Type.Boolean({ description: 'Whether it may be begun.' }),
  attempts: Type.Integer(),
  mostAttempts: Type.Integer({ description: 'Sessions that are tried at most.' }),
  cause: Type.Union([Type.Enum([...causeCodes]), Type.Null()], {
    description: 'Why it came to nothing, as a code.',
  }),
  detail: nullable('string', { description: 'Why, in words.' }),
  waitsFor: Type.Union([Type.Enum([...waitingReasons]), Type.Null()], {
    description:
      'While it is open, for what: `cancellation` to be confirmed, a concentrator that serves the meter (`no-concentrator`), the connection of its `concentrator`, its `time`, the `approval` of a second person, its `release`; of a line of an activity, whose `start`, whose resumption after a `pause`, whose next `stage` or `hours` it waits for, or room in its `pace`; the `confirmation` of the concentrator, its `turn`, or the `meter`, which has not answered yet.',
  }),
  requestedBy: Type.String(),
  cancelledBy: nullable('string', { description: 'Who has asked to cancel it.' }),
  requested: instant('When it was asked for.'),
  sent: nullableInstant('When it went out first: to the concentrator, or to the meter.'),
  confirmed: nullableInstant('When the meter had done it.'),
  verified: nullableInstant('When the meter was read back and showed what was wanted.'),
  createdAt: instant('As `requested`.'),
  notBefore: nullableInstant('It is not begun earlier.'),
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
    steps: Type.Array(controlStep, {
      description: 'What the meter said of each step, of the session or job that ended it.',
    }),
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

const controlKind = resource(
  'EndDeviceControlKind',
  {
    kind: Type.String(),
    title: Type.String(),
    parameters: Type.Unsafe<Record<string, unknown>>({
      type: 'object',
      additionalProperties: true,
      description: 'JSON schema of `parameters`.',
    }),
    isOfConcentrator: Type.Boolean({ description: 'Whether it is to `concentrator`, not to `endDevice`.' }),
    hasSession: Type.Boolean({ description: 'Whether it goes in a session with the meter.' }),
    hasJob: Type.Boolean({ description: 'Whether concentrators have a task for it.' }),
  },
  'Something that can be ordered.',
)
export const controlKinds = wholeList(controlKind, 'All kinds of orders.')

const controlSession = resource(
  'EndDeviceControlSession',
  {
    attempt: Type.Integer(),
    at: instant('When it ended.'),
    frames: Type.Array(ref(frame), {
      description: 'The first 64 KiB of them, decoded under the keys of today.',
    }),
  },
  'What went over the wire for an order in one session.',
)
export const controlSessions = wholeList(controlSession, 'Sessions of the last 30 days, the first one first.')

export const controlParams = Type.Object({ id: Type.String({ maxLength: 64 }) })

export const controlQuery = query({
  endDevice: Type.Optional(serial),
  concentrator: Type.Optional(concentratorId),
  activity: Type.Optional(Type.String({ maxLength: 64 })),
  kind: Type.Optional(Type.Enum([...kindNames])),
  state: Type.Optional(controlState),
  cause: Type.Optional(Type.Enum([...causeCodes])),
  ...pageQuery,
})
export type ControlFilter = Static<typeof controlQuery>

export const controlResources = [
  controlSession,
  controlKind,
  controlRequest,
  endDeviceControl,
  endDeviceControlDetail,
]
