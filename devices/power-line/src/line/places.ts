import type { ApplianceName } from '../physics/appliances.ts'
import { cableLoss, type Phase } from '../physics/attenuation.ts'
import { mixText } from '../simulation/random.ts'
import type { District } from './district.ts'

/** Where stations may be attached: a home, or the busbar of a substation. */
export interface Place {
  readonly id: string
  readonly box: string
  readonly phases: readonly Phase[]
  /** What is lost on the service cable, dB. */
  readonly serviceLoss: number
  readonly appliances: readonly ApplianceName[]
  /** Its own random value, by its name: independent of other places. */
  readonly chance: number
}

/** Coupler, fuse and main switch of a home, dB. */
const coupling = 2

/** All places of a district: the substations first, then the homes, in the order of the plan. */
export function placesOf(district: District, carrier: number, seed: number): Place[] {
  return [
    ...district.plan.substations.map(
      (id): Place => ({
        id,
        box: id,
        phases: [1, 2, 3],
        serviceLoss: 0,
        appliances: [],
        chance: mixText(seed, id),
      }),
    ),
    ...Array.from(
      district.homes,
      ({ id, box, phases, metres, appliances = [] }): Place => ({
        id,
        box,
        phases,
        serviceLoss: coupling + cableLoss('service', metres, carrier),
        appliances,
        chance: mixText(seed, id),
      }),
    ),
  ]
}
