import type { LineExchange, Port, Station } from '@ferraris/smitp/line'
import { MasterStation } from '@ferraris/smitp/master'
import type { NetworkHost } from '../network/neighbourhood-network.ts'
import type { Procedure } from '../network/procedure.ts'
import { LineCounters } from './exchange/line-counters.ts'
import { StationRecords } from './exchange/station-records.ts'
import { type LineReply, Transaction, transact } from './exchange/transaction.ts'
import { LinkMap } from './routing/link-map.ts'
import { RouteBook } from './routing/route-book.ts'
import { MeterSessions } from './session/meter-sessions.ts'

/** Where the master stands. */
export interface MasterPlace {
  /** Gives the master its place on the medium. */
  readonly attach: (station: Station) => Port
  /** Sees every exchange as it begins. */
  readonly onExchange?: (exchange: LineExchange) => void
}

/** What the procedures of METERS AND MORE work on: stations, the links between them, sessions, and the power line. */
export class Neighbourhood {
  readonly host: NetworkHost
  readonly stations = new StationRecords()
  readonly links = new LinkMap()
  readonly routes: RouteBook
  readonly sessions: MeterSessions
  readonly counters = new LineCounters()
  readonly #master: MasterStation
  readonly #onExchange: (exchange: LineExchange) => void
  #current: Transaction | undefined

  constructor(host: NetworkHost, { attach, onExchange = () => {} }: MasterPlace) {
    this.host = host
    this.#onExchange = onExchange
    this.sessions = new MeterSessions(host.store)
    this.routes = new RouteBook(
      this.links,
      station => host.roster.relays(station),
      station => this.stations.doubtOf(station),
    )
    for (const link of host.store.network.links()) this.links.restore(link)
    for (const route of host.store.network.routes()) this.routes.restore(route)
    this.#master = new MasterStation(attach, (outcome, airtime, now) => {
      if (this.#current !== undefined) this.#current.reply = { outcome, airtime }
      this.#current = undefined
      host.exchanged(now)
    })
  }

  get now(): number {
    return this.host.now
  }

  get busy(): boolean {
    return this.#master.busy
  }

  /** Makes one exchange over the line. */
  transact(exchange: LineExchange): Procedure<LineReply> {
    return transact(new Transaction(exchange, (transaction, now) => this.#begin(transaction, now)))
  }

  /** Writes what has changed in links and routes. */
  keep(): void {
    const { store } = this.host
    const links = this.links.takeChanged()
    const routes = this.routes.takeChanges()
    store.transaction(() => {
      for (const link of links) store.network.putLink(link)
      for (const route of routes) store.network.putRoute(route)
    })
  }

  detach(): void {
    this.#master.detach()
  }

  #begin(transaction: Transaction, now: number): void {
    this.#current = transaction
    this.#onExchange(transaction.exchange)
    this.#master.request(transaction.exchange, now)
  }
}
