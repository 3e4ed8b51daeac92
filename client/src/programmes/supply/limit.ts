import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import { Type } from 'typebox'
import { instance } from '../forms/names.ts'
import { programme } from '../programme.ts'
import { isStep, locate } from '../steps/locate.ts'
import { settle, wantedNumber } from '../steps/settle.ts'

/** The most that an order limits to, W: no limit in practice. */
export const mostWatts = 10_000_000

export const limit = programme({
  kind: 'limit',
  title: 'Limit the supply',
  parameters: Type.Object(
    {
      watts: Type.Integer({
        title: 'Power, W',
        description:
          'What the supply may draw before the meter opens its switch; 10,000,000 is no limit in practice.',
        minimum: 0,
        maximum: mostWatts,
      }),
      object: instance('limiter'),
    },
    { additionalProperties: false },
  ),
  async perform(meter, { watts, object }) {
    const found = await locate(meter, {
      classId: classes.limiter.classId,
      what: 'limiter of the supply',
      usual: obisCodes.limiter,
      given: object,
    })
    if (isStep(found)) return { steps: [found] }
    return { steps: await settle(meter, wantedNumber(classes.limiter, found.obis, 'thresholdNormal', watts)) }
  },
})
