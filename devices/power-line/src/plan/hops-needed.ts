import { lossBetween } from '../line/audibility.ts'
import { Channel } from '../line/channel.ts'
import { District } from '../line/district.ts'
import { busiestHour } from '../physics/day.ts'
import type { DistrictPlan } from './plan.ts'

/** A link that carries practically all frames, also when its SNR wavers, dB. */
const goodSnr = 6

/**
 * The transmissions over which each home of a plan is reached from the first substation over good links, both ways, in
 * the busiest hour of the day; homes that are not reached so are left out.
 */
export function hopsNeeded(plan: DistrictPlan, seed: number): Map<string, number> {
  const channel = new Channel(new District(plan), seed)
  const snr = (from: number, to: number): number =>
    channel.transmitLevel(from, busiestHour) -
    lossBetween(channel.hearing(from), to) -
    channel.noise(to, busiestHour)
  const hops = new Map<string, number>()
  const left = new Set(channel.places.keys())
  let front = [0]
  left.delete(0)
  for (let hop = 1; front.length > 0; hop++) {
    const next: number[] = []
    for (const place of front) {
      for (const other of channel.hearing(place).places) {
        if (!left.has(other) || Math.min(snr(place, other), snr(other, place)) < goodSnr) continue
        left.delete(other)
        next.push(other)
        const home = channel.places[other]
        if (home !== undefined) hops.set(home.id, hop)
      }
    }
    front = next
  }
  return hops
}
