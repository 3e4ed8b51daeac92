import { nullable, page, pageQuery, query, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { serial } from '../../inventory/identifiers.ts'

const place = Type.String({ minLength: 1, maxLength: 64 })

export const supplyPoint = resource(
  'SupplyPoint',
  {
    endDevice: serial,
    substation: { ...place, description: 'Transformer that supplies it.' },
    feeder: Type.Optional(Type.Union([place, Type.Null()], { description: 'Its feeder there.' })),
    phase: Type.Optional(
      Type.Union([Type.Enum(['L1', 'L2', 'L3']), Type.Null()], {
        description: 'Of a single-phase connection.',
      }),
    ),
  },
  'Where a meter hangs in the grid.',
)
export type SupplyPoint = Static<typeof supplyPoint>

export const supplyPointBody = Type.Object(
  { items: Type.Array(supplyPoint, { minItems: 1, maxItems: 10_000 }) },
  { additionalProperties: false },
)
export const supplyPointsTaken = resource(
  'SupplyPointsTaken',
  {
    taken: Type.Integer({ description: 'Supply points that are known now as given.' }),
    unknown: Type.Array(Type.String(), { description: 'Serial numbers that are not enrolled.' }),
  },
  'What became of the supply points given.',
)
export const supplyPointKnown = resource(
  'SupplyPointKnown',
  {
    endDevice: serial,
    substation: Type.String(),
    feeder: nullable('string'),
    phase: nullable('string'),
  },
  'Where a meter hangs in the grid, as network data say.',
)
export const supplyPointQuery = query({ substation: Type.Optional(place), ...pageQuery })
export const supplyPointPage = page(supplyPointKnown)
export const placeResources = [supplyPoint, supplyPointKnown, supplyPointsTaken]
