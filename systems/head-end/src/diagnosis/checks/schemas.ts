import { pingVerdicts } from '@ferraris/client'
import {
  defaulted,
  instant,
  localDate,
  nullable,
  nullableInstant,
  query,
  ref,
  resource,
  wholeList,
} from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { serial } from '../../inventory/identifiers.ts'

export const checkVerdicts = [...pingVerdicts, 'concentrator-away', 'not-callable', 'busy'] as const

const verdict = Type.Enum([...checkVerdicts], {
  description:
    'reachable: the clock was read and our keys are right; no-link: nothing came back; no-association: a link, but the meter associates with no client of ours; key-fault: it tells the public client the time, and refuses our keys; concentrator-away, not-callable, busy: nothing was learnt of the meter.',
})

export const routineCheck = resource(
  'RoutineCheck',
  {
    endDevice: serial,
    concentrator: nullable('string'),
    checkedAt: instant('When it was checked.'),
    checkedBy: Type.String(),
    verdict,
    layer: nullable('string', { description: 'Where it stopped.' }),
    detail: nullable('string'),
    milliseconds: nullable('integer', { description: 'Until the clock was read.' }),
    clockOffsetSeconds: nullable('integer', { description: 'Clock of the meter minus ours.' }),
    lastContact: nullableInstant('When it was heard last.'),
  },
  'What a routine check of a meter showed.',
)
export type RoutineCheck = Static<typeof routineCheck>
export type CheckVerdict = RoutineCheck['verdict']

const limit = defaulted(
  Type.Integer({ minimum: 1, maximum: 1000, default: 200, description: 'So many at most.' }),
)
export const checksQuery = query({ limit })
export const checkList = wholeList(routineCheck, 'Checks, the newest first.')

export const nightQuery = query({
  night: Type.Optional(localDate('Local day; default the last one with checks.')),
  verdict: Type.Optional(verdict),
  limit,
})
export const nightList = Type.Object(
  {
    night: nullable('string', { format: 'date' }),
    endedAt: nullableInstant('When all were checked; null while it goes on.'),
    counts: Type.Record(Type.String(), Type.Integer(), { description: 'Meters by verdict.' }),
    items: Type.Array(ref(routineCheck)),
  },
  {
    description:
      'The meters that were silent, and what the check of the night showed; those not reachable first.',
  },
)

export const routineCheckResources = [routineCheck]
