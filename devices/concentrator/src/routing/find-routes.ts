import { exchangeTime } from './airtime.ts'
import { chance } from './link.ts'
import { HERE, hopsOf, type LinkMap } from './link-map.ts'

/** Eight repeaters and the destination: what a frame has room for. */
export const MOST_HOPS = 9

/** What a station is on the best way of so many hops: how likely that works, and who comes before it. */
interface Step {
  readonly chance: number
  readonly previous: string
}

/**
 * The best ways to all stations, by number of hops: `steps[h]` has those with at most h + 1 of them. A failure anywhere
 * costs the whole exchange, so that a way is worth its exchange time divided by the product of its links' chances; the
 * time depends on the number of hops alone, so that the best way of each length is all that has to be known.
 */
export class RouteTable {
  readonly #links: LinkMap
  readonly #relays: (station: string) => boolean
  readonly #steps: Map<string, Step>[] = []

  /** `relays` says who may be asked to repeat. */
  constructor(links: LinkMap, relays: (station: string) => boolean) {
    this.#links = links
    this.#relays = relays
    let before = new Map<string, Step>([[HERE, { chance: 1, previous: HERE }]])
    let fringe: Iterable<string> = [HERE]
    for (let hop = 0; hop < MOST_HOPS; hop++) {
      const steps = new Map(before)
      const improved = new Set<string>()
      for (const station of fringe) {
        const reached = before.get(station)!.chance
        if (station !== HERE && !relays(station)) continue
        for (const [next, link] of links.neighbours(station)) {
          const better = reached * chance(link)
          if (better <= (steps.get(next)?.chance ?? 0)) continue
          steps.set(next, { chance: better, previous: station })
          improved.add(next)
        }
      }
      this.#steps.push(steps)
      before = steps
      fringe = improved
    }
  }

  /** Ways to a station, each ending in it: the best of each length, and those over each of its neighbours. */
  candidates(target: string): string[][] {
    const found = new Map<string, string[]>()
    const add = (route: string[] | undefined) => {
      if (route !== undefined) found.set(route.join(), route)
    }
    for (let hop = 0; hop < MOST_HOPS; hop++) add(this.#trace(target, hop))
    for (const last of this.#links.neighbours(target).keys()) {
      if (last === HERE) add([target])
      else if (this.#relays(last)) {
        const before = this.#trace(last, MOST_HOPS - 2)
        if (before !== undefined && !before.includes(target)) add([...before, target])
      }
    }
    return [...found.values()]
  }

  #trace(target: string, most: number): string[] | undefined {
    const route: string[] = []
    let station = target
    for (let hop = most; station !== HERE; hop--) {
      const step = this.#steps[hop]?.get(station)
      if (step === undefined) return undefined
      route.unshift(station)
      station = step.previous
    }
    return route
  }
}

/** Milliseconds of airtime that an exchange over this way is expected to cost until it succeeds. */
export const expectedAirtime = (links: LinkMap, route: readonly string[]): number => {
  let works = 1
  for (const [from, to] of hopsOf(route)) {
    const link = links.link(from, to)
    works *= link === undefined ? 0.3 : chance(link)
  }
  return exchangeTime(route.length) / works
}
