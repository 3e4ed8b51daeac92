import { instant, localDate, nullable, nullableInstant, resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'

export const deletionStates = ['requested', 'withdrawn', 'refused', 'done'] as const
export type DeletionState = (typeof deletionStates)[number]

export const dataDeletion = resource(
  'DataDeletion',
  {
    id: Type.String({ format: 'uuid' }),
    agreement: Type.String({ format: 'uuid' }),
    customer: Type.String(),
    usagePoint: Type.String(),
    from: localDate('First day.'),
    to: localDate('Last day, included.'),
    state: Type.Enum([...deletionStates], {
      description:
        'requested: an operator has to decide within a month; withdrawn by the customer; refused, for `reason`; done.',
    }),
    requestedAt: instant('When the customer asked.'),
    decidedAt: nullableInstant('When it was decided.'),
    decidedBy: nullable('string'),
    reason: nullable('string', { description: 'Why it was refused.' }),
    blocks: nullable('integer', { description: 'Days of load profiles deleted, register by register.' }),
    readings: nullable('integer', { description: 'Register readings deleted.' }),
    keptReadings: nullable('integer', {
      description: 'Readings of the first midnight of a month: invoices rest on them, so they stay.',
    }),
  },
  'Demand of a customer that its readings be deleted, and what became of it.',
)
export type DataDeletion = Static<typeof dataDeletion>

export const newDataDeletion = resource(
  'NewDataDeletion',
  {
    agreement: Type.String({ format: 'uuid', description: 'The `id` of one of the own `/shared-data`.' }),
    from: Type.Optional(localDate('First day; default: the first of the agreement.')),
    to: Type.Optional(
      localDate(
        'Last day, included; default: the last possible one, the end of last month, or of the agreement.',
      ),
    ),
  },
  'What is to be deleted.',
)
export type NewDataDeletion = Static<typeof newDataDeletion>

export const refusedDeletion = resource(
  'DataDeletionRefusal',
  { reason: Type.String({ minLength: 1, maxLength: 500 }) },
  'Why a demand is refused: the customer reads it.',
)

export const deletionParams = Type.Object({ id: Type.String({ format: 'uuid' }) })
export const deletionList = wholeList(
  dataDeletion,
  'Those that wait first, then the newest; the last thousand.',
)
export const deletionResources = [dataDeletion, newDataDeletion, refusedDeletion]
