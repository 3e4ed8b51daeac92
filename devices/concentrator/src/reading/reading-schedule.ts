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

/** Instants of visits are counted from here, to stay small beside the rank: some 30 years of them. */
const firstVisit = Date.UTC(2020)
const longMs = 1e12

/** The shortest of the periods that `about` gives, by the period of all. */
const leastSpread = 0.85

/** Polls are spread over so much of a round. */
const pollSpread = 0.8

/** The longest period of a poll, and some time for those that come first. */
const unaskedRounds = 1.3

/** News come by calls; after so many rounds of polls they are asked for all the same. */
const newsRounds = 6

/** All meters are looked at for those that are due at this distance. */
const lookEveryMs = 10_000

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
  /** Its period by that of all: neighbours must not be polled one after the other for ever, and then none of them for long. */
  readonly #spread = new Map<string, number>()
  readonly #pollPace: Pace
  readonly #failurePace: Pace
  #meters = 0
  /** Meters that could be visited now and lack their last day. */
  #late = 0
  /** Nothing can be due before this time, unless something happens. */
  #idleUntil = 0
  /** Those that were due then, in the order of their visits; apart those that are only asked for their status. */
  #due: Meter[] = []
  #polls: Meter[] = []
  /** The next of those is asked then. */
  #pollFrom = 0
  #lookedAt = Number.NEGATIVE_INFINITY
  /** When the first of all was or will be due, as of then. */
  #earliest = Number.NEGATIVE_INFINITY

  constructor(section: Section, days: CompleteDays) {
    this.#section = section
    this.#days = days
    this.#backlog = new Backlog(days)
    this.#clocks = new ClockWatch(section)
    this.#pollPace = new Pace(section.settings.statusShare)
    this.#failurePace = new Pace(section.settings.statusShare)
  }

  /** A meter was adopted, or the clock has jumped: look again. */
  lookAgain(): void {
    this.#idleUntil = 0
    this.#lookedAt = Number.NEGATIVE_INFINITY
  }

  /** Lets no meter rest any longer: what is missing of them is read at once. */
  hurry(): void {
    for (const meter of this.#section.roster.adopted()) meter.restUntil = 0
    this.lookAgain()
  }

  /** No meter of this section that is well is left without a request for so long. */
  get unaskedMs(): number {
    return unaskedRounds * this.#statusEveryMs
  }

  /** A meter has answered a call: it is visited at once. False for one that is not read here. */
  called(aca: string): boolean {
    const meter = this.#section.roster.get(aca)
    if (meter?.state !== 'adopted') return false
    meter.calls = true
    meter.restUntil = Math.min(meter.restUntil, this.#section.now)
    this.lookAgain()
    return true
  }

  /** Drops a meter that has left the section. */
  forget(aca: string): void {
    this.#backlog.forget(aca)
    this.#clocks.forget(aca)
    this.#days.forget(aca)
  }

  take(claim: (aca: string) => boolean): Work | undefined {
    const { now } = this.#section
    if (this.#backlog.roll()) this.lookAgain()
    if (now < this.#idleUntil) return undefined
    if (now >= this.#lookedAt + lookEveryMs) this.#look()
    for (;;) {
      const mayPoll = now >= this.#pollFrom
      const meter = this.#next(this.#due, claim) ?? (mayPoll ? this.#next(this.#polls, claim) : undefined)
      if (meter !== undefined) return { aca: meter.aca, procedure: this.#visit(meter) }
      if (!mayPoll && this.#polls.length > 0) this.#idleUntil = this.#pollFrom
      else if (this.#lookedAt === now) this.#idleUntil = Math.max(this.#earliest, now + lookEveryMs)
      else {
        this.#look()
        continue
      }
      this.#idleUntil = Math.min(this.#idleUntil, this.#days.nextEnd)
      return undefined
    }
  }

  /** The first of those that were due when this was last looked at, and still are. */
  #next(due: Meter[], claim: (aca: string) => boolean): Meter | undefined {
    for (let meter = due.shift(); meter !== undefined; meter = due.shift()) {
      const isDue = meter.state === 'adopted' && this.#dueAt(meter) <= this.#section.now
      if (isDue && claim(meter.aca)) return meter
    }
    return undefined
  }

  /** Puts those that are due in order. All meters are looked at, which is not done for each visit anew. */
  #look(): void {
    const { now, roster } = this.#section
    const adopted = [...roster.adopted()]
    this.#lookedAt = now
    this.#meters = adopted.length
    this.#late = 0
    this.#earliest = Number.POSITIVE_INFINITY
    const due: (readonly [rank: number, meter: Meter])[] = []
    for (const meter of adopted) {
      const dueAt = this.#dueAt(meter)
      this.#earliest = Math.min(this.#earliest, dueAt)
      if (dueAt <= now) due.push([this.#rank(meter), meter])
      if (dueAt <= now && this.#backlog.isLate(meter.aca)) this.#late++
    }
    const inOrder = due.toSorted(([a], [b]) => a - b).map(([, meter]) => meter)
    const { yes: polls = [], no: others = [] } = Object.groupBy(inOrder, meter =>
      this.#isPoll(meter) ? 'yes' : 'no',
    )
    this.#due = others
    this.#polls = polls
  }

  /**
   * Those behind a repeater that looks dead first, the nearest at their head, for the others are found over them; then
   * those with news and those without their last day; of equals the one visited longest ago.
   */
  #rank(meter: Meter): number {
    const { aca } = meter
    const { network } = this.#section
    if (network.isDoubtful(aca)) return (network.route(aca)?.length ?? 0) - 2 * longMs
    if (meter.calls) return (this.#visitedAt.get(aca) ?? firstVisit) - firstVisit - 1.5 * longMs
    if (this.#isPoll(meter)) return this.#pollAt(meter) - firstVisit
    return (this.#backlog.isLate(aca) ? -longMs : 0) + (this.#visitedAt.get(aca) ?? firstVisit) - firstVisit
  }

  nextAt(): number {
    return Math.max(this.#section.now, this.#idleUntil)
  }

  /** When something is to be done with a meter. */
  #dueAt(meter: Meter): number {
    const { now, network } = this.#section
    const { aca, restUntil, rowsFrom } = meter
    if (network.route(aca) === undefined) return now + unheardMs
    const behindAt = this.#isBehind(meter) ? Math.max(now, rowsFrom) : Number.POSITIVE_INFINITY
    return Math.max(Math.min(behindAt, this.#pollAt(meter), this.#clocks.dueAt(meter)), restUntil)
  }

  /** When it is to be asked for its status. */
  #pollAt({ aca, calls, lastHeard, progress: { status = 0 } }: Meter): number {
    if (calls || this.#section.network.isDoubtful(aca)) return this.#section.now
    const every = this.#statusEveryMs * (this.#spread.get(aca) ?? 1)
    // What it sends on for others shows that it is there.
    return Math.min(Math.max(status, lastHeard) + every, status + newsRounds * every)
  }

  /** Whether nothing is to be done with it but to see that it is there, and to hear its news. */
  #isPoll(meter: Meter): boolean {
    return (
      meter.failures === 0 &&
      !meter.calls &&
      !this.#isBehind(meter) &&
      !this.#section.network.isDoubtful(meter.aca)
    )
  }

  #isBehind({ aca, progress }: Meter): boolean {
    return this.#backlog.missing(aca).length > 0 || progress.registers !== this.#days.lastDay
  }

  get #statusEveryMs(): number {
    return Math.max(this.#section.settings.statusEveryMs, this.#pollPace.roundOf(this.#meters))
  }

  *#visit(meter: Meter): Procedure<void> {
    const section = this.#section
    const began = section.now
    const isPoll = this.#isPoll(meter)
    // Spread over the round: all in one go would leave a loss behind them unnoticed until the next.
    if (isPoll) this.#pollFrom = began + (pollSpread * this.#statusEveryMs) / this.#meters
    const heardBefore = meter.lastHeard
    const wasDoubtful = section.network.isDoubtful(meter.aca)
    this.#visitedAt.set(meter.aca, began)
    this.#spread.set(meter.aca, section.about(1))
    try {
      yield* visit(meter, {
        section,
        days: this.#days,
        backlog: this.#backlog,
        clocks: this.#clocks,
        statusEveryMs: wasDoubtful ? 0 : leastSpread * this.#statusEveryMs,
        isBack: meter.failures > 0,
        isPressed: () => this.#late > 1,
      })
      if (isPoll) this.#pollPace.note(section.now - began)
      if (meter.failures > 0 || wasDoubtful) this.#wakeLostWith(heardBefore)
      meter.failures = 0
      meter.restUntil = 0
    } catch (error) {
      if (!(error instanceof MeterError)) throw error
      this.#failurePace.note(section.now - began)
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
    const round = meter.failures < settings.silentAfterVisits ? 0 : this.#failurePace.roundOf(silent.length)
    // One that has just been lost may be found over another way: it is not left alone for as long as one long dead.
    const growing = settings.backOffMs * 2 ** (meter.failures - 1)
    const pause = Math.min(settings.longestBackOffMs, Math.max(settings.backOffMs, Math.min(round, growing)))
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
