import type { Zone } from '@ferraris/cosem'
import { Roster } from './commissioning/roster.ts'
import { LineCounters } from './meters-and-more/exchange/line-counters.ts'
import { LinkMap } from './meters-and-more/routing/link-map.ts'
import { RouteBook } from './meters-and-more/routing/route-book.ts'
import { MeterSessions } from './meters-and-more/session/meter-sessions.ts'
import type { Settings } from './settings.ts'
import type { Store } from './store/store.ts'

/** What all courses of a concentrator work on: its meters, the links between them, and where things are kept. */
export class Section {
  readonly store: Store
  readonly zone: Zone
  readonly settings: Settings
  readonly random: () => number
  readonly roster: Roster
  readonly links = new LinkMap()
  readonly routes: RouteBook
  readonly sessions: MeterSessions
  readonly counters = new LineCounters()
  /** The instant of the step under way. Set by the concentrator before anything else happens in it. */
  now = 0

  constructor(store: Store, zone: Zone, settings: Settings, random: () => number) {
    this.store = store
    this.zone = zone
    this.settings = settings
    this.random = random
    this.roster = new Roster(store)
    this.sessions = new MeterSessions(store)
    this.routes = new RouteBook(this.links, station => this.roster.relays(station))
    for (const link of store.network.links()) this.links.restore(link)
    for (const route of store.network.routes()) this.routes.restore(route)
  }

  /** A pause of about this length, so that things put off together do not come back together. */
  about(milliseconds: number): number {
    return milliseconds * (0.85 + 0.3 * this.random())
  }

  /** The local day of an instant. */
  dayAt(instant: number): string {
    return this.zone.dateOf(Math.floor(instant / 1000))
  }

  /** Writes what has changed in the network; its loss would cost a few exchanges. */
  keepNetwork(): void {
    const links = this.links.takeChanged()
    const routes = this.routes.takeChanges()
    this.store.transaction(() => {
      for (const link of links) this.store.network.putLink(link)
      for (const route of routes) this.store.network.putRoute(route)
    })
  }
}
