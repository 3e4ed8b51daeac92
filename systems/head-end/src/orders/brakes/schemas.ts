import { localDate, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'

const timeOfDay = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', examples: ['08:00'] })

export const brakes = resource(
  'Brakes',
  {
    disconnectionsAnHour: Type.Integer({
      minimum: 0,
      maximum: 100_000,
      description:
        'Meters that one person may switch off within an hour, all persons and head-ends together.',
    }),
    disconnectionsAtOnce: Type.Integer({
      minimum: 0,
      maximum: 100_000,
      description: 'Meters that an activity of one person may switch off.',
    }),
    finalReading: Type.Boolean({ description: 'Whether a disconnection asks for a final reading first.' }),
    unsignedImages: Type.Boolean({
      description: 'Whether `POST /firmware-images` still takes images without a signature.',
    }),
    debtHours: Type.Object(
      {
        weekdays: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
          uniqueItems: true,
          maxItems: 7,
          description: 'Monday is 1, Sunday 7.',
        }),
        from: timeOfDay,
        to: timeOfDay,
        holidays: Type.Array(localDate('Local day.'), { uniqueItems: true, maxItems: 400 }),
      },
      {
        additionalProperties: false,
        description:
          'When supplies may be switched off for debt, in the zone of the list of debts; never on holidays.',
      },
    ),
  },
  'Settings of the brakes on orders that switch supplies off.',
)
export type Brakes = Static<typeof brakes>
