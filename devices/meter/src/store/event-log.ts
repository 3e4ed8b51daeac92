import type { LocalCalendar } from '../calendar/local-day.ts'
import { sagOn } from '../metrology/voltage.ts'
import { EVENT_CODES, type EventName } from './event-codes.ts'
import type { MeterClock } from './meter-clock.ts'
import type { NonVolatile } from './non-volatile.ts'

/** One line of the log. */
export type LoggedEvent = {
  /** What the clock showed, seconds since 1970-01-01T00:00Z. */
  readonly shown: number
  readonly code: number
}

/**
 * The event log (0.0.99.98.0.255). What the world did to the meter since its records began (installation, changes of
 * daylight saving, sags of the voltage) is computed; what somebody did to it is remembered. Both lie in one row of time.
 */
export class EventLog {
  readonly capacity = 256
  readonly #memory: NonVolatile
  readonly #clock: MeterClock
  readonly #calendar: LocalCalendar
  readonly #seed: number

  constructor(memory: NonVolatile, clock: MeterClock, calendar: LocalCalendar, seed: number) {
    this.#memory = memory
    this.#clock = clock
    this.#calendar = calendar
    this.#seed = seed
  }

  /** Remembers an event under what the clock shows at a true instant. */
  record(event: EventName, at: number, shown = this.#clock.read(at)): void {
    this.#memory.append('events', { shown, code: EVENT_CODES[event] }, this.capacity)
  }

  /** Every event up to now, oldest first; the oldest give way. */
  all(now: number): LoggedEvent[] {
    const remembered = this.#memory.get<LoggedEvent[]>('events') ?? []
    return [...this.#installation(), ...this.#daylightSaving(now), ...this.#sags(now), ...remembered]
      .sort((a, b) => a.shown - b.shown)
      .slice(-this.capacity)
  }

  #installation(): LoggedEvent[] {
    const [{ at }] = this.#clock.settings
    return (['powerUp', 'tariffsActivated', 'terminalCoverClosed'] as const).map((event, index) => ({
      shown: at + 30 * index,
      code: EVENT_CODES[event],
    }))
  }

  #daylightSaving(now: number): LoggedEvent[] {
    const { zone } = this.#clock
    return this.#days(now).flatMap(({ start, end }) => {
      if (zone.offsetAt(start) === zone.offsetAt(end)) return []
      let change = start
      while (zone.offsetAt(change) === zone.offsetAt(start)) change += 900
      return change <= now ? [{ shown: change, code: EVENT_CODES.daylightSavingChanged }] : []
    })
  }

  #sags(now: number): LoggedEvent[] {
    return this.#days(now).flatMap(({ start }) => {
      const sag = sagOn(start, this.#seed)
      if (sag === undefined || sag.to > now) return []
      return [
        { shown: this.#clock.read(sag.from), code: EVENT_CODES.undervoltage },
        { shown: this.#clock.read(sag.to), code: EVENT_CODES.voltageNormal },
      ]
    })
  }

  /** The local days of the records, the last thousand at most: older ones have left the log long since. */
  #days(now: number) {
    const today = this.#calendar.at(now).day
    const first = Math.max(this.#calendar.at(this.#clock.settings[0].at).day, today - 1000)
    return Array.from({ length: Math.max(0, today - first + 1) }, (_, index) =>
      this.#calendar.of(first + index),
    )
  }
}
