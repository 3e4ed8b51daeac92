import type { LocalDate } from '@ferraris/cosem'
import type { CompleteDays } from './complete-days.ts'
import type { PartialDay } from './read-profile-day.ts'

/** The profile days of each meter that are not known, and what has been read of them. */
export class Backlog {
  readonly #days: CompleteDays
  readonly #missing = new Map<string, LocalDate[]>()
  readonly #parts = new Map<string, Map<LocalDate, PartialDay>>()
  /** The last day for which this was worked out. */
  #lastDay: LocalDate = ''

  constructor(days: CompleteDays) {
    this.#days = days
  }

  /** Begins anew when another day is over; true then. */
  roll(): boolean {
    if (this.#lastDay === this.#days.lastDay) return false
    this.#lastDay = this.#days.lastDay
    this.#missing.clear()
    this.#parts.clear()
    return true
  }

  /** The days of a meter that are missing, the latest first. */
  missing(aca: string): readonly LocalDate[] {
    const missing = this.#missing.get(aca) ?? this.#days.missing(aca)
    this.#missing.set(aca, missing)
    return missing
  }

  /** Whether the last day that is over is missing. */
  isLate(aca: string): boolean {
    return this.missing(aca)[0] === this.#days.lastDay
  }

  /** What has been read of a day. */
  partOf(aca: string, day: LocalDate): PartialDay {
    const parts = this.#parts.get(aca) ?? new Map<LocalDate, PartialDay>()
    this.#parts.set(aca, parts)
    const part = parts.get(day) ?? new Map()
    parts.set(day, part)
    return part
  }

  /** A day is not missing any more. */
  done(aca: string, day: LocalDate): void {
    this.#parts.get(aca)?.delete(day)
    this.#missing.set(
      aca,
      this.missing(aca).filter(each => each !== day),
    )
  }

  forget(aca: string): void {
    this.#missing.delete(aca)
    this.#parts.delete(aca)
  }
}
