import { defaulted, instant, nullable, query, resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'

const refusedResult = resource(
  'RefusedResult',
  {
    key: Type.String({ description: 'By which the concentrator names it.' }),
    aca: Type.String({ description: 'Address of the meter on its line.' }),
    serial: nullable('string', { description: 'Of the meter, where it is known.' }),
    kind: Type.String({ examples: ['profile-day'] }),
    reason: Type.Enum(['foreign', 'impossible', 'refused'], {
      description:
        'foreign: the concentrator does not serve that meter; impossible: a time or a name that no meter can have; refused: the store does not take it.',
    }),
    detail: Type.String(),
    content: Type.String({ description: 'The result as it came, JSON; its first 4000 characters.' }),
    receivedAt: instant('When it came last.'),
  },
  'A result of a concentrator that is not stored and never will be.',
)
export type KeptRefusal = Static<typeof refusedResult>

export const refusedResultQuery = query({
  limit: defaulted(
    Type.Integer({ minimum: 1, maximum: 500, default: 50, description: 'The latest so many.' }),
  ),
})
export const refusedResultList = wholeList(refusedResult, 'The latest, newest first; at most 500 are kept.')

export const uplinkResources = [refusedResult]
