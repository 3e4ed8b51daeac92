import { secondsPerHour, secondsPerQuarter } from '@ferraris/metering'
import type { CivilDay } from '../calendar/civil-day.ts'
import type { LocalCalendar } from '../calendar/local-day.ts'
import type { Apparent } from './apparent-power.ts'
import type { DayCurve } from './day-curve.ts'
import { type Registers, register } from './registers.ts'

interface Source {
  readonly calendar: LocalCalendar
  readonly origin: CivilDay
  /** The first instant of the records. */
  readonly begin: number
  /** What the energy registers stood at then. */
  start(): Registers
  curve(day: CivilDay): DayCurve
}

/**
 * The registers of apparent energy: what the apparent power of the seconds amounts to. Their midnights are kept once they have
 * been asked for; a meter that is never asked keeps nothing.
 */
export class ApparentEnergy {
  readonly #source: Source
  /** At the begin of each day from the origin on, VAs. */
  #midnights: Apparent[]
  /** The day that was looked at last, at the begin of each of its quarters and at its end, VAs. */
  #last: { readonly curve: DayCurve; readonly quarters: readonly Apparent[] } | undefined

  constructor(source: Source) {
    this.#source = source
    const row = source.start()
    const reactive = register(row, 'reactiveImport') - register(row, 'reactiveExport')
    const drawn = Math.round(Math.hypot(register(row, 'import'), reactive))
    this.#midnights = [[drawn * secondsPerHour, register(row, 'export') * secondsPerHour]]
  }

  /** Whole VAh at an instant. */
  at(instant: number): Apparent {
    const { calendar, begin, curve } = this.#source
    const counted = Math.max(begin, instant)
    const { day, start } = calendar.at(counted)
    let [drawn, fed] = this.#midnight(day)
    if (counted > start) {
      const found = this.#upTo(curve(day), counted - start)
      drawn += found[0]
      fed += found[1]
    }
    return [Math.floor(drawn / secondsPerHour), Math.floor(fed / secondsPerHour)]
  }

  /** What follows from a day on is counted anew. */
  forget(day: CivilDay): void {
    this.#midnights.length = Math.min(this.#midnights.length, Math.max(1, day - this.#source.origin + 1))
  }

  #midnight(day: CivilDay): Apparent {
    const { origin, curve } = this.#source
    for (let next = this.#midnights.length; next <= day - origin; next++) {
      const before = curve(origin + next - 1)
      const { start, end } = before.local
      const [drawn, fed] = this.#upTo(before, end - start)
      const [a, b] = this.#midnights[next - 1] ?? [0, 0]
      this.#midnights.push([a + drawn, b + fed])
    }
    return this.#midnights[day - origin] ?? [0, 0]
  }

  /** Of the first seconds of a day, VAs. */
  #upTo(curve: DayCurve, seconds: number): Apparent {
    if (this.#last?.curve !== curve) this.#last = { curve, quarters: quartersOf(curve) }
    const quarter = Math.floor(seconds / secondsPerQuarter)
    const [drawn, fed] = this.#last.quarters[quarter] ?? [0, 0]
    const rest = seconds % secondsPerQuarter
    if (rest === 0) return [drawn, fed]
    const found = curve.apparent(quarter, rest)
    return [drawn + found[0], fed + found[1]]
  }
}

/** Apparent energy of a day at the begin of each quarter, and at its end, VAs. */
function quartersOf(curve: DayCurve): Apparent[] {
  const sums: Apparent[] = [[0, 0]]
  let [drawn, fed]: Apparent = [0, 0]
  for (let quarter = 0; quarter < curve.local.quarters; quarter++) {
    const found = curve.apparent(quarter, secondsPerQuarter)
    drawn += found[0]
    fed += found[1]
    sums.push([drawn, fed])
  }
  return sums
}
