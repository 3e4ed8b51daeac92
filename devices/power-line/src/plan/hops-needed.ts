import { at } from '@ferraris/bytes'
import { busiestHour } from '../physics/day.ts'
import { LinkQuality } from './link-quality.ts'
import type { DistrictPlan } from './plan.ts'

/** A link that carries practically all frames, also when its SNR wavers, dB. */
const goodSnr = 6

/**
 * The transmissions over which each home of a plan is reached from the first substation over good links, both ways, in
 * the busiest hour of the day; homes that are not reached so are left out.
 *
 * @param seed that of the line
 */
export function hopsNeeded(plan: DistrictPlan, seed: number): Map<string, number> {
  const quality = new LinkQuality(plan, seed)
  const substation = at(plan.substations, 0)
  const hops = new Map([[substation, 0]])
  for (let front = [substation]; front.length > 0; ) {
    const next: string[] = []
    for (const place of front) {
      for (const link of quality.linksOf(place, busiestHour)) {
        if (hops.has(link.place) || link.snr < goodSnr) continue
        hops.set(link.place, (hops.get(place) ?? 0) + 1)
        next.push(link.place)
      }
    }
    front = next
  }
  hops.delete(substation)
  return hops
}
