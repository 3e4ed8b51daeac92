import { defaulted, instant, nullable, page, query, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { eventProfile } from '../events/schemas.ts'
import { obis, serial } from '../inventory/identifiers.ts'
import { findingKindNames } from './kinds.ts'
import { findingStates } from './tables.ts'

const id = Type.Integer({ minimum: 1 })
const kind = Type.Enum([...findingKindNames])
const state = Type.Enum([...findingStates], {
  description: 'dismissed and confirmed cases are opened again by new evidence only, as new cases.',
})

const properties = {
  id,
  kind,
  endDevice: nullable('string', { description: 'Of what it is; null where it is of a section.' }),
  concentrator: nullable('string', { description: 'Section of which it is, or that the meter belongs to.' }),
  state,
  danger: Type.Boolean({ description: 'People may be hurt.' }),
  score: Type.Number({ minimum: 0, maximum: 1, description: 'How sure; cases are ranked by it.' }),
  figure: nullable('number', { description: 'In `unit`.' }),
  unit: nullable('string', { examples: ['Wh'] }),
  openedAt: instant('When it was found first.'),
  lastEvidenceAt: instant('Of what came last.'),
  changedAt: instant('When its state changed last.'),
  changedBy: nullable('string'),
  comment: nullable('string'),
  workRequest: nullable('string', { description: 'Work on site that it led to.' }),
  proposal: Type.String({ description: 'What a visit is for.' }),
  evidenceCount: Type.Integer(),
}

export const findingCase = resource(
  'FindingCase',
  properties,
  'Something that a person should look into, ranked.',
)
export type FindingCase = Static<typeof findingCase>

export const findingDetail = resource(
  'FindingCaseDetail',
  {
    ...properties,
    evidence: Type.Array(
      Type.Object({
        at: instant('When it was.'),
        source: Type.Enum(['event', 'readings', 'balance']),
        detail: Type.String(),
        event: Type.Union([
          Type.Object({ profile: eventProfile, log: obis, code: Type.Integer(), name: Type.String() }),
          Type.Null(),
        ]),
      }),
      { description: 'The newest first.' },
    ),
  },
  'A case with what speaks for it.',
)
export type FindingDetail = Static<typeof findingDetail>

export const findingChange = resource(
  'FindingChange',
  {
    state,
    comment: Type.Optional(
      Type.String({ minLength: 1, maxLength: 1000, description: 'Needed to dismiss a case: why.' }),
    ),
  },
  'What became of a case.',
)
export type FindingChange = Static<typeof findingChange>

export const findingParams = Type.Object({ id })
export const findingQuery = query({
  state: Type.Optional(state),
  kind: Type.Optional(kind),
  endDevice: Type.Optional(serial),
  concentrator: Type.Optional(Type.String({ maxLength: 64 })),
  limit: defaulted(Type.Integer({ minimum: 1, maximum: 500, default: 100, description: 'Items a page.' })),
  cursor: Type.Optional(Type.String({ maxLength: 512, description: '`nextCursor` of the page before.' })),
})
export type FindingFilter = Static<typeof findingQuery>
export const findingPage = page(findingCase)
export const searchResult = Type.Object(
  { found: Type.Integer({ description: 'Cases that are new or have new evidence.' }) },
  { description: 'What a search brought.' },
)

export const findingResources = [findingCase, findingDetail, findingChange]
