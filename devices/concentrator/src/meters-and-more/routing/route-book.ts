import { at } from '@ferraris/bytes'
import { msPerMinute } from '@ferraris/metering'
import type { StoredRoute } from '../../store/network-table.ts'
import { dead } from '../exchange/station-records.ts'
import { expectedAirtime, mostHops, RouteTable } from './find-routes.ts'
import type { LinkMap } from './link-map.ts'

/** Another way must be this much better before it becomes the usual one. */
const loyaltyFactor = 0.8

/** Chances move with every exchange; the table of ways follows at this distance, sooner when a way has just failed. */
const tableAgeMs = 30 * msPerMinute
const tableAgeAfterFailureMs = 5 * msPerMinute

/** Doubt makes a way no dearer than 2 to this power. */
const mostDoubt = 10

/** As long as the usual way works, others are looked at so rarely. */
const contentMs = 15 * msPerMinute

/** Which way each meter is reached, how it came to be, and which way is tried next when one fails. */
export class RouteBook {
  readonly #links: LinkMap
  readonly #relays: (station: string) => boolean
  readonly #doubtOf: (station: string) => number
  readonly #current = new Map<string, readonly string[]>()
  /** When others were last compared with the usual way. */
  readonly #comparedAt = new Map<string, number>()
  #changes: StoredRoute[] = []
  #table: RouteTable
  #tableAt = Number.NEGATIVE_INFINITY
  #tableOf = -1

  /** `doubtOf` counts exchanges in vain over a repeater since something came over it. */
  constructor(
    links: LinkMap,
    relays: (station: string) => boolean,
    doubtOf: (station: string) => number = () => 0,
  ) {
    this.#links = links
    this.#relays = relays
    this.#doubtOf = doubtOf
    this.#table = new RouteTable(links, relays, 0)
  }

  /** A repeater begins to look dead, or is back: there may be ways around it, or over it. */
  lookAgain(): void {
    this.#tableAt = Number.NEGATIVE_INFINITY
  }

  /** Puts back the route of before a restart. */
  restore({ aca, route }: StoredRoute): void {
    this.#current.set(aca, route)
  }

  /** Route changes since this was last asked, for the store. */
  takeChanges(): StoredRoute[] {
    const changes = this.#changes
    this.#changes = []
    return changes
  }

  /** The usual way to a meter, the meter last; undefined when none is known. */
  current(aca: string): readonly string[] | undefined {
    return this.#current.get(aca)
  }

  /**
   * The way for the next attempt at a meter: the cheapest by expected airtime, where each attempt that has just failed
   * over a way makes it count twice as dear. Undefined when no way is known.
   */
  choose(aca: string, failures: ReadonlyMap<string, number>, now: number): readonly string[] | undefined {
    const usual = this.#current.get(aca)
    const isOpen = usual !== undefined && this.#isOpen(usual)
    if (
      isOpen &&
      this.trusts(usual) &&
      failures.size === 0 &&
      now - (this.#comparedAt.get(aca) ?? 0) < contentMs
    )
      return usual
    this.#comparedAt.set(aca, now)
    this.#refresh(aca, now, failures.size > 0 ? tableAgeAfterFailureMs : tableAgeMs)
    let best: readonly string[] | undefined
    let least = Number.POSITIVE_INFINITY
    const consider = (route: readonly string[], loyalty: number) => {
      const price = this.#price(route, now) * loyalty * 2 ** (failures.get(route.join()) ?? 0)
      if (price < least) [best, least] = [route, price]
    }
    if (isOpen) consider(usual, loyaltyFactor)
    for (const route of this.#candidates(aca)) consider(route, 1)
    return best
  }

  /** Ways that the table knows, and those over the usual ways to the station's neighbours. */
  *#candidates(aca: string): Generator<readonly string[]> {
    yield* this.#table.candidates(aca)
    for (const neighbour of this.#links.neighbours(aca).keys()) {
      const before = this.#current.get(neighbour)
      if (before === undefined || before.length >= mostHops || before.includes(aca)) continue
      const route = [...before, aca]
      if (this.#isOpen(route)) yield route
    }
  }

  /** An exchange over this way came back: where it is not the usual one it becomes that when it has proved cheaper. */
  confirm(aca: string, route: readonly string[], now: number): void {
    const usual = this.#current.get(aca)
    if (usual?.join() === route.join()) return
    const better =
      usual === undefined ||
      !this.#isOpen(usual) ||
      !this.trusts(usual) ||
      this.#price(route, now) < loyaltyFactor * this.#price(usual, now)
    if (!better) return
    this.#current.set(aca, route)
    this.#changes.push({ aca, at: now, route })
  }

  /** Whether no repeater on a way begins to look dead. */
  trusts(route: readonly string[]): boolean {
    for (let hop = 0; hop < route.length - 1; hop++) if (this.#doubtOf(at(route, hop)) >= dead) return false
    return true
  }

  /** Expected airtime, twice as much for each exchange in vain over the most doubtful repeater. */
  #price(route: readonly string[], now: number): number {
    let most = 0
    for (let hop = 0; hop < route.length - 1; hop++) most = Math.max(most, this.#doubtOf(at(route, hop)))
    return expectedAirtime(this.#links, route, now) * 2 ** Math.min(mostDoubt, most)
  }

  /** Whether all stations on a way may be asked to repeat. */
  #isOpen(route: readonly string[]): boolean {
    for (let hop = 0; hop < route.length - 1; hop++) if (!this.#relays(at(route, hop))) return false
    return true
  }

  /** A station that has just been found is behind one that the table knows: it need not be made anew for each. */
  #refresh(aca: string, now: number, age: number): void {
    const knows = this.#tableOf === this.#links.version || !this.#candidates(aca).next().done
    if (knows && now - this.#tableAt < age) return
    this.#table = new RouteTable(
      this.#links,
      station => this.#relays(station) && this.#doubtOf(station) < dead,
      now,
    )
    this.#tableAt = now
    this.#tableOf = this.#links.version
  }
}
