import { instant, nullable, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { severity } from '../../events/schemas.ts'
import { actions, type ProblemKind } from './kinds.ts'

export const problem = resource(
  'SystemProblem',
  {
    kind: Type.Enum(Object.keys(actions) as ProblemKind[], { description: 'What is wrong.' }),
    severity,
    since: instant('Since when, as far as known.'),
    concentrator: nullable('string', { description: 'Where, when it is at one concentrator.' }),
    endDevice: nullable('string', { description: 'Serial number, when it is one meter.' }),
    count: Type.Integer({ description: 'How many meters, orders or results it touches.' }),
    action: Type.String({ description: 'What to do about it.' }),
    href: Type.String({ description: 'Page of the console with what there is to see.' }),
  },
  'Something that an operator should know of and act on.',
)
export type Problem = Static<typeof problem>
