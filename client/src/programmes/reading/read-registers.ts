import { Type } from 'typebox'
import { objectName as wholeName } from '../../objects/object-name.ts'
import type { RegisterAnswer } from '../../registers/quantity.ts'
import { objectName } from '../forms/names.ts'
import { programme, type Step } from '../programme.ts'

export const readRegisters = programme({
  kind: 'read-registers',
  title: 'Read registers',
  parameters: Type.Object(
    {
      registers: Type.Optional(
        Type.Array(objectName('Register', 'Name of a register.'), {
          title: 'Registers',
          description: 'Which to read; default: all.',
          minItems: 1,
          maxItems: 200,
        }),
      ),
    },
    { additionalProperties: false },
  ),
  async perform(meter, { registers }) {
    const found = await meter.registers(registers?.map(wholeName))
    return { steps: registers === undefined ? [] : found.map(stepOf), readings: { registers: found } }
  },
})

function stepOf(answer: RegisterAnswer): Step {
  const target = `${answer.obis} value`
  return 'refused' in answer
    ? { target, outcome: 'refused', reason: answer.refused }
    : { target, outcome: 'done', found: `${answer.text} ${answer.unit}`.trim() }
}
