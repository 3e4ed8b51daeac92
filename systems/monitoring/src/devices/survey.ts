import { type Static, Type } from 'typebox'

const dwellings = ['flat', 'house', 'shop', 'other'] as const
const meterPlaces = ['in-home', 'hall', 'basement', 'meter-room', 'outside'] as const
const appliances = [
  'induction-hob',
  'heat-pump',
  'air-conditioner',
  'ev-charger',
  'photovoltaic-inverter',
  'battery',
  'led-lighting',
  'power-line-adapter',
  'washing-machine',
] as const

/** What the household is like, in kinds and figures, without names. */
export const survey = Type.Object(
  {
    dwelling: Type.Optional(Type.Enum([...dwellings])),
    residents: Type.Optional(Type.Integer({ minimum: 0, maximum: 50 })),
    floorArea: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: 'Square metres.' })),
    meterPlace: Type.Optional(Type.Enum([...meterPlaces])),
    distance: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1000, description: 'Metres of cable from meter to device.' }),
    ),
    contractPower: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, description: 'W' })),
    appliances: Type.Optional(Type.Array(Type.Enum([...appliances]), { maxItems: 20, uniqueItems: true })),
  },
  {
    additionalProperties: false,
    description: 'What the household is like, in kinds and figures, without names.',
  },
)
export type Survey = Static<typeof survey>
