import { counterNames } from '@ferraris/chain2'
import { instant, nullable, resource } from '@ferraris/service'
import { Type } from 'typebox'

const watts = nullable('integer')

function reading(description: string) {
  return Type.Union(
    [Type.Object({ value: Type.Integer(), at: instant('By the clock of the meter.') }), Type.Null()],
    {
      description,
    },
  )
}

export const simulatedCustomerDevice = resource(
  'SimulatedCustomerDevice',
  {
    endDevice: Type.String({ description: 'Serial number of the meter that it hears.' }),
    device: Type.String(),
    time: instant('By the clock of the device.'),
    trouble: Type.Union([Type.String(), Type.Null()], {
      description: 'Why it has no data, where it has none.',
    }),
    association: Type.Enum(['waiting', 'keys', 'associated'], {
      description: 'Whether keys have come, and a frame under them.',
    }),
    power: reading('W; null while it is not known.'),
    tariff: reading('The tariff now.'),
    contractPower: watts,
    availablePower: watts,
    alert: Type.Union([
      Type.Object(
        {
          state: Type.Enum(['exceeded', 'open']),
          since: instant('Since when more is drawn than is available.'),
          power: Type.Integer(),
          availablePower: Type.Integer(),
          countdown: Type.Union([Type.Integer(), Type.Null()], {
            description: 'Seconds until the limiter opens; null while it will not.',
          }),
        },
        { description: 'More is drawn than is available.' },
      ),
      Type.Null(),
    ]),
    days: Type.Array(
      Type.Object({
        date: Type.String({ format: 'date' }),
        values: Type.Array(Type.Union([Type.Integer(), Type.Null()]), {
          description: 'Wh of each quarter; null is not known.',
        }),
        filled: Type.Integer({ description: 'Quarters that only the frame of the next one brought.' }),
      }),
      { description: 'The oldest first.' },
    ),
    counters: Type.Array(
      Type.Object({
        day: Type.String({ format: 'date' }),
        ...(Object.fromEntries(counterNames.map(name => [name, Type.Integer()])) as Record<
          (typeof counterNames)[number],
          ReturnType<typeof Type.Integer>
        >),
        powerLoss: Type.Boolean({
          description: 'It was without supply on that day: the day does not count.',
        }),
      }),
      { description: 'Messages that were received, copies apart.' },
    ),
    heard: Type.Array(
      Type.Object({
        at: instant('When it came.'),
        frame: Type.Integer({ description: 'Number of the compact frame.' }),
        values: Type.Record(Type.String(), Type.Unknown(), { description: 'Its fields.' }),
      }),
      { description: 'The newest first, since the district was started.' },
    ),
    replicas: Type.Integer({ description: 'Copies that were received.' }),
  },
  'What the device of a simulated customer shows, and what it has heard.',
)

export const customerDeviceResources = [simulatedCustomerDevice]
