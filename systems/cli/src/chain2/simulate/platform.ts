import {
  type CounterDay,
  counterNames,
  type DailyCounters,
  decodeCounters,
  hasRegister,
  toWord,
} from '@ferraris/chain2'
import {
  type DayCounters,
  dayOfRegisters,
  type MatchedDay,
  matchDays,
  mergeDay,
} from '@ferraris/monitoring/counting'

/** One meter and its device at the platform: what both have told, each day once. */
export class PlatformHome {
  readonly #sent = new Map<string, DayCounters>()
  readonly #received = new Map<string, DayCounters>()

  /** Takes what a device has uploaded. */
  upload(json: string): void {
    this.#keep(this.#received, decodeCounters(json).days)
  }

  /** Takes the registers that were read from the meter over chain 1. */
  readMeter(days: DailyCounters): void {
    this.#keep(this.#sent, days)
  }

  /** The days from one to another. */
  matched(first: string, last: string): MatchedDay[] {
    const days = matchDays(this.#sent.values(), this.#received.values())
    return days.filter(({ day }) => day >= first && day <= last)
  }

  #keep(side: Map<string, DayCounters>, days: readonly CounterDay[]): void {
    for (const day of days) {
      const told = dayOfRegisters(day.day, wordsOf(day))
      const known = side.get(day.day)
      side.set(day.day, known === undefined ? told : mergeDay(known, told))
    }
  }
}

/** The raw registers, production left out: these meters produce nothing. */
function wordsOf(day: CounterDay): (number | null)[] {
  return counterNames.map(name =>
    hasRegister('M1', name) ? toWord({ count: day[name], powerLoss: day.powerLoss }) : null,
  )
}
