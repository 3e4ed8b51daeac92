import { ClockWatch } from '../clock/clock-watch.ts'
import type { Meter } from '../commissioning/meter.ts'
import { dispatchPriority, type Source, type Work } from '../dispatch/dispatcher.ts'
import { MeterError } from '../network/meter-error.ts'
import type { Procedure } from '../network/procedure.ts'
import type { Section } from '../section.ts'
import { Backlog } from './backlog.ts'
import type { CompleteDays } from './complete-days.ts'
import { visit } from './visit.ts'

/** Whether a way to a meter is known is looked up again after this time. */
const unheardMs = 15_000

/** Instants of visits are counted from here, to stay small beside the rank. */
const firstVisit = Date.UTC(2020)

/**
 * Decides which meter is visited next: first the meters without their last day, then the one visited longest ago. A
 * meter that does not answer rests for longer each time, so that it never starves others.
 */
export class ReadingSchedule implements Source {
  readonly priority = dispatchPriority.reading
  readonly #section: Section
  readonly #days: CompleteDays
  readonly #backlog: Backlog
  readonly #clocks: ClockWatch
  readonly #visitedAt = new Map<string, number>()
  /** Meters that could be visited now and lack their last day. */
  #late = 0
  /** Nothing can be due before this time, unless something happens. */
  #idleUntil = 0

  constructor(section: Section, days: CompleteDays) {
    this.#section = section
    this.#days = days
    this.#backlog = new Backlog(days)
    this.#clocks = new ClockWatch(section)
  }

  /** A meter was adopted, or the clock has jumped: look again. */
  lookAgain(): void {
    this.#idleUntil = 0
  }

  /** Drops a meter that has left the section. */
  forget(aca: string): void {
    this.#backlog.forget(aca)
    this.#clocks.forget(aca)
    this.#days.forget(aca)
  }

  take(claim: (aca: string) => boolean): Work | undefined {
    const { now } = this.#section
    if (this.#backlog.roll()) this.#idleUntil = 0
    if (now < this.#idleUntil) return undefined
    this.#late = 0
    let next: Meter | undefined
    let rank = Number.POSITIVE_INFINITY
    let earliest = Number.POSITIVE_INFINITY
    for (const meter of this.#section.roster.adopted()) {
      const dueAt = this.#dueAt(meter)
      if (dueAt > now) {
        earliest = Math.min(earliest, dueAt)
        continue
      }
      const isLate = this.#backlog.isLate(meter.aca)
      if (isLate) this.#late++
      // Some 30 years of visits set those without their last day apart.
      const its = (isLate ? 0 : 1e12) + (this.#visitedAt.get(meter.aca) ?? 0) - firstVisit
      if (its < rank && claim(meter.aca)) [next, rank] = [meter, its]
    }
    if (next === undefined) {
      this.#idleUntil = Math.min(earliest, this.#days.nextEnd)
      return undefined
    }
    return { aca: next.aca, procedure: this.#visit(next) }
  }

  nextAt(): number {
    return Math.max(this.#section.now, this.#idleUntil)
  }

  /** When something is to be done with a meter. */
  #dueAt(meter: Meter): number {
    const { now, settings, network } = this.#section
    const { aca, progress, restUntil } = meter
    if (network.route(aca) === undefined) return now + unheardMs
    const isBehind = this.#backlog.missing(aca).length > 0 || progress.registers !== this.#days.lastDay
    const due = isBehind
      ? now
      : Math.min((progress.status ?? 0) + settings.statusEveryMs, this.#clocks.dueAt(meter))
    return Math.max(due, restUntil)
  }

  *#visit(meter: Meter): Procedure<void> {
    const section = this.#section
    this.#visitedAt.set(meter.aca, section.now)
    try {
      yield* visit(meter, {
        section,
        days: this.#days,
        backlog: this.#backlog,
        clocks: this.#clocks,
        isPressed: () => this.#late > 1,
      })
      meter.failures = 0
      meter.restUntil = 0
    } catch (error) {
      if (!(error instanceof MeterError)) throw error
      this.#putOff(meter)
    } finally {
      section.roster.advance(meter, {})
    }
  }

  #putOff(meter: Meter): void {
    const { now, settings } = this.#section
    const pause = Math.min(settings.longestBackOffMs, settings.backOffMs * 2 ** Math.min(20, meter.failures))
    meter.failures++
    meter.restUntil = now + this.#section.about(pause)
  }
}
