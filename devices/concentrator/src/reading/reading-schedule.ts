import { ClockWatch } from '../clock/clock-watch.ts'
import type { Meter } from '../commissioning/meter.ts'
import { dispatchPriority, type Source, type Work } from '../dispatch/dispatcher.ts'
import { MeterError } from '../network/meter-error.ts'
import type { Procedure } from '../network/procedure.ts'
import type { Section } from '../section.ts'
import { Backlog } from './backlog.ts'
import type { CompleteDays } from './complete-days.ts'
import { Pace } from './pace.ts'
import { visit } from './visit.ts'

/** Whether a way to a meter is known is looked up again after this time. */
const unheardMs = 15_000

/** Instants of visits are counted from here, to stay small beside the rank. */
const firstVisit = Date.UTC(2020)

/**
 * Decides which meter is visited next: first the meters without their last day, then the one visited longest ago. Polls
 * of status words keep within a share of the line's time, and visits in vain within the same: the more meters do not
 * answer, the longer they rest, so that they never starve others.
 */
export class ReadingSchedule implements Source {
  readonly priority = dispatchPriority.reading
  readonly #section: Section
  readonly #days: CompleteDays
  readonly #backlog: Backlog
  readonly #clocks: ClockWatch
  readonly #visitedAt = new Map<string, number>()
  readonly #polls: Pace
  readonly #failures: Pace
  #meters = 0
  /** Meters that could be visited now and lack their last day. */
  #late = 0
  /** Nothing can be due before this time, unless something happens. */
  #idleUntil = 0

  constructor(section: Section, days: CompleteDays) {
    this.#section = section
    this.#days = days
    this.#backlog = new Backlog(days)
    this.#clocks = new ClockWatch(section)
    this.#polls = new Pace(section.settings.statusShare)
    this.#failures = new Pace(section.settings.statusShare)
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
    const adopted = [...this.#section.roster.adopted()]
    this.#meters = adopted.length
    for (const meter of adopted) {
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
    const { now, network } = this.#section
    const { aca, progress, restUntil, rowsFrom } = meter
    if (network.route(aca) === undefined) return now + unheardMs
    const behindAt = this.#isBehind(meter) ? Math.max(now, rowsFrom) : Number.POSITIVE_INFINITY
    const pollAt = network.isDoubtful(aca) ? now : (progress.status ?? 0) + this.#statusEveryMs
    return Math.max(Math.min(behindAt, pollAt, this.#clocks.dueAt(meter)), restUntil)
  }

  #isBehind({ aca, progress }: Meter): boolean {
    return this.#backlog.missing(aca).length > 0 || progress.registers !== this.#days.lastDay
  }

  get #statusEveryMs(): number {
    return Math.max(this.#section.settings.statusEveryMs, this.#polls.roundOf(this.#meters))
  }

  *#visit(meter: Meter): Procedure<void> {
    const section = this.#section
    const began = section.now
    const isPoll = !this.#isBehind(meter)
    const heardBefore = meter.lastHeard
    this.#visitedAt.set(meter.aca, began)
    try {
      yield* visit(meter, {
        section,
        days: this.#days,
        backlog: this.#backlog,
        clocks: this.#clocks,
        statusEveryMs: section.network.isDoubtful(meter.aca) ? 0 : this.#statusEveryMs,
        isBack: meter.failures > 0,
        isPressed: () => this.#late > 1,
      })
      if (isPoll) this.#polls.note(section.now - began)
      if (meter.failures >= section.settings.silentAfterVisits) this.#wakeLostWith(heardBefore)
      meter.failures = 0
      meter.restUntil = 0
    } catch (error) {
      if (!(error instanceof MeterError)) throw error
      this.#failures.note(section.now - began)
      this.#putOff(meter)
    } finally {
      section.roster.advance(meter, {})
    }
  }

  #putOff(meter: Meter): void {
    const { now, settings, roster } = this.#section
    meter.failures++
    const silent = [...roster.adopted()].filter(({ failures }) => failures >= settings.silentAfterVisits)
    // Whether it is silent is to be known soon.
    const round = meter.failures < settings.silentAfterVisits ? 0 : this.#failures.roundOf(silent.length)
    const pause = Math.min(settings.longestBackOffMs, Math.max(settings.backOffMs, round))
    meter.restUntil = now + this.#section.about(pause)
  }

  /** Where one is back, so may be those that were lost with it, within a round of polls: a cable was mended. */
  #wakeLostWith(lastHeard: number): void {
    const { roster, now } = this.#section
    for (const meter of roster.adopted()) {
      const isLostWithIt = Math.abs(meter.lastHeard - lastHeard) < this.#statusEveryMs
      if (meter.failures > 0 && isLostWithIt) meter.restUntil = Math.min(meter.restUntil, now)
    }
  }
}
