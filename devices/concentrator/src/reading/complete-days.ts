import { addDays, type LocalDate } from '@ferraris/cosem'
import { msOf } from '@ferraris/metering'
import type { Section } from '../section.ts'
import type { NewProfileDay } from '../store/result-table.ts'
import { dayGrid } from './profile-day.ts'

/** Which profile days of which meters are known, and how much of the last whole day that is. */
export class CompleteDays {
  readonly #section: Section
  readonly #known = new Map<string, Set<LocalDate>>()
  /** The last local day that is over, and the intervals of it that were received. */
  #lastDay: LocalDate = ''
  #lastEnd = Number.POSITIVE_INFINITY
  #nextEnd = Number.NEGATIVE_INFINITY
  #nightStartMs: number | undefined
  #received = 0
  #changed = false

  constructor(section: Section) {
    this.#section = section
  }

  get lastDay(): LocalDate {
    return this.#lastDay
  }

  /** When the last day was over, with the time that the meters need to close it. */
  get lastEnd(): number {
    return this.#lastEnd
  }

  /** When the next day will be over. */
  get nextEnd(): number {
    return this.#nextEnd
  }

  /** Makes the day before today the last day. */
  roll(): void {
    const { now, settings, store, zone } = this.#section
    if (this.#nightStartMs === settings.nightStartMs && this.#lastEnd <= now && now < this.#nextEnd) return
    this.#nightStartMs = settings.nightStartMs
    const today = this.#section.dayAt(now - settings.nightStartMs)
    const lastDay = addDays(today, -1)
    this.#lastDay = lastDay
    this.#lastEnd = msOf(zone.startOfDay(today)) + settings.nightStartMs
    this.#nextEnd = msOf(zone.startOfDay(addDays(today, 1))) + settings.nightStartMs
    this.#known.clear()
    const first = addDays(lastDay, -settings.historyDays)
    store.results.forgetDays(first)
    for (const { aca, day } of store.results.knownDays(first)) this.#mark(aca, day)
    this.#received = 0
    this.#changed = true
    for (const result of store.results.ofDay(lastDay)) this.#received += receivedIn(result)
  }

  /** Whether anything of the last day has come since this was last asked. */
  takeChanged(): boolean {
    const changed = this.#changed
    this.#changed = false
    return changed
  }

  /** The days of a meter that are not known, the last one first. */
  missing(aca: string): LocalDate[] {
    const known = this.#known.get(aca)
    const days = Array.from({ length: this.#section.settings.historyDays }, (_, back) =>
      addDays(this.#lastDay, -back),
    )
    return days.filter(day => known?.has(day) !== true)
  }

  /** A day need not be read again. */
  note(aca: string, day: LocalDate, result?: NewProfileDay): void {
    this.#mark(aca, day)
    if (day !== this.#lastDay || result === undefined) return
    this.#received += receivedIn(result)
    this.#changed = true
  }

  forget(aca: string): void {
    this.#known.delete(aca)
  }

  /** Intervals of the last day that are wanted, and those that are here. */
  completeness(): { day: LocalDate; expected: number; received: number } {
    const { zone, roster } = this.#section
    const meters = [...roster.adopted()].length
    const expected = meters * dayGrid(zone, this.#lastDay).intervals
    return { day: this.#lastDay, expected, received: Math.min(expected, this.#received) }
  }

  #mark(aca: string, day: LocalDate): void {
    const known = this.#known.get(aca)
    if (known === undefined) this.#known.set(aca, new Set([day]))
    else known.add(day)
  }
}

/** Intervals of a day with a known first register. */
function receivedIn({ registers }: NewProfileDay): number {
  return registers[0]?.increments.filter(increment => increment !== null).length ?? 0
}
