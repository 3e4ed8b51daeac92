import { periodicDelays, spreadOf } from '@ferraris/chain2'
import { secondsPerDay, secondsPerQuarter } from '@ferraris/metering'
import { calendarFields, civilDay, weekday } from '../calendar/civil-day.ts'
import type { LocalCalendar } from '../calendar/local-day.ts'

/** When the association frame is told after a change of keys or settings, and how often: at first, and then; seconds. */
const associationPauses = {
  after: 1,
  first: 600,
  firstFor: secondsPerDay,
  later: secondsPerDay,
  laterFor: 8 * secondsPerDay,
} as const

type Period = 5 | 9 | 10

/** The first instant after another: the same for all in between, as long as the clock is not set. */
interface Found {
  readonly offset: number
  readonly since: number
  readonly at: number
}

/** Periods end by the meter's clock; meters differ in when they tell of it, so that a street does not speak at once. */
export class PeriodicInstants {
  readonly #calendar: LocalCalendar
  readonly #spread: number
  /** The meter's clock less true time. */
  readonly #offset: (now: number) => number
  /** What was found last for each period. */
  readonly #known = new Map<Period, Found>()

  constructor(calendar: LocalCalendar, seed: number, offset: (now: number) => number) {
    this.#calendar = calendar
    this.#spread = spreadOf(seed)
    this.#offset = offset
  }

  /** The first instant after another at which a quarter is told. */
  quarter(since: number): number {
    const offset = this.#offset(since)
    const ended = Math.floor((since + offset - this.#spread) / secondsPerQuarter) + 1
    return ended * secondsPerQuarter + this.#spread - offset
  }

  day(since: number): number {
    return this.#after(5, since, shown => this.#calendar.at(shown).end)
  }

  /** Weeks begin on Monday. */
  week(since: number): number {
    return this.#after(9, since, shown => {
      const { day } = this.#calendar.at(shown)
      return this.#calendar.of(day + 7 - weekday(day)).start
    })
  }

  month(since: number): number {
    return this.#after(10, since, shown => {
      const { year, month } = calendarFields(this.#calendar.at(shown).day)
      return this.#calendar.of(month === 12 ? civilDay(year + 1, 1, 1) : civilDay(year, month + 1, 1)).start
    })
  }

  /** `end` gives the end of the period that holds a moment of the meter's clock. */
  #after(period: Period, since: number, end: (shown: number) => number): number {
    const offset = this.#offset(since)
    const known = this.#known.get(period)
    if (known?.offset === offset && since >= known.since && since < known.at) return known.at
    const late = periodicDelays[period] + this.#spread
    const at = end(since + offset - late) + late - offset
    this.#known.set(period, { offset, since, at })
    return at
  }

  /** Where the week of an instant begins, true time. */
  weekStart(now: number): number {
    const offset = this.#offset(now)
    const { day } = this.#calendar.at(now + offset)
    return this.#calendar.of(day - weekday(day)).start - offset
  }
}

/** The first instant after another at which the association is told; undefined where that is over. */
export function nextAssociationFrame(changedAt: number, since: number): number | undefined {
  const { after, first, firstFor, later, laterFor } = associationPauses
  const begin = changedAt + after
  const passed = since - begin
  if (passed < 0) return begin
  const soon = begin + (Math.floor(passed / first) + 1) * first
  if (soon <= begin + firstFor) return soon
  const daily = begin + (Math.floor(passed / later) + 1) * later
  return daily <= begin + laterFor ? daily : undefined
}
