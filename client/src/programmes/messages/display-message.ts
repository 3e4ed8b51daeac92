import { data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import { Type } from 'typebox'
import { instance } from '../forms/names.ts'
import { seconds } from '../forms/quantities.ts'
import { hasFailed, programme, type Step } from '../programme.ts'
import { isStep, locate } from '../steps/locate.ts'
import { settle, type Wanted } from '../steps/settle.ts'

const { classId, attributes } = classes.data
const attribute = attributes.value.id

export const displayMessage = programme({
  kind: 'display-message',
  title: 'Show a message on the meter',
  parameters: Type.Object(
    {
      text: Type.String({
        title: 'Text',
        description: 'What the display shows; an empty text takes the message away.',
        maxLength: 160,
      }),
      seconds: Type.Optional(
        seconds('Duration, s', 'How long it is shown; 0: until another message comes.', 366 * 86_400),
      ),
      priority: Type.Optional(
        Type.Integer({
          title: 'Priority',
          description: '0 to 3: a meter keeps a message while one of lower priority comes.',
          minimum: 0,
          maximum: 3,
        }),
      ),
      object: instance('object of the message (class 1)'),
    },
    { additionalProperties: false },
  ),
  subject: () => 'display',
  async perform(meter, { text, seconds: duration, priority, object }) {
    const steps: Step[] = []
    if (duration !== undefined || priority !== undefined) {
      const value = data.structure(data.unsigned(priority ?? 0), data.doubleLongUnsigned(duration ?? 0))
      const terms = await locate(meter, {
        classId,
        what: 'priority and duration of messages',
        usual: obisCodes.displayTerms,
        isOther: () => false,
      })
      if (isStep(terms)) return { steps: [terms] }
      steps.push(...(await settle(meter, { classId, obis: terms.obis, attribute, name: 'terms', value })))
    }
    if (steps.some(hasFailed)) return { steps }
    const found = await locate(meter, {
      classId,
      what: 'message of the display',
      usual: obisCodes.displayMessage,
      given: object,
      isOther: () => false,
    })
    if (isStep(found)) return { steps: [...steps, found] }
    const message: Wanted = {
      classId,
      obis: found.obis,
      attribute,
      name: 'message',
      // Most meters hold it as octets, some as text.
      value: now =>
        now?.type === 'visible-string' || now?.type === 'utf8-string'
          ? { type: now.type, value: text }
          : data.octets(new TextEncoder().encode(text)),
    }
    return { steps: [...steps, ...(await settle(meter, message))] }
  },
})
