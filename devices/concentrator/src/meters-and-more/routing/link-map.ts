import { chance, count, type GuessedLink, guessed, type Link, measure, newLink } from './link.ts'

/** The concentrator's own place in the map; never an address of a meter. */
export const here = 'here'

/** A link as the store keeps it. */
export interface KnownLink extends Readonly<Link> {
  readonly ends: readonly [string, string]
}

/** Who hears whom: stations by the text of their ACA, the concentrator as {@link here}. Links count in both directions. */
export class LinkMap {
  readonly #stations = new Map<string, Map<string, GuessedLink>>()
  readonly #changed = new Map<Link, readonly [from: string, to: string]>()
  #version = 0

  /** Grows with every link that appears or goes. */
  get version(): number {
    return this.#version
  }

  /** Puts back what the store kept. */
  restore({ ends: [from, to], ...link }: KnownLink): void {
    this.#place(from, to, guessed(link))
  }

  /** Links changed since this was last asked: what the store should write next. */
  takeChanged(): KnownLink[] {
    const changed = [...this.#changed].map(
      ([link, [from, to]]): KnownLink => ({
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
   * An exchange over these stations was lost, and nobody says where: each link gets as much of the blame as it was
   * likely to fail.
   */
  failed(route: readonly string[], now: number): void {
    const links = hopsOf(route).map(([from, to]) => ({
      from,
      to,
      link: this.link(from, to) ?? this.#place(from, to, newLink(now)),
    }))
    const doubts = links.map(({ link }) => 1 - chance(link))
    const doubt = doubts.reduce((sum, each) => sum + each, 0)
    for (const [index, { from, to, link }] of links.entries()) {
      count(link, doubts[index] / doubt, now)
      this.#mark(from, to, link)
    }
  }

  /** Forgets a station: it has been taken away, or belongs to somebody else. */
  forget(station: string): void {
    for (const other of this.neighbours(station).keys()) this.#stations.get(other)?.delete(station)
    if (this.#stations.delete(station)) this.#version++
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
function hopsOf(route: readonly string[]): [string, string][] {
  return route.map((to, index) => [index === 0 ? here : route[index - 1], to])
}
