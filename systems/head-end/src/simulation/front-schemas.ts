import { instant, resource } from '@ferraris/service'
import { Type } from 'typebox'
import { meterButtons, switchStates } from './front.ts'

const led = Type.Object({
  constant: Type.Number({ description: 'Pulses for each kWh or kvarh.' }),
  pulses: Type.Number({ description: 'Pulses in all: one more for each flash.' }),
})
const cover = Type.Enum(['open', 'closed'])

export const meterFront = resource(
  'SimulatedMeterFront',
  {
    serial: Type.String(),
    shown: instant('What its clock shows.'),
    dark: Type.Boolean({ description: 'Whether it is without supply, and shows nothing.' }),
    text: Type.Union([Type.String(), Type.Null()], {
      description: 'The message to the customer, else a welcome; null while a value is shown.',
    }),
    page: Type.Union([
      Type.Object(
        {
          number: Type.Integer(),
          obis: Type.String(),
          name: Type.String({ description: 'As the display has it, in English.' }),
          value: Type.Number(),
          unit: Type.String(),
        },
        { description: 'The value that was chosen with the buttons.' },
      ),
      Type.Null(),
    ]),
    leds: Type.Object({ active: led, reactive: led }),
    tariff: Type.Integer(),
    supply: Type.Enum([...switchStates], { description: 'State of the switch.' }),
    covers: Type.Object({ meter: cover, terminal: cover }),
    errors: Type.Array(Type.String(), {
      description: 'Errors that hold (F.F), by the names of their events.',
    }),
  },
  'The front of a simulated meter: display, lights, covers.',
)

export const pressOrder = resource(
  'SimulatedPress',
  {
    button: Type.Enum([...meterButtons], {
      description: 'Two scroll; `reconnect` closes a switch that is ready for it.',
    }),
  },
  'A button that is pressed.',
)

export const frontParams = Type.Object({
  serial: Type.String({ minLength: 1, maxLength: 64, description: 'Serial number of the meter.' }),
})

export const frontResources = [meterFront, pressOrder]
