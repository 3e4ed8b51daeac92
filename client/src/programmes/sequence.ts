import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { DlmsMeter } from '../access/dlms-meter.ts'
import { ClientError } from '../client-error.ts'
import { checkedParameters } from './parameters.ts'
import {
  hasFailed,
  type Means,
  type Performed,
  type Programme,
  type ProgrammeReadings,
  programme,
  type Step,
} from './programme.ts'
import { refused } from './steps/refusal.ts'

/** What to do at a meter, by its kind and parameters. */
export interface Action {
  readonly kind: string
  readonly parameters: unknown
}

/** What happens after an action of which a step has failed. */
export type OnFailure = 'stop' | 'go-on'

export const actionForm = Type.Object(
  {
    kind: Type.String({ title: 'Kind', description: 'Kind of a programme.', minLength: 1, maxLength: 40 }),
    parameters: Type.Record(Type.String(), Type.Unknown(), {
      title: 'Parameters',
      description: 'Those of that kind.',
      default: {},
    }),
  },
  { additionalProperties: false },
)

/**
 * Performs several programmes in one association; each step says which action it belongs to. All parameters are checked before the
 * first action. Throws ClientError `parameters-wrong`.
 */
export async function performAll(
  meter: DlmsMeter,
  actions: readonly Action[],
  known: ReadonlyMap<string, Programme>,
  means: Means,
  onFailure: OnFailure,
): Promise<Performed> {
  const checked = actions.map(({ kind, parameters }, i) => {
    const one = known.get(kind)
    if (one === undefined)
      throw new ClientError('parameters-wrong', `actions/${i}/kind`, `there is no programme ${kind}`)
    return { one, parameters: checkedParameters(one, parameters) }
  })
  const steps: Step[] = []
  const readings: ProgrammeReadings[] = []
  for (const [i, { one, parameters }] of checked.entries()) {
    means.signal?.throwIfAborted()
    const action = `${i + 1} ${one.kind}`
    const done = await one.perform(meter, parameters, means)
    steps.push(...done.steps.map(step => ({ action, ...step })))
    if (done.readings !== undefined) readings.push(done.readings)
    if (onFailure === 'stop' && done.steps.some(hasFailed)) {
      const left = checked.slice(i + 1)
      const why = `not begun, because action ${i + 1} has failed`
      steps.push(
        ...left.map(({ one: later }, n) => ({
          action: `${i + n + 2} ${later.kind}`,
          ...refused(later.kind, why),
        })),
      )
      break
    }
  }
  return readings.length === 0 ? { steps } : { steps, readings: joined(readings) }
}

function joined(all: readonly ProgrammeReadings[]): ProgrammeReadings {
  const clock = all.findLast(one => one.clock !== undefined)?.clock
  const supply = all.findLast(one => one.supply !== undefined)?.supply
  return {
    registers: all.flatMap(one => one.registers ?? []),
    registersAt: all.flatMap(one => one.registersAt ?? []),
    profiles: all.flatMap(one => one.profiles ?? []),
    attributes: all.flatMap(one => one.attributes ?? []),
    ...(clock && { clock }),
    ...(supply && { supply }),
  }
}

/** Several programmes as one; it is no part of itself. */
export function sequenceOf(known: ReadonlyMap<string, Programme>) {
  return programme({
    kind: 'sequence',
    title: 'Several actions in one association',
    parameters: Type.Object(
      {
        actions: Type.Array(actionForm, {
          title: 'Actions',
          description: 'In the order in which they are performed.',
          minItems: 1,
          maxItems: 50,
        }),
        onFailure: Type.Optional(
          Type.Enum(['stop', 'go-on'], {
            title: 'On failure',
            description: 'Whether the actions after one that failed are performed.',
            default: 'stop',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    risk: ({ actions }) => {
      const risks = actions.map(({ kind, parameters }) => {
        const one = known.get(kind)
        // What does not fit is refused before anything is done.
        return (
          (one !== undefined && Value.Check(one.parameters, parameters) && one.risk?.(parameters)) || 'none'
        )
      })
      return risks.find(risk => risk === 'disconnects') ?? risks.find(risk => risk === 'legal') ?? 'none'
    },
    subject: () => 'sequence',
    async perform(meter, { actions, onFailure = 'stop' }, means) {
      return await performAll(meter, actions, known, means, onFailure)
    },
  })
}
