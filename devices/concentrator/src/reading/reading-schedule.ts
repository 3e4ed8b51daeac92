import type { LocalDate } from '@ferraris/cosem'
import { readEvents } from '@ferraris/smitp/session'
import { catalogue } from '@ferraris/smitp/tables'
import { ClockCouncil } from '../clock/clock-quorum.ts'
import { correctClock, readClockOffset } from '../clock/correct-clock.ts'
import type { Meter } from '../commissioning/meter.ts'
import { dispatchPriority, type Source, type Task } from '../dispatch/dispatcher.ts'
import { readFrozenRegisters } from '../meters-and-more/meter/registers.ts'
import { readRow, readSelection } from '../meters-and-more/session/read-rows.ts'
import { MeterError } from '../network/meter-error.ts'
import type { Course } from '../network/procedure.ts'
import type { Section } from '../section.ts'
import type { Progress } from '../store/meter-table.ts'
import type { CompleteDays } from './complete-days.ts'
import { type PartialDay, readProfileDay } from './read-profile-day.ts'

/** Days of the past read in one visit, so that a long history keeps nobody else waiting. */
const daysAVisit = 2

/** A meter that was not found yet is looked for in our own notes again after this time. */
const unheard = 15_000

const clockEvery = 86_400_000
/** A clock that may be right, and ours wrong, is looked at again after this time. */
const clockDoubt = 3_600_000

/**
 * Visits the meters of the section: status word and new events, the last day's profile, the registers frozen at its end,
 * the clock, and days further back that are not known. Whoever's last day is missing comes first, then whoever was
 * visited longest ago; a meter that does not answer rests for longer each time, so that it never starves others.
 */
export class Rounds implements Source {
  readonly priority = dispatchPriority.reading
  readonly #section: Section
  readonly #days: CompleteDays
  readonly #council = new ClockCouncil()
  readonly #visitedAt = new Map<string, number>()
  readonly #parts = new Map<string, Map<LocalDate, PartialDay>>()
  readonly #missing = new Map<string, LocalDate[]>()
  readonly #changed = new Set<Meter>()
  /** Meters that could be visited now and whose last day is missing. */
  #late = 0
  /** The day that what is missing was worked out for. */
  #lastDay: LocalDate = ''
  /** Nothing can be due before this time, unless something happens. */
  #idleUntil = 0

  constructor(section: Section, days: CompleteDays) {
    this.#section = section
    this.#days = days
  }

  /** Somebody was adopted, released or heard, or the clock has jumped: look again. */
  lookAgain(): void {
    this.#idleUntil = 0
  }

  /** Forgets a meter that is not ours any more. */
  forget(aca: string): void {
    this.#missing.delete(aca)
    this.#parts.delete(aca)
    this.#council.forget(aca)
    this.#days.forget(aca)
  }

  /** Meters whose progress has changed since this was last asked. */
  takeChanged(): Meter[] {
    const changed = [...this.#changed]
    this.#changed.clear()
    return changed
  }

  take(claim: (aca: string) => boolean): Task | undefined {
    const { now } = this.#section
    if (this.#lastDay !== this.#days.lastDay) {
      this.#lastDay = this.#days.lastDay
      this.#missing.clear()
      this.#parts.clear()
      this.#idleUntil = 0
    }
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
      const isLate = this.#missingOf(meter.aca)[0] === this.#days.lastDay
      if (isLate) this.#late++
      // Some 30 years of visits keep those apart whose last day is missing.
      const its = (isLate ? 0 : 1e12) + (this.#visitedAt.get(meter.aca) ?? 0) - firstVisit
      if (its < rank && claim(meter.aca)) [next, rank] = [meter, its]
    }
    if (next === undefined) {
      this.#idleUntil = Math.min(earliest, this.#days.nextEnd)
      return undefined
    }
    return { aca: next.aca, course: this.#visit(next) }
  }

  nextAt(): number {
    return Math.max(this.#section.now, this.#idleUntil)
  }

  /** When something is to be done with a meter. */
  #dueAt({ aca, progress, restUntil }: Meter): number {
    const { now, settings, routes } = this.#section
    if (routes.current(aca) === undefined) return now + unheard
    const backlog = this.#missingOf(aca).length > 0 || progress.registers !== this.#days.lastDay
    const due = backlog
      ? now
      : Math.min((progress.status ?? 0) + settings.statusEvery, (progress.clock ?? 0) + clockEvery)
    return Math.max(due, restUntil)
  }

  #missingOf(aca: string): LocalDate[] {
    const known = this.#missing.get(aca)
    if (known !== undefined) return known
    const missing = this.#days.missing(aca)
    this.#missing.set(aca, missing)
    return missing
  }

  *#visit(meter: Meter): Course<void> {
    this.#visitedAt.set(meter.aca, this.#section.now)
    try {
      const newest = yield* this.#pollStatus(meter)
      if (this.#missingOf(meter.aca)[0] === this.#days.lastDay) yield* this.#readDay(meter)
      yield* this.#readClosing(meter)
      if (newest !== undefined) yield* this.#readEvents(meter, newest)
      yield* this.#seeToClock(meter)
      // The past can wait while somebody's last day is missing.
      for (let days = 0; days < daysAVisit && this.#late <= 1; days++) {
        if (this.#missingOf(meter.aca).length === 0) break
        yield* this.#readDay(meter)
      }
      meter.failures = 0
      meter.restUntil = 0
    } catch (error) {
      if (!(error instanceof MeterError)) throw error
      this.#putOff(meter)
    } finally {
      this.#changed.add(meter)
    }
  }

  /** The number of the newest event, where there are events not yet known. */
  *#pollStatus(meter: Meter): Course<number | undefined> {
    const { now, settings } = this.#section
    const { status = Number.NEGATIVE_INFINITY, event } = meter.progress
    if (now - status < settings.statusEvery) return undefined
    const word = yield* this.#unlessRefused(readRow(this.#section, meter.aca, catalogue.statusWord, 0x3f, 8))
    this.#progress(meter, { status: this.#section.now })
    return word === undefined || word.eventCounter === event ? undefined : word.eventCounter
  }

  *#readEvents(meter: Meter, newest: number): Course<void> {
    const { store } = this.#section
    const events = yield* this.#unlessRefused(
      readSelection(this.#section, meter.aca, 'events', readEvents(meter.progress.event, newest)),
    )
    const news = events?.map(({ time, code, number }) => ({ time: time * 1000, code, index: number })) ?? []
    const { aca } = meter
    this.#progress(meter, { event: newest }, () => {
      if (news.length === 0) return
      store.results.add({ kind: 'events', aca, readAt: Math.floor(this.#section.now), events: news })
    })
  }

  /** The latest day that is missing. One that the meter does not have is not asked for again before tomorrow. */
  *#readDay(meter: Meter): Course<void> {
    const { aca } = meter
    const missing = this.#missingOf(aca)
    const day = missing[0]
    const parts = this.#parts.get(aca) ?? new Map<LocalDate, PartialDay>()
    this.#parts.set(aca, parts)
    const part = parts.get(day) ?? new Map()
    parts.set(day, part)
    const result = yield* this.#unlessRefused(readProfileDay(this.#section, aca, day, part))
    const isThere =
      result?.kind === 'profile-day' &&
      result.registers.some(({ increments }) => increments.some(increment => increment !== null))
    if (isThere) this.#section.store.results.add(result, { day })
    this.#days.note(aca, day, result)
    parts.delete(day)
    missing.splice(missing.indexOf(day), 1)
  }

  *#readClosing(meter: Meter): Course<void> {
    const day = this.#days.lastDay
    if (meter.progress.registers === day) return
    const result = yield* this.#unlessRefused(readFrozenRegisters(this.#section, meter.aca, day))
    this.#progress(meter, { registers: day }, () => {
      if (result !== undefined) this.#section.store.results.add(result)
    })
  }

  *#seeToClock(meter: Meter): Course<void> {
    const { now, settings } = this.#section
    if (now - (meter.progress.clock ?? Number.NEGATIVE_INFINITY) < clockEvery) return
    const offset = yield* this.#unlessRefused(readClockOffset(this.#section, meter.aca))
    if (offset !== undefined) this.#council.note(meter.aca, offset)
    if (offset !== undefined && Math.abs(offset) > settings.clockTolerance) {
      const meters = [...this.#section.roster.adopted()].length
      if (!this.#council.trusts(meters, settings.clockTolerance)) {
        this.#progress(meter, { clock: this.#section.now - clockEvery + clockDoubt })
        return
      }
      yield* this.#unlessRefused(correctClock(this.#section, meter.aca, offset))
      this.#council.note(meter.aca, 0)
    }
    this.#progress(meter, { clock: this.#section.now })
  }

  /** What a meter refuses, or says in a way nobody understands, it will refuse again: the others are still asked. */
  *#unlessRefused<Value>(course: Course<Value>): Course<Value | undefined> {
    try {
      return yield* course
    } catch (error) {
      if (error instanceof MeterError && (error.code === 'refused' || error.code === 'unreadable'))
        return undefined
      throw error
    }
  }

  #putOff(meter: Meter): void {
    const { now, settings } = this.#section
    const pause = Math.min(settings.longestBackOff, settings.backOff * 2 ** Math.min(20, meter.failures))
    meter.failures++
    meter.restUntil = now + this.#section.about(pause)
  }

  /** Notes how far we are; what goes with it is written in the same transaction, and neither without the other. */
  #progress(meter: Meter, made: Progress, write?: () => void): void {
    const progress = { ...meter.progress, ...made }
    if (write !== undefined) {
      const { store } = this.#section
      store.transaction(() => {
        write()
        store.meters.keep({ ...meter, progress })
      })
    }
    meter.progress = progress
  }
}

/** Instants of visits are counted from here, to stay small beside the rank. */
const firstVisit = Date.UTC(2020)
