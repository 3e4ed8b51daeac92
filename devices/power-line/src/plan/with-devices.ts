import { randomFrom } from '../simulation/random.ts'
import type { DistrictPlan, Home } from './plan.ts'

/** Where meter and device of a home are plugged in, and the seed of the home's wiring. */
export interface DevicePlaces {
  readonly meter: string
  readonly device: string
  readonly seed: number
}

/** What outlets, loads and filters in a home take from a signal, told as metres of cable: from little to very much, mostly little. */
const [leastWiring, mostWiring] = [20, 260]

/**
 * A plan whose homes have a customer's device each. It hangs behind the wiring of its home, beside the home's own appliances. Where
 * the supply has one phase, all sockets are on it; of three, on which one is chance, and the meter sends into each.
 */
export function withDevices(plan: DistrictPlan, placesOf: (index: number) => DevicePlaces): DistrictPlan {
  const homes = plan.homes.flatMap((home, index): Home[] => {
    const { meter, device, seed } = placesOf(index)
    const random = randomFrom(seed)
    return [
      { ...home, id: meter },
      {
        ...home,
        id: device,
        phases: [home.phases[Math.floor(random() * home.phases.length)] ?? 1],
        metres: home.metres + leastWiring + (mostWiring - leastWiring) * random() ** 2,
      },
    ]
  })
  return { ...plan, homes }
}
