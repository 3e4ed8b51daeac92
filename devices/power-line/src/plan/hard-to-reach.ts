import { at } from '@ferraris/bytes'
import { cableLoss } from '../physics/attenuation.ts'
import { bands } from '../physics/bands.ts'
import { busiestHour, quietestHour } from '../physics/day.ts'
import { LinkQuality } from './link-quality.ts'
import type { DistrictPlan, Home } from './plan.ts'

/** Homes of a district that the line reaches with trouble, or not at all. */
export interface HardToReach {
  /** Reached in the quiet hours, and often in vain in busy ones. */
  readonly weak: readonly string[]
  /** Out of reach at any hour. */
  readonly hopeless: readonly string[]
}

/** SNR of the best link of a weak home in the busiest hour: of four short frames one comes through, of long ones fewer, dB. */
const weakSnr = 1
/** SNR of the best link of a hopeless home in the quietest hour, dB. */
const hopelessSnr = -8

/**
 * The plan, with some homes at the end of a service cable so long that they are hard to reach, as the last percents of a
 * real section are: farms, pumps, garages behind a courtyard.
 *
 * @param seed that of the line on which the plan will be
 */
export function hardToReach(plan: DistrictPlan, seed: number, { weak, hopeless }: HardToReach): DistrictPlan {
  const quality = new LinkQuality(plan, seed)
  const { carrier } = bands[plan.band]
  const dbPerMetre = cableLoss('service', 1, carrier)
  const farther = (home: Home, hour: number, snr: number): Home => {
    const best = Math.max(...quality.linksOf(home.id, hour).map(link => link.snr))
    return { ...home, metres: Math.round(home.metres + Math.max(0, best - snr) / dbPerMetre) }
  }
  return {
    ...plan,
    homes: plan.homes.map(home => {
      if (weak.includes(home.id)) return farther(home, busiestHour, weakSnr)
      return hopeless.includes(home.id) ? farther(home, quietestHour, hopelessSnr) : home
    }),
  }
}

/** Every so many homes of a plan, one of them at the end of each share. */
export function everyHome({ homes }: Pick<DistrictPlan, 'homes'>, share: number): string[] {
  const count = Math.floor(homes.length / share)
  return Array.from({ length: count }, (_, i) => at(homes, (i + 1) * share - 1).id)
}
