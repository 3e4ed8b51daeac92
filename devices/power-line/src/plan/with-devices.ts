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
const shareOnAnotherPhase = 0.1
const nextPhase = { 1: 2, 2: 3, 3: 1 } as const

/**
 * A plan whose homes have a customer's device each. It hangs behind the wiring of its home, beside the home's own appliances; that of
 * every tenth home is on another phase, where only the coupling of the cables reaches it.
 */
export function withDevices(plan: DistrictPlan, placesOf: (index: number) => DevicePlaces): DistrictPlan {
  const homes = plan.homes.flatMap((home, index): Home[] => {
    const { meter, device, seed } = placesOf(index)
    const random = randomFrom(seed)
    const [phase = 1] = home.phases
    return [
      { ...home, id: meter },
      {
        ...home,
        id: device,
        phases: [random() < shareOnAnotherPhase ? nextPhase[phase] : phase],
        metres: home.metres + leastWiring + (mostWiring - leastWiring) * random() ** 2,
      },
    ]
  })
  return { ...plan, homes }
}
