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

export const exportLimit = programme({
  kind: 'export-limit',
  title: 'Limit what local generation feeds in',
  parameters: Type.Object(
    {
      watts: power('Power, W', 'What may be fed in, mean of a quarter hour; 0 lets nothing out.'),
      object: instance('limiter of what is fed in'),
    },
    { additionalProperties: false },
  ),
  subject: ({ object }) => subjectAt('limit', object, obisCodes.exportLimiter),
  async perform(meter, { watts, object }) {
    const found = await limiterOf(meter, 'export', object)
    if (isStep(found)) return { steps: [found] }
    return { steps: await settle(meter, wantedNumber(classes.limiter, found.obis, 'thresholdNormal', watts)) }
  },
})
