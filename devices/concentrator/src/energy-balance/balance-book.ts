import { lossStepOf, type SectionDay } from '@ferraris/metering'
import type { EnergyBalance } from '@ferraris/uplink'
import type { CompleteDays } from '../reading/complete-days.ts'
import type { Section } from '../section.ts'
import { balancesOf } from './energy-balance.ts'

/** Days of a section's habit. They are known since the start: a concentrator that starts anew learns for a week. */
const habitDays = 28

/** The balances of the last day that could be balanced, one for each section of the grid, against the section's habit. */
export class BalanceBook {
  readonly #section: Section
  readonly #days: CompleteDays
  readonly #anonymous: string
  readonly #balances = new Map<string, EnergyBalance>()
  /** By section and day, the last day too. */
  readonly #habits = new Map<string, Map<string, SectionDay>>()

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
    const balances = balancesOf(day, meters, days, this.#anonymous).map(balance => this.#judged(balance))
    const changed = balances.filter(balance => {
      const known = this.#balances.get(balance.transformer)
      return JSON.stringify(known) !== JSON.stringify(balance)
    })
    for (const balance of changed) this.#balances.set(balance.transformer, balance)
    return changed
  }

  /** Puts a balance beside those of the days before; later ones of the same day take its place. */
  #judged(balance: EnergyBalance): EnergyBalance {
    const { transformer, day, supplied, metered, missing } = balance
    const habit = this.#habits.get(transformer) ?? new Map<string, SectionDay>()
    this.#habits.set(transformer, habit)
    const losses = supplied.map((into, i) => {
      const used = metered[i] ?? null
      return into === null || used === null ? null : into - used
    })
    const today = { input: supplied, losses }
    habit.set(day, today)
    const [oldest] = habit.keys()
    if (habit.size > habitDays + 1 && oldest !== undefined) habit.delete(oldest)
    const before = [...habit].flatMap(([other, its]) => (other < day ? [its] : []))
    const step = missing > 0 ? undefined : lossStepOf(before, today)
    return step === undefined ? balance : { ...balance, step }
  }
}
