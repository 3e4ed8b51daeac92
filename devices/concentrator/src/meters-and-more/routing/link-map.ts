import type { StoredLink } from '../../store/network-table.ts'
import { chance, count, type GuessedLink, guessed, type Link, measure, newLink } from './link.ts'

/** The concentrator's own place in the map; never an address of a meter. */
export const here = 'here'

/** Which stations hear each other: stations by the text of their ACA, the concentrator as {@link here}. Links count in both directions. */
export class LinkMap {
  readonly #stations = new Map<string, Map<string, GuessedLink>>()
  readonly #changed = new Map<Link, readonly [from: string, to: string]>()
  #version = 0

  /** Grows with every link that appears or goes. */
  get version(): number {
    return this.#version
  }

  /** Puts back what the store kept. */
  restore({ ends: [from, to], ...link }: StoredLink): void {
    this.#place(from, to, guessed(link))
  }

  /** Links changed since this was last asked: what the store should write next. */
  takeChanged(): StoredLink[] {
    const changed = [...this.#changed].map(
      ([link, [from, to]]): StoredLink => ({
        ...link,
        ends: from < to ? [from, to] : [to, from],
      }),
    )
    this.#changed.clear()
    return changed
  }

  neighbours(station: string): ReadonlyMap<string, GuessedLink> {
    return this.#stations.get(station) ?? none
  }

  link(from: string, to: string): GuessedLink | undefined {
    return this.#stations.get(from)?.get(to)
  }

  /** `to` has heard `from`, or the other way round. */
  heard(from: string, to: string, snr: number, signal: number, now: number): void {
    const link = this.link(from, to) ?? this.#place(from, to, newLink(now))
    measure(link, snr, signal)
    this.#mark(from, to, link)
  }

  /** A frame of this station was received here. */
  heardHere(from: string, { snr, signal }: { snr: number; signal: number }, now: number): void {
    this.heard(from, here, snr, signal, now)
  }

  /** An exchange over these stations came back: each link on its way has carried it. */
  succeeded(route: readonly string[], now: number): void {
    for (const [from, to] of hopsOf(route)) {
      const link = this.link(from, to) ?? this.#place(from, to, newLink(now))
      count(link, 0, now)
      this.#mark(from, to, link)
    }
  }

  /**
   * An exchange over these stations was lost at an unknown place: the failure is shared among the links by their chance
   * to fail.
   */
  failed(route: readonly string[], now: number): void {
    const links = Array.from(hopsOf(route), ([from, to]) => ({
      from,
      to,
      link: this.link(from, to) ?? this.#place(from, to, newLink(now)),
    }))
    const blames = links.map(each => ({ ...each, doubt: 1 - chance(each.link, now) }))
    const doubts = blames.reduce((sum, { doubt }) => sum + doubt, 0)
    for (const { from, to, link, doubt } of blames) {
      count(link, doubt / doubts, now)
      this.#mark(from, to, link)
    }
  }

  #place(from: string, to: string, link: GuessedLink): GuessedLink {
    this.#side(from).set(to, link)
    this.#side(to).set(from, link)
    this.#version++
    return link
  }

  #side(station: string): Map<string, GuessedLink> {
    const side = this.#stations.get(station) ?? new Map<string, GuessedLink>()
    this.#stations.set(station, side)
    return side
  }

  #mark(from: string, to: string, link: Link): void {
    this.#changed.set(link, [from, to])
  }
}

const none: ReadonlyMap<string, GuessedLink> = new Map()

/** The links of a way from here over all these stations. */
function* hopsOf(route: readonly string[]): Generator<[from: string, to: string]> {
  let from = here
  for (const to of route) {
    yield [from, to]
    from = to
  }
}
