import { defaulted, instant, nullable, nullableInstant, query, resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { serial } from '../../inventory/identifiers.ts'
import { steps } from '../schemas.ts'

/** Lines of one request; more meters are several requests. */
export const mostLines = 1000

export const workRequestCreation = resource(
  'WorkRequestCreation',
  {
    reason: Type.String({ minLength: 1, maxLength: 200, description: 'What the work is for.' }),
    controls: Type.Optional(
      Type.Array(Type.String({ maxLength: 64 }), {
        maxItems: mostLines,
        uniqueItems: true,
        description: 'Orders that came to nothing; each becomes a line, and is closed by its result.',
      }),
    ),
    activity: Type.Optional(
      Type.String({ maxLength: 64, description: 'All orders of this activity that came to nothing.' }),
    ),
    endDevices: Type.Optional(
      Type.Array(serial, {
        maxItems: mostLines,
        uniqueItems: true,
        description: 'Meters for which there is no order, for example because they cannot be reached.',
      }),
    ),
    steps: Type.Optional(steps),
  },
  'Work on site, of orders, of an activity, or `steps` at `endDevices`.',
)
export type WorkRequestCreation = Static<typeof workRequestCreation>

const line = Type.Object({
  endDevice: serial,
  control: nullable('string', { description: 'The order that it closes.' }),
  steps,
  why: Type.String({ description: 'Why it has to be done on site.' }),
  state: Type.Enum(['open', 'issued', 'failed', 'done', 'withdrawn'], {
    description:
      'open: in no work order yet; failed: a step failed on site, and may be done later all the same.',
  }),
  workOrder: nullable('string'),
  error: nullable('string', { description: 'What the field device said of the step that failed.' }),
  closedAt: nullableInstant('When its result came, or it was withdrawn.'),
})

const properties = {
  id: Type.String({ format: 'uuid' }),
  reason: Type.String(),
  activity: nullable('string'),
  createdAt: instant('When it was made.'),
  createdBy: Type.String(),
  state: Type.Enum(['open', 'issued', 'done', 'cancelled'], {
    description: 'issued: all lines that are not closed are in work orders; done: all lines are closed.',
  }),
  lines: Type.Object({
    total: Type.Integer(),
    open: Type.Integer(),
    issued: Type.Integer(),
    failed: Type.Integer(),
    done: Type.Integer(),
    withdrawn: Type.Integer(),
  }),
}

export const workRequest = resource('WorkRequest', properties, 'Work on site at some meters.')
export type WorkRequest = Static<typeof workRequest>

export const workRequestDetail = resource(
  'WorkRequestDetail',
  {
    ...properties,
    items: Type.Array(line),
    leftOut: Type.Array(Type.Object({ control: Type.String(), why: Type.String() }), {
      description: 'Only in the answer to its creation: orders that became no line.',
    }),
  },
  'Work on site, line by line.',
)
export type WorkRequestDetail = Static<typeof workRequestDetail>

export const workRequestIssue = resource(
  'WorkRequestIssue',
  {
    fieldDevice: Type.String({ maxLength: 64, description: 'Name of a field device that is approved.' }),
    notAfter: instant('Until when; at most 30 days from now.'),
  },
  'Which field device does the work.',
)
export type WorkRequestIssue = Static<typeof workRequestIssue>

export const workRequestFile = resource(
  'WorkRequestFile',
  {
    id: properties.id,
    issued: Type.Array(Type.Object({ endDevice: serial, workOrder: Type.String({ format: 'uuid' }) })),
    leftOut: Type.Array(Type.Object({ endDevice: serial, why: Type.String() })),
    document: Type.String({ description: 'The file for the field device, with all work orders.' }),
  },
  'Lines that are in work orders now: each meter has one of its own, signed, with its keys sealed.',
)
export type WorkRequestFile = Static<typeof workRequestFile>

export const workRequestParams = Type.Object({ id: properties.id })
export const workRequestQuery = query({
  activity: Type.Optional(Type.String({ maxLength: 64 })),
  limit: defaulted(
    Type.Integer({ minimum: 1, maximum: 500, default: 50, description: 'The newest so many.' }),
  ),
})
export const workRequestList = wholeList(workRequest, 'Work requests, the newest first.')

export const workRequestResources = [
  workRequestCreation,
  workRequest,
  workRequestDetail,
  workRequestIssue,
  workRequestFile,
]
