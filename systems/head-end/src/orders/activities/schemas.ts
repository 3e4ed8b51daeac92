import {
  defaulted,
  instant,
  nullable,
  nullableInstant,
  pageQuery,
  query,
  ref,
  resource,
} from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { controlPriorities } from '../record/priorities.ts'
import { include, reason, targets } from './targets/schemas.ts'
import { dailyHours } from './window/schemas.ts'

export const activityId = Type.String({
  pattern: '^[A-Za-z0-9._-]{1,48}$',
  description: 'Of the activity (letters, digits, dot, dash, underscore; at most 48).',
})

const underWay = Type.Integer({ minimum: 1, maximum: 100_000 })

const pace = Type.Object(
  {
    perConcentrator: Type.Optional(underWay),
    perCell: Type.Optional(underWay),
    overall: Type.Optional(underWay),
  },
  {
    additionalProperties: false,
    description:
      'How many orders may be under way at a time: at a concentrator, in a cell of the mobile network, and altogether. At a concentrator and in a cell the orders of all activities count.',
  },
)
export type Pace = Static<typeof pace>

export const activityPace = resource(
  'ActivityPace',
  {
    perConcentrator: Type.Optional(underWay),
    perCell: Type.Optional(underWay),
    overall: Type.Optional(underWay),
  },
  'The pace of an activity as a whole; what is not given is not bound.',
)

const share = Type.Number({ minimum: 0, maximum: 1 })

const stopRule = Type.Object(
  {
    share: Type.Number({
      minimum: 0,
      exclusiveMaximum: 1,
      description: 'The activity pauses itself when more than this share of a stage has failed.',
    }),
    least: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100_000,
        description: 'But not before so many have failed; default 1.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type StopRule = Static<typeof stopRule>

const parameters = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  additionalProperties: true,
  description: 'As of an order.',
})

const name = Type.String({
  minLength: 1,
  maxLength: 128,
  description: 'For people.',
  examples: ['Clocks of the north'],
})
const retries = Type.Integer({
  minimum: 0,
  maximum: 20,
  default: 3,
  description: 'How often an order that did not succeed is tried again at its meter.',
})
const stages = Type.Array(share, {
  maxItems: 10,
  description:
    'Shares of the meters that are done before the others wait for the outcome, rising: [0.01, 0.1] is a canary of 1 %, then up to 10 %, then all.',
})
const timeZone = Type.String({ maxLength: 64, description: 'IANA zone of the daily hours.' })

export const activityRequest = resource(
  'ActivityRequest',
  {
    id: Type.Optional(activityId),
    name,
    kind: Type.String({ maxLength: 64, description: 'As of an order.' }),
    parameters: Type.Optional(parameters),
    targets: ref(targets),
    include: defaulted(include),
    priority: defaulted(Type.Enum([...controlPriorities], { default: 'normal' })),
    retries: defaulted(retries),
    start: Type.Optional(instant('No order is released earlier; default: at once.')),
    expires: Type.Optional(instant('What is not done then, expires; default: a week after the start.')),
    hours: Type.Optional(dailyHours),
    timeZone: Type.Optional(timeZone),
    pace: Type.Optional(pace),
    stages: Type.Optional(stages),
    stopRule: Type.Optional(stopRule),
  },
  'An activity: one kind of order at many meters. The same `id` again answers with the same activity.',
)
export type ActivityRequest = Static<typeof activityRequest>

export const activityStates = ['planned', 'running', 'paused', 'done', 'cancelled'] as const
const activityState = Type.Enum([...activityStates], {
  description:
    'planned: before its start; running: orders are released, or wait for pace, stage, hours or approval; paused: none is released; done: all orders have an end; cancelled: by a person.',
})
export type ActivityState = Static<typeof activityState>

export const activityWaits = ['start', 'approval', 'hours', 'results'] as const

const counts = Type.Object(
  {
    total: Type.Integer({ description: 'Orders.' }),
    waiting: Type.Integer({ description: 'Not released yet.' }),
    open: Type.Integer({ description: 'Released, without an end.' }),
    succeeded: Type.Integer({ description: 'done and verified.' }),
    failed: Type.Integer({ description: 'refused, failed and expired.' }),
    cancelled: Type.Integer(),
  },
  { description: 'Orders by how far they are.' },
)
export type Counts = Static<typeof counts>

const activityProperties = {
  id: activityId,
  name,
  kind: Type.String(),
  parameters,
  state: activityState,
  waitsFor: Type.Union([Type.Enum([...activityWaits]), Type.Null()], {
    description:
      'While planned or running, for what: its `start`, the `approval` of a second person, the next daily `hours`, or the `results` of orders that are all released. Null while orders are released.',
  }),
  stopped: Type.Union(
    [
      Type.Object({
        at: instant('When.'),
        stage: Type.Integer(),
        failed: Type.Integer(),
        of: Type.Integer(),
      }),
      Type.Null(),
    ],
    { description: 'Not null when it paused itself by its stop rule: so many of a stage have failed.' },
  ),
  priority: Type.Enum([...controlPriorities]),
  retries,
  hours: Type.Union([dailyHours, Type.Null()]),
  timeZone,
  pace,
  stages,
  stage: Type.Integer({ description: 'The stage whose orders are released now, from 0.' }),
  stopRule: Type.Union([stopRule, Type.Null()]),
  include,
  start: instant('No order is released earlier.'),
  expires: instant('What is not done then, expires.'),
  debtList: nullable('string', {
    description: 'The list of debts for which it switches supplies off: its hours are those of the brakes.',
  }),
  replanOf: nullable('string', { description: 'The activity whose failures it does again.' }),
  createdAt: instant('When it was asked for.'),
  createdBy: Type.String(),
  startedAt: nullableInstant('When its first orders could be released.'),
  pausedAt: nullableInstant('Since when it is paused.'),
  endedAt: nullableInstant('When its last order had an end.'),
  opensAt: nullableInstant('When its daily hours begin next; null while it may release orders.'),
  counts,
  leftOut: Type.Integer({ description: 'Meters that were named and got no order.' }),
}

export const activity = resource('Activity', activityProperties, 'One kind of order at many meters.')
export type Activity = Static<typeof activity>

export const activityDetail = resource(
  'ActivityDetail',
  {
    ...activityProperties,
    states: Type.Array(Type.Object({ state: Type.String(), count: Type.Integer() }), {
      description: 'Orders by their own state.',
    }),
    byStage: Type.Array(Type.Object({ stage: Type.Integer(), counts }), { description: 'From 0.' }),
    byConcentrator: Type.Array(Type.Object({ concentrator: nullable('string'), counts }), {
      description: 'The most orders first; null for meters with a connection of their own. The first 1000.',
    }),
    failures: Type.Array(
      Type.Object({
        cause: nullable('string'),
        state: Type.String(),
        detail: nullable('string'),
        count: Type.Integer(),
      }),
      { description: 'Orders that failed, by cause, the most first; `detail` of one of them.' },
    ),
    leftOutBy: Type.Array(Type.Object({ reason, count: Type.Integer() })),
    replannedBy: Type.Array(Type.String(), { description: 'Activities that do its failures again.' }),
  },
  'An activity with its progress.',
)
export type ActivityDetail = Static<typeof activityDetail>

export const leftOutMeter = resource(
  'LeftOutMeter',
  {
    endDevice: Type.String({ description: 'Serial number, as it was named.' }),
    reason,
    detail: Type.String({ description: 'The reason in words.' }),
    exchangedFor: nullable('string', {
      description:
        'Of one that was removed: the meter that is at its usage point now. It is ordered when those left out are planned again.',
    }),
  },
  'A meter that an activity named and that got no order.',
)
export type LeftOutMeter = Static<typeof leftOutMeter>

export const activityParams = Type.Object({ id: activityId })
export const activityQuery = query({ state: Type.Optional(activityState), ...pageQuery })
export const leftOutQuery = query({ reason: Type.Optional(reason), ...pageQuery })
export const reportQuery = query({
  format: defaulted(Type.Enum(['csv', 'pdf'], { default: 'csv' })),
})

const replanStates = ['failed', 'refused', 'expired', 'cancelled', 'left-out'] as const

export const replanRequest = resource(
  'ActivityReplanRequest',
  {
    id: Type.Optional(activityId),
    name: Type.Optional(name),
    states: defaulted(
      Type.Array(Type.Enum([...replanStates]), {
        minItems: 1,
        uniqueItems: true,
        default: ['failed', 'refused', 'expired'],
        description: 'Which orders are given again; `left-out`: meters that got none, where they fit now.',
      }),
    ),
    start: Type.Optional(instant('No order is released earlier; default: at once.')),
    expires: Type.Optional(instant('Default: a week after the start.')),
    hours: Type.Optional(dailyHours),
    retries: Type.Optional(retries),
    pace: Type.Optional(pace),
  },
  'What is to be done again. What is not given stays as the activity has it; stages are not repeated.',
)
export type ReplanRequest = Static<typeof replanRequest>

export const activityResources = [
  activityPace,
  activityRequest,
  activity,
  activityDetail,
  leftOutMeter,
  replanRequest,
]
