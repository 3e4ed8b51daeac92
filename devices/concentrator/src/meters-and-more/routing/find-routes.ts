import { exchangeTime } from './airtime.ts'
import { chance } from './link.ts'
import { here, type LinkMap } from './link-map.ts'

/** Eight repeaters and the destination: what a frame has room for. */
export const mostHops = 9

/** What a station is on the best way of so many hops: how likely that works, and the station before it. */
interface Step {
  readonly chance: number
  readonly previous: string
}

/**
 * The best ways to all stations, by number of hops: `steps[h]` has those of h + 1 hops that are better than all with
 * fewer. What is lost is repeated on its hop, but an exchange that fails all the same costs its whole time: a way is worth that time divided by
 * the product of its links' chances. The time depends on the number of hops alone, so that the best way of each length is all that has to be known.
 */
export class RouteTable {
  readonly #links: LinkMap
  readonly #relays: (station: string) => boolean
  readonly #steps: Map<string, Step>[] = []

  /** `relays` says which stations may be asked to repeat; chances are those of the instant. */
  constructor(links: LinkMap, relays: (station: string) => boolean, now: number) {
    this.#links = links
    this.#relays = relays
    const best = new Map<string, number>([[here, 1]])
    let fringe: readonly (readonly [station: string, reached: number])[] = [[here, 1]]
    for (let hop = 0; hop < mostHops && fringe.length > 0; hop++) {
      const steps = new Map<string, Step>()
      for (const [station, reached] of fringe) {
        if (station !== here && !relays(station)) continue
        for (const [next, link] of links.neighbours(station)) {
          const better = reached * chance(link, now)
          if (better <= (best.get(next) ?? 0)) continue
          best.set(next, better)
          steps.set(next, { chance: better, previous: station })
        }
      }
      this.#steps.push(steps)
      fringe = [...steps].map(([station, step]) => [station, step.chance])
    }
  }

  /** Ways to a station, each ending in it: the best of each length, and those over each of its neighbours. */
  candidates(target: string): string[][] {
    const found = new Map<string, string[]>()
    const add = (route: string[] | undefined) => {
      if (route !== undefined) found.set(route.join(), route)
    }
    for (let hop = 0; hop < this.#steps.length; hop++) add(this.#trace(target, hop))
    for (const last of this.#links.neighbours(target).keys()) {
      if (last === here) add([target])
      else if (this.#relays(last)) {
        const before = this.#trace(last, mostHops - 2)
        if (before !== undefined && !before.includes(target)) add([...before, target])
      }
    }
    return [...found.values()]
  }

  #trace(target: string, most: number): string[] | undefined {
    const route: string[] = []
    let station = target
    for (let hop = Math.min(most, this.#steps.length - 1); station !== here; hop--) {
      let step = this.#steps[hop]?.get(station)
      while (step === undefined && hop > 0) step = this.#steps[--hop]?.get(station)
      if (step === undefined) return undefined
      route.unshift(station)
      station = step.previous
    }
    return route
  }
}

/** Milliseconds of airtime that an exchange over this way is expected to cost until it succeeds. */
export function expectedAirtime(links: LinkMap, route: readonly string[], now: number): number {
  let works = 1
  let from = here
  for (const to of route) {
    const link = links.link(from, to)
    works *= link === undefined ? 0.3 : chance(link, now)
    from = to
  }
  return exchangeTime(route.length) / works
}
