/** A calendar day in some time zone, `YYYY-MM-DD`. */
export type LocalDate = string

const daySeconds = 86_400

/** Twenty years of days. */
const maxKnownDays = 7_305

/** Days since 1970-01-01. */
export function dayNumber(date: LocalDate): number {
  return Date.parse(`${date}T00:00:00Z`) / 1000 / daySeconds
}

/** The reverse of {@link dayNumber}. */
export function dateOfDayNumber(day: number): LocalDate {
  if (day !== lastDay.number)
    lastDay = { number: day, date: new Date(day * daySeconds * 1000).toISOString().slice(0, 10) }
  return lastDay.date
}

/** Dates are asked for by the thousand, most of them of one day. */
let lastDay = { number: 0, date: '1970-01-01' }

/** The calendar day `days` later, or earlier if negative. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return dateOfDayNumber(dayNumber(date) + days)
}

/** 0 is Monday, 6 Sunday. */
export function weekday(date: LocalDate): number {
  return (((dayNumber(date) + 3) % 7) + 7) % 7
}

/** Calendar arithmetic of one IANA time zone. Instants are seconds since 1970-01-01T00:00Z. */
export class Zone {
  readonly id: string
  readonly #format: Intl.DateTimeFormat
  /** Offset of each UTC day, and where in that day it changes, if it does: asking Intl each time is 100 times slower. */
  readonly #days = new Map<number, { before: number; change: number; after: number }>()

  /** Throws RangeError for an unknown identifier. */
  constructor(id: string) {
    this.id = id
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: id, timeZoneName: 'longOffset' })
  }

  /** Seconds that local time is ahead of UTC at an instant. */
  offsetAt(instant: number): number {
    const day = Math.floor(instant / daySeconds)
    let known = this.#days.get(day)
    if (known === undefined) {
      // Days come from meters: a hostile one names millions of them.
      if (this.#days.size >= maxKnownDays) this.#days.clear()
      known = this.#examine(day)
      this.#days.set(day, known)
    }
    return instant < known.change ? known.before : known.after
  }

  dateOf(instant: number): LocalDate {
    return dateOfDayNumber(Math.floor((instant + this.offsetAt(instant)) / daySeconds))
  }

  /** The first instant of a local day: its midnight, or the end of the gap where a change skips midnight. */
  startOfDay(date: LocalDate): number {
    const wall = dayNumber(date) * daySeconds
    const start = wall - this.offsetAt(wall - this.offsetAt(wall))
    const offsetBefore = this.offsetAt(start - 1)
    return start + this.offsetAt(start) < wall ? wall - offsetBefore : start
  }

  /** How many quarter hours the local day has: 96, and 92 or 100 on the days when the clocks change. */
  quartersOfDay(date: LocalDate): number {
    return (this.startOfDay(addDays(date, 1)) - this.startOfDay(date)) / 900
  }

  #examine(day: number): { before: number; change: number; after: number } {
    let low = day * daySeconds
    let high = low + daySeconds
    const before = this.#ask(low)
    const after = this.#ask(high)
    if (before === after) return { before, change: high, after }
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (this.#ask(middle) === before) low = middle
      else high = middle
    }
    return { before, change: high, after }
  }

  #ask(instant: number): number {
    const name =
      this.#format.formatToParts(instant * 1000).find(part => part.type === 'timeZoneName')?.value ?? ''
    const [, sign, hours, minutes = 0, seconds = 0] = /GMT([+-])(\d+):?(\d+)?:?(\d+)?/.exec(name) ?? []
    if (sign === undefined) return 0
    return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds))
  }
}

const zones = new Map<string, Zone>()

/** The zone of an IANA identifier such as `Europe/Rome`; the same object each time. Throws RangeError if unknown. */
export function zone(id: string): Zone {
  let known = zones.get(id)
  if (known === undefined) {
    known = new Zone(id)
    zones.set(id, known)
  }
  return known
}
