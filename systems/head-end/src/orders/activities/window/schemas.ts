import { localDate } from '@ferraris/service'
import { type Static, Type } from 'typebox'

const timeOfDay = Type.String({
  pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
  description: 'Local time of day, 00:00 to 23:59.',
  examples: ['22:00'],
})

export const dailyHours = Type.Object(
  {
    from: timeOfDay,
    to: timeOfDay,
    days: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
        minItems: 1,
        maxItems: 7,
        uniqueItems: true,
        description: 'Days of the week on which the hours begin, 1 is Monday; default all.',
      }),
    ),
    holidays: Type.Optional(
      Type.Array(localDate('Local day.'), {
        uniqueItems: true,
        maxItems: 400,
        description: 'Days on which the hours do not begin.',
      }),
    ),
  },
  {
    additionalProperties: false,
    description:
      'Hours of the day in which orders are released, by the clock on the wall in `timeZone`; `to` before `from` is over midnight.',
  },
)
export type DailyHours = Static<typeof dailyHours>
