import type { CivilDay } from '../calendar/civil-day.ts'
import type { LocalDay } from '../calendar/local-day.ts'
import { dayProfile, type TariffPlan } from './tariff-plan.ts'

/** Which tariff holds when, as metrology sees it. */
export interface Tariffs {
  /** Tariff 1..4 of each quarter that the local day really has. */
  of(local: LocalDay): Uint8Array
}

/** The tariff of every quarter of a day, worked out once for all the meters that share a plan. */
export class TariffCalendar implements Tariffs {
  readonly plan: TariffPlan
  readonly #days = new Map<CivilDay, Uint8Array>()

  constructor(plan: TariffPlan) {
    this.plan = plan
  }

  of(local: LocalDay): Uint8Array {
    let known = this.#days.get(local.day)
    if (known === undefined) {
      const profile = dayProfile(this.plan, local.day)
      known = local.wallQuarter.map(wall => profile.findLast(entry => entry.hour * 4 <= wall)?.tariff ?? 1)
      this.#days.set(local.day, known)
    }
    return known
  }
}
