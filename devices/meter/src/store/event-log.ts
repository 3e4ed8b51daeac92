import { type MeterEvent, ferrarisCodes, secondsPerQuarter } from '@ferraris/metering'
import type { CivilDay } from '../calendar/civil-day.ts'
import type { LocalCalendar, LocalDay } from '../calendar/local-day.ts'
import { sagOn } from '../metrology/voltage.ts'
import type { NonVolatile } from './memory/non-volatile.ts'
import type { MeterClock } from './meter-clock.ts'

/** One entry of the log. */
export type LoggedEvent = {
  /** What the clock showed, seconds since 1970-01-01T00:00Z. */
  readonly shown: number
  readonly code: number
}

/** One with an outside cause, under its number since the meter was made; the oldest memories have none. */
type RememberedEvent = LoggedEvent & { readonly number?: number }

/**
 * The event log (0.0.99.98.0.255). Events of its surroundings since the records began (installation, changes of daylight
 * saving, voltage sags) are computed; events that a client or person caused are remembered. Both lie in one row of time.
 */
export class EventLog {
  readonly capacity = 256
  readonly #memory: NonVolatile
  readonly #clock: MeterClock
  readonly #calendar: LocalCalendar
  readonly #seed: number
  /** Events of the days before today; today starts at `until`. */
  #past: { readonly until: number; readonly events: readonly LoggedEvent[] } | undefined

  constructor(memory: NonVolatile, clock: MeterClock, calendar: LocalCalendar, seed: number) {
    this.#memory = memory
    this.#clock = clock
    this.#calendar = calendar
    this.#seed = seed
  }

  /** Remembers an event under what the clock shows at a true instant. */
  record(event: MeterEvent, at: number, shown = this.#clock.read(at)): void {
    const number = this.#recorded() + 1
    this.#memory.append('events', { shown, code: ferrarisCodes[event], number }, this.capacity)
  }

  /** How many events there have been up to now, those included that have given way. */
  count(now: number): number {
    return this.#computed(now).length + this.#recorded()
  }

  /** Every event up to now, oldest first; the oldest give way. */
  all(now: number): LoggedEvent[] {
    return [...this.#computed(now), ...this.#remembered().map(({ shown, code }) => ({ shown, code }))]
      .sort((a, b) => a.shown - b.shown)
      .slice(-this.capacity)
  }

  #remembered(): readonly RememberedEvent[] {
    return this.#memory.get<RememberedEvent[]>('events') ?? []
  }

  /** How many events were ever remembered: each carries its number, so that both are one entry of the journal. */
  #recorded(): number {
    const remembered = this.#remembered()
    return remembered.at(-1)?.number ?? remembered.length
  }

  /** Computed events. Days that are over do not change any more: they are computed once. */
  #computed(now: number): LoggedEvent[] {
    const today = this.#calendar.at(now)
    if (this.#past?.until !== today.start) {
      this.#past = { until: today.start, events: this.#eventsOf(this.#daysBefore(today.day), today.start) }
    }
    return [...this.#installation(), ...this.#past.events, ...this.#eventsOf([today], now)]
  }

  #eventsOf(days: readonly LocalDay[], now: number): LoggedEvent[] {
    return [...this.#daylightSaving(days, now), ...this.#sags(days, now)]
  }

  #installation(): LoggedEvent[] {
    const at = this.#clock.begin
    return (['powerUp', 'tariffsActivated', 'terminalCoverClosed'] as const).map((event, index) => ({
      shown: at + 30 * index,
      code: ferrarisCodes[event],
    }))
  }

  #daylightSaving(days: readonly LocalDay[], now: number): LoggedEvent[] {
    const { zone } = this.#clock
    return days.flatMap(({ start, end }) => {
      if (zone.offsetAt(start) === zone.offsetAt(end)) return []
      let change = start
      while (zone.offsetAt(change) === zone.offsetAt(start)) change += secondsPerQuarter
      return change <= now ? [{ shown: change, code: ferrarisCodes.daylightSavingChanged }] : []
    })
  }

  #sags(days: readonly LocalDay[], now: number): LoggedEvent[] {
    return days.flatMap(({ start }) => {
      const sag = sagOn(start, this.#seed)
      if (sag === undefined || sag.to > now) return []
      return [
        { shown: this.#clock.read(sag.from), code: ferrarisCodes.undervoltageL1 },
        { shown: this.#clock.read(sag.to), code: ferrarisCodes.voltageNormalL1 },
      ]
    })
  }

  /** The local days of the records before one, the last thousand at most: older ones have left the log long since. */
  #daysBefore(day: CivilDay): LocalDay[] {
    const first = Math.max(this.#calendar.at(this.#clock.begin).day, day - 1000)
    return Array.from({ length: Math.max(0, day - first) }, (_, index) => this.#calendar.of(first + index))
  }
}
