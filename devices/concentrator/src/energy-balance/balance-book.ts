import type { EnergyBalance } from '@ferraris/uplink'
import type { CompleteDays } from '../reading/complete-days.ts'
import type { Section } from '../section.ts'
import { balancesOf } from './energy-balance.ts'

/** The balances of the last day that could be balanced, one for each section of the grid. */
export class BalanceBook {
  readonly #section: Section
  readonly #days: CompleteDays
  readonly #anonymous: string
  readonly #balances = new Map<string, EnergyBalance>()

  /** @param anonymous name of the section of meters that were given none */
  constructor(section: Section, days: CompleteDays, anonymous: string) {
    this.#section = section
    this.#days = days
    this.#anonymous = anonymous
  }

  all(): EnergyBalance[] {
    return [...this.#balances.values()]
  }

  /** Balances the last day, if more of it has come; returns the balances that have changed. */
  renew(): EnergyBalance[] {
    const { roster, store } = this.#section
    const meters = [...roster.adopted()]
    if (!this.#days.takeChanged() || !meters.some(({ substation }) => substation)) return []
    const day = this.#days.lastDay
    const days = store.results.ofDay(day)
    const changed = balancesOf(day, meters, days, this.#anonymous).filter(balance => {
      const known = this.#balances.get(balance.transformer)
      return JSON.stringify(known) !== JSON.stringify(balance)
    })
    for (const balance of changed) this.#balances.set(balance.transformer, balance)
    return changed
  }
}
