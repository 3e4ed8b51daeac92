import { describeData } from '@ferraris/cosem'
import { Type } from 'typebox'
import type { Answer } from '../../session/query.ts'
import { instance } from '../forms/names.ts'
import { programme, type Step } from '../programme.ts'
import { isStep } from '../steps/locate.ts'
import { refused } from '../steps/refusal.ts'
import { loadSideTarget, loadSideVoltage } from './load-side.ts'
import { look, readingOf } from './sight.ts'

export const readSupply = programme({
  kind: 'read-supply',
  title: 'Read where the supply switch stands',
  parameters: Type.Object({ object: instance('disconnect control') }, { additionalProperties: false }),
  async perform(meter, { object }) {
    const sight = await look(meter, object)
    if (isStep(sight)) return { steps: [sight] }
    const { name, output, state, mode, loadSide } = sight
    const supply = readingOf(sight)
    const voltage = loadSideVoltage(loadSide)
    const steps = [
      stepOf(`${name} outputState`, output),
      { ...stepOf(`${name} controlState`, state), ...(supply && { found: supply.controlState }) },
      stepOf(`${name} controlMode`, mode),
      // A meter that does not measure it is none the worse.
      ...(voltage === undefined
        ? []
        : [{ target: loadSideTarget, outcome: 'done', found: voltage.found } as const]),
    ]
    return { steps, ...(supply && { readings: { supply } }) }
  },
})

function stepOf(target: string, answer: Answer | undefined): Step {
  return answer === undefined || 'refused' in answer
    ? refused(target, `the meter refuses: ${answer?.refused ?? 'other-reason'}`)
    : { target, outcome: 'done', found: describeData(answer.data) }
}
