import { describeData } from '@ferraris/cosem'
import { Type } from 'typebox'
import { objectName as wholeName } from '../../objects/object-name.ts'
import { objectName } from '../forms/names.ts'
import { type AttributeReading, programme, type Step } from '../programme.ts'
import { targetOf } from '../steps/settle.ts'

export const readAttributes = programme({
  kind: 'read-attributes',
  title: 'Read any attributes',
  parameters: Type.Object(
    {
      attributes: Type.Array(
        Type.Object(
          {
            object: objectName('Object', 'Name of the object.'),
            attribute: Type.Optional(
              Type.Integer({
                title: 'Attribute',
                description: 'Its number in the class.',
                minimum: 1,
                maximum: 127,
                default: 2,
              }),
            ),
          },
          { additionalProperties: false },
        ),
        { title: 'Attributes', description: 'What to read.', minItems: 1, maxItems: 200 },
      ),
    },
    { additionalProperties: false },
  ),
  async perform(meter, { attributes }) {
    const list = await meter.objects()
    const requests = attributes.map(({ object, attribute = 2 }) => {
      const obis = wholeName(object)
      return { classId: list.get(obis)?.classId ?? 0, obis, attribute }
    })
    const known = requests.filter(({ classId }) => classId > 0)
    const answers = new Map((await meter.answers(...known)).map((answer, i) => [known[i], answer]))
    const found: AttributeReading[] = []
    const steps = requests.map((request): Step => {
      const answer = answers.get(request) ?? { refused: 'object-undefined' }
      const target = targetOf(request)
      if ('refused' in answer) return { target, outcome: 'refused', reason: answer.refused }
      found.push({ ...request, data: answer.data })
      return { target, outcome: 'done', found: describeData(answer.data) }
    })
    return { steps, readings: { attributes: found } }
  },
})
