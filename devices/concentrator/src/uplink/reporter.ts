import { secondsOf } from '@ferraris/metering'
import type { EnergyBalance } from '@ferraris/uplink'
import type { BalanceBook } from '../energy-balance/balance-book.ts'
import { inForce, type RefusedSettings } from '../operator-settings.ts'
import type { Itself } from '../own/itself.ts'
import type { CompleteDays } from '../reading/complete-days.ts'
import type { Section } from '../section.ts'
import { isSilent, neighboursOf, strangersIn } from './neighbours.ts'
import type { Outbox } from './outbox.ts'

/** Reports to the head-end what it knows of the concentrator from time to time: nothing of it is kept. */
export class Reporter {
  readonly #section: Section
  readonly #outbox: Outbox
  readonly #days: CompleteDays
  readonly #balances: BalanceBook
  readonly #itself: Itself
  /** The silent ones of the last inventory. */
  #silentTold = ''
  /** The strangers of the last inventory. */
  #strangersTold: ReadonlySet<string> = new Set()

  constructor(section: Section, outbox: Outbox, days: CompleteDays, balances: BalanceBook, itself: Itself) {
    this.#section = section
    this.#outbox = outbox
    this.#days = days
    this.#balances = balances
    this.#itself = itself
  }

  /** The first reports over a new connection. */
  introduce(): void {
    this.settings()
    this.inventory()
    this.#publishBalances(this.#balances.all())
  }

  /** The settings in force, and what of those that came last cannot be. */
  settings(refused: RefusedSettings = []): void {
    const settings = inForce(this.#section.settings)
    this.#outbox.publish({ kind: 'settings', settings, ...(refused.length > 0 && { refused }) })
  }

  /** Heartbeat with the concentrator's condition, and an inventory where one fell silent, is back, or is newly heard. @param diskFree octets */
  heartbeat(diskFree: number): void {
    const { roster, store, now } = this.#section
    const meters = [...roster.adopted()]
    const silent = meters.filter(meter => isSilent(meter, this.#section))
    this.#outbox.publish({
      kind: 'heartbeat',
      at: Math.floor(now),
      meters: meters.length,
      silent: silent.length,
      pendingResults: store.results.pending(),
      diskFree,
    })
    const news = this.#itself.news()
    if (news !== undefined) this.#outbox.publish(news)
    const isAnyNew = strangersIn(this.#section).some(aca => !this.#strangersTold.has(aca))
    if (isAnyNew || namesOf(silent) !== this.#silentTold) this.inventory()
  }

  inventory(): void {
    const neighbours = neighboursOf(this.#section)
    this.#silentTold = namesOf(neighbours.filter(({ state }) => state === 'silent'))
    this.#strangersTold = new Set(strangersIn(this.#section))
    this.#outbox.publish(this.#itself.report())
    this.#outbox.publish({ kind: 'inventory', at: Math.floor(this.#section.now), neighbours })
  }

  /** What went over the network since this was last reported: while it cannot be, the counters go on. */
  statistics(): void {
    if (!this.#outbox.isOpen) return
    const { network, now } = this.#section
    const { since, frames, airtime, exchanges, failed } = network.statistics
    const statistics = {
      since: Math.floor(since),
      until: Math.floor(now),
      frames,
      airtimeSeconds: secondsOf(Math.round(airtime)),
      exchanges,
      failed,
      completeness: this.#days.completeness(),
    }
    this.#outbox.publish({ kind: 'statistics', statistics })
    network.statistics.reset(now)
  }

  /** The balances that have changed. */
  balances(): void {
    this.#publishBalances(this.#balances.renew())
  }

  #publishBalances(balances: readonly EnergyBalance[]): void {
    for (const balance of balances) this.#outbox.publish({ kind: 'balance', balance })
  }
}

function namesOf(meters: readonly { readonly aca: string }[]): string {
  return meters.map(({ aca }) => aca).join()
}
