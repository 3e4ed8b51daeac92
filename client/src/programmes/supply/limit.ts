import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import { Type } from 'typebox'
import { instance } from '../forms/names.ts'
import { power } from '../forms/quantities.ts'
import { subjectAt } from '../forms/subject.ts'
import { programme } from '../programme.ts'
import { isStep } from '../steps/locate.ts'
import { settle, wantedNumber } from '../steps/settle.ts'
import { limiterOf } from './limiter-of.ts'

export const limit = programme({
  kind: 'limit',
  title: 'Limit the supply',
  parameters: Type.Object(
    {
      watts: power('Power, W', 'What the supply may draw before the meter opens its switch.'),
      object: instance('limiter'),
    },
    { additionalProperties: false },
  ),
  risk: ({ watts }) => (watts === 0 ? 'disconnects' : 'none'),
  subject: ({ object }) => subjectAt('limit', object, obisCodes.limiter),
  async perform(meter, { watts, object }) {
    const found = await limiterOf(meter, 'import', object)
    if (isStep(found)) return { steps: [found] }
    return { steps: await settle(meter, wantedNumber(classes.limiter, found.obis, 'thresholdNormal', watts)) }
  },
})
