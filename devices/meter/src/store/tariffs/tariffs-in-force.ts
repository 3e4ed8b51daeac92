import { at } from '@ferraris/bytes'
import { msOf, secondsPerDay, secondsPerQuarter } from '@ferraris/metering'
import type { LocalCalendar } from '../../calendar/local-day.ts'
import type { TariffCalendar, Tariffs } from '../../metrology/tariff-calendar.ts'
import type { LegalChangeKind, LegalChanges } from '../legal-changes.ts'
import type { NonVolatile } from '../memory/non-volatile.ts'
import { factoryProgramme } from './factory-calendar.ts'
import {
  type HeldTariff,
  type KeptPlan,
  keptPlan,
  nextSwitching,
  ProgrammedTariffs,
  type TariffProgramme,
} from './tariff-programme.ts'

const plansSetting = 'tariff.plans'
const heldSetting = 'tariff.held'
/** Calendars kept: the days in the registers were counted with those of their time. */
const plansKept = 1000

/** What of the tariffs is another. */
export type TariffChange = Extract<LegalChangeKind, 'tariffCalendar' | 'specialDays' | 'tariffMasks'>

interface TariffParts {
  /** The calendar that the meter left the factory with. */
  readonly factory: TariffCalendar
  readonly calendar: LocalCalendar
  readonly memory: NonVolatile
  readonly legalChanges: LegalChanges
  /** From a full quarter hour on registers count with other tariffs. */
  readonly switched: (tariffs: Tariffs, from: number) => void
}

/** Which tariff holds when: the calendar of the factory, those that clients have activated since, and what scripts hold against them. */
export class TariffsInForce {
  readonly #of: TariffParts
  #tariffs: Tariffs

  constructor(of: TariffParts) {
    this.#of = of
    this.#tariffs = keptTariffs(of.memory, of.factory)
  }

  /** By quarter hours of a day, as metrology counts with them. */
  get tariffs(): Tariffs {
    return this.#tariffs
  }

  /** The tariff, 1 … 4, that holds now. */
  active(now: number): number {
    const local = this.#of.calendar.at(now)
    return at(this.#tariffs.of(local), Math.floor((now - local.start) / secondsPerQuarter))
  }

  /** The calendar that was activated last. */
  programme(now: number): TariffProgramme {
    const changed = this.#tariffs instanceof ProgrammedTariffs ? this.#tariffs.latest : undefined
    return changed ?? factoryProgramme(this.#of.factory.plan, new Date(msOf(now)).getUTCFullYear())
  }

  /**
   * Another calendar takes over with the next full quarter hour, or the same with other special days or masks; false where the log of
   * legal changes is full.
   */
  activate(programme: TariffProgramme, now: number, change: TariffChange): boolean {
    const { legalChanges, memory } = this.#of
    if (!legalChanges.add(change, new TextDecoder().decode(programme.name), now)) return false
    const plan = keptPlan(now, programme)
    memory.append(plansSetting, plan, plansKept)
    this.#switch(plan.from)
    return true
  }

  /** A script switches to a tariff with the next full quarter hour; the calendar's next switching ends that. */
  hold(tariff: number, now: number): void {
    const { calendar, memory } = this.#of
    const from = Math.ceil(now / secondsPerQuarter) * secondsPerQuarter
    const to = nextSwitching(this.programme(now), calendar, from) ?? from + 7 * secondsPerDay
    memory.append(heldSetting, { from, to, tariff } satisfies HeldTariff, plansKept)
    this.#switch(from)
  }

  /** The memory holds other calendars than were switched to. */
  reread(): void {
    this.#switch(Number.NEGATIVE_INFINITY)
  }

  #switch(from: number): void {
    const { memory, factory, switched } = this.#of
    this.#tariffs = keptTariffs(memory, factory)
    switched(this.#tariffs, from)
  }
}

function keptTariffs(memory: NonVolatile, factory: TariffCalendar): Tariffs {
  const plans = memory.get<KeptPlan[]>(plansSetting) ?? []
  const held = memory.get<HeldTariff[]>(heldSetting) ?? []
  return plans.length + held.length === 0 ? factory : new ProgrammedTariffs(factory, plans, held)
}
