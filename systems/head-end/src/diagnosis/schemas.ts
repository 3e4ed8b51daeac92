import { diagnosisSections } from '@ferraris/client'
import {
  defaulted,
  instant,
  nullable,
  nullableInstant,
  query,
  ref,
  resource,
  wholeList,
} from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { severity } from '../events/schemas.ts'
import { obis, serial } from '../inventory/identifiers.ts'
import { deviceState } from '../inventory/schemas.ts'

const reasons = ['suspicion', 'planned-maintenance', 'unplanned-maintenance', 'removal', 'routine'] as const
const uuid = Type.String({ format: 'uuid' })

const reason = Type.Enum([...reasons], { description: 'What the snapshot is for.' })

export const diagnosisRequest = resource(
  'DiagnosisRequest',
  {
    reason,
    note: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
    workRequest: Type.Optional(
      Type.String({
        format: 'uuid',
        description: 'Work on site that the snapshot is attached to; it must have a line for the meter.',
      }),
    ),
    workOrder: Type.Optional(
      Type.String({
        format: 'uuid',
        description: 'Work order of the meter that the snapshot is attached to.',
      }),
    ),
  },
  'Why a meter is looked at, and for which work.',
)
export type DiagnosisRequest = Static<typeof diagnosisRequest>

const item = resource(
  'DiagnosisItem',
  {
    section: Type.Enum([...diagnosisSections]),
    obis,
    attribute: Type.Integer(),
    name: Type.String(),
    outcome: Type.Enum(['read', 'absent', 'refused', 'unanswered'], {
      description:
        'absent: the meter has no such object; refused: it does not tell; unanswered: the session had ended.',
    }),
    value: Type.Union([Type.Number(), Type.String(), Type.Boolean(), Type.Null()]),
    unit: Type.Optional(Type.String()),
    bits: Type.Optional(Type.Array(Type.String(), { description: 'What the bits that are set stand for.' })),
    detail: Type.Optional(Type.String({ description: 'Why there is no value.' })),
  },
  'An attribute that a diagnosis asked for. None of them holds a key.',
)

const event = Type.Object({
  log: obis,
  time: nullableInstant('By the clock of the meter.'),
  code: Type.Integer({
    description: 'Number of the event; of 1.0.99.97.0.255 the seconds that the failure lasted.',
  }),
  name: Type.String(),
  severity,
})

const known = Type.Object(
  {
    state: deviceState,
    lastContact: nullableInstant('When it was heard last before.'),
    lastError: nullable('string'),
    model: nullable('string'),
    clients: Type.Array(Type.Integer(), {
      description: 'Clients of ours that have keys or secrets of the meter.',
    }),
    stagedKeys: Type.Boolean({ description: 'Whether new keys are under way to it.' }),
    line: Type.Union(
      [
        Type.Object({
          concentrator: nullable('string'),
          hops: nullable('integer'),
          success: nullable('number'),
          snr: nullable('number'),
          signal: nullable('number'),
        }),
        Type.Null(),
      ],
      { description: 'Of a meter on a power line: how its concentrator hears it.' },
    ),
    registers: Type.Array(
      Type.Object({
        obis,
        name: Type.String(),
        value: Type.Number(),
        unit: Type.String(),
        time: instant('When it had this value.'),
      }),
      { description: 'The last readings in the store.' },
    ),
    openOrders: Type.Integer(),
  },
  { description: 'What the head-end knew of the meter before it asked.' },
)

const head = {
  id: uuid,
  endDevice: serial,
  takenAt: instant('When the session began.'),
  takenBy: Type.String(),
  reason,
  note: nullable('string'),
  workRequest: nullable('string'),
  workOrder: nullable('string'),
}
const session = Type.Object({
  outcome: Type.Enum(['complete', 'broken', 'silent', 'refused', 'failed', 'unreached'], {
    description:
      'broken: it ended before all was asked; silent, refused, failed, unreached: it came to nothing, and only what was known is here.',
  }),
  layer: nullable('string', { description: 'Where it stopped.' }),
  detail: nullable('string'),
  milliseconds: Type.Integer(),
})
const counts = Type.Object({
  read: Type.Integer(),
  absent: Type.Integer(),
  refused: Type.Integer(),
  unanswered: Type.Integer(),
})

export const diagnosisSummary = resource(
  'DiagnosisSummary',
  {
    ...head,
    outcome: session.properties.outcome,
    counts,
    faults: Type.Array(Type.String(), { description: 'Bits of error and alarm registers that are set.' }),
  },
  'A snapshot of a meter, in short.',
)
export type DiagnosisSummary = Static<typeof diagnosisSummary>

export const diagnosis = resource(
  'Diagnosis',
  {
    ...head,
    session,
    clockOffsetSeconds: nullable('number', { description: 'Clock of the meter minus ours.' }),
    known,
    items: Type.Array(ref(item)),
    events: Type.Array(event, { description: 'The latest of each log within 30 days, oldest first.' }),
  },
  'A snapshot of a meter: what it said in one session, item by item, and what was known of it.',
)
export type Diagnosis = Static<typeof diagnosis>

export const diagnosisParams = Type.Object({ id: uuid })
export const reportQuery = query({
  format: defaulted(Type.Enum(['json', 'pdf'], { default: 'pdf' })),
})
export const diagnosesQuery = query({
  workRequest: Type.Optional(uuid),
  limit: defaulted(
    Type.Integer({ minimum: 1, maximum: 100, default: 50, description: 'The newest so many.' }),
  ),
})
export const diagnosisList = wholeList(diagnosisSummary, 'Snapshots, the newest first.')

export const diagnosisResources = [diagnosisRequest, item, diagnosisSummary, diagnosis]
