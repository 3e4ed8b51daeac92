import type { Zone } from '@ferraris/cosem'
import { secondsPerDay, secondsPerQuarter } from '@ferraris/metering'
import { type CivilDay, formatCivilDay } from './civil-day.ts'

/** The begin of the quarter hour that holds an instant. */
export function quarterStart(instant: number): number {
  return Math.floor(instant / secondsPerQuarter) * secondsPerQuarter
}

/** A civil day as a time zone really has it. Instants are seconds since 1970-01-01T00:00Z. */
export interface LocalDay {
  readonly day: CivilDay
  readonly start: number
  /** Start of the next day. */
  readonly end: number
  /** 96; 92 or 100 where the clocks change. */
  readonly quarters: number
  /** For each quarter that passes, the quarter the clock on the wall shows: 8..11 twice in autumn, never in spring. */
  readonly wallQuarter: Uint8Array
}

/** The days of one time zone, each computed once for all meters in it. */
export class LocalCalendar {
  readonly zone: Zone
  readonly #days = new Map<CivilDay, LocalDay>()

  constructor(zone: Zone) {
    this.zone = zone
  }

  /** The local day that holds an instant. */
  at(instant: number): LocalDay {
    return this.of(Math.floor((instant + this.zone.offsetAt(instant)) / secondsPerDay))
  }

  of(day: CivilDay): LocalDay {
    let known = this.#days.get(day)
    if (known === undefined) {
      known = this.#lay(day)
      this.#days.set(day, known)
    }
    return known
  }

  #lay(day: CivilDay): LocalDay {
    const start = this.zone.startOfDay(formatCivilDay(day))
    const end = this.zone.startOfDay(formatCivilDay(day + 1))
    const quarters = (end - start) / secondsPerQuarter
    const wallQuarter = Uint8Array.from({ length: quarters }, (_, quarter) => {
      const instant = start + quarter * secondsPerQuarter
      return Math.floor((instant + this.zone.offsetAt(instant) - day * secondsPerDay) / secondsPerQuarter)
    })
    return { day, start, end, quarters, wallQuarter }
  }
}
