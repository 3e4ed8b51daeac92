/*
 * Calls: how news of meters come within a minute, though no meter begins.
 *
 *     round of calls                 all that hear the concentrator, then those that hear each of few nodes which together reach all
 *     one node more in each round    the others take turns: a new meter may be heard by one of them only
 *     answered by                    a meter with unread events; a meter that no search has silenced, so a new one; a meter
 *                                    that no concentrator has asked for longer than this one leaves its own: one that was moved
 *     what follows                   news: the meter is visited at once, status word, events; otherwise it is silenced
 *     next round                     at its distance; at once where a meter has called, for others may have collided with it
 *
 * The calls of a round follow each other at once, for some time: then none of their answers wants a confirmation. Behind that is a pause, so that they keep within
 * their share of the time. Orders go between any two exchanges.
 */
import { msPerMinute } from '@ferraris/metering'
import { dispatchPriority, type Source, type Work } from '../dispatch/dispatcher.ts'
import type { Procedure } from '../network/procedure.ts'
import type { ReadingSchedule } from '../reading/reading-schedule.ts'
import type { Section } from '../section.ts'

/** Which nodes call follows the ways to the meters at this distance, and one that did not answer is replaced after the other. */
const chosenForMs = 30 * msPerMinute
const chosenAfterFailureMs = 2 * msPerMinute

/** A round that takes longer is interrupted: others must not wait for all of it. */
const longestMs = 15_000

/** Lets few nodes call, round after round. */
export class CallSchedule implements Source {
  readonly priority = dispatchPriority.search
  readonly #section: Section
  readonly #schedule: ReadingSchedule
  readonly #isSettled: () => boolean
  /** Nodes that together reach all, as of an instant, and whether one of them has not answered since. */
  #callers: readonly string[] = []
  #chosenAt = Number.NEGATIVE_INFINITY
  #hasFailed = false
  /** When each node has called last. */
  readonly #calledAt = new Map<string, number>()
  /** What is left of the round under way: undefined is the concentrator itself. */
  #left: (string | undefined)[] = []
  #roundAt = Number.NEGATIVE_INFINITY
  #spentMs = 0
  #isAnswered = false
  #busy = false
  #pauseUntil = Number.NEGATIVE_INFINITY

  constructor(section: Section, schedule: ReadingSchedule, isSettled: () => boolean) {
    this.#section = section
    this.#schedule = schedule
    this.#isSettled = isSettled
  }

  take(): Work | undefined {
    const { now } = this.#section
    if (now < this.nextAt()) return undefined
    if (this.#left.length === 0) this.#beginRound(now)
    return { procedure: this.#call(this.#left.shift()) }
  }

  nextAt(): number {
    if (this.#busy || !this.#isSettled()) return Number.POSITIVE_INFINITY
    if (this.#left.length > 0 || this.#isAnswered) return this.#pauseUntil
    return Math.max(this.#pauseUntil, this.#roundAt + this.#section.settings.callEveryMs)
  }

  #beginRound(now: number): void {
    const age = now - this.#chosenAt
    if (age >= chosenForMs || (this.#hasFailed && age >= chosenAfterFailureMs)) {
      this.#callers = this.#section.network.callers()
      this.#chosenAt = now
      this.#hasFailed = false
    }
    this.#roundAt = now
    this.#spentMs = 0
    this.#isAnswered = false
    const other = this.#longestQuiet()
    this.#left = [undefined, ...this.#callers, ...(other === undefined ? [] : [other])]
  }

  /** Of the other nodes the one that has not called for longest. */
  #longestQuiet(): string | undefined {
    const { roster, network, settings } = this.#section
    let longest: string | undefined
    let earliest = Number.POSITIVE_INFINITY
    for (const { aca, state, failures } of roster.all()) {
      if (state === 'foreign' || failures >= settings.silentAfterVisits) continue
      const calledAt = this.#calledAt.get(aca) ?? Number.NEGATIVE_INFINITY
      if (calledAt >= earliest || network.route(aca) === undefined || this.#callers.includes(aca)) continue
      longest = aca
      earliest = calledAt
    }
    return longest
  }

  *#call(via: string | undefined): Procedure<void> {
    const began = this.#section.now
    this.#busy = true
    if (via !== undefined) this.#calledAt.set(via, began)
    try {
      const answered = yield* this.#section.network.call(this.#schedule.unaskedMs, via)
      if (answered === undefined) this.#hasFailed = true
      for (const aca of answered ?? []) if (this.#schedule.called(aca)) this.#isAnswered = true
    } finally {
      const { now, settings } = this.#section
      this.#busy = false
      this.#spentMs += now - began
      if (this.#left.length === 0 || this.#spentMs >= longestMs) {
        this.#pauseUntil = now + this.#spentMs * (1 / settings.callShare - 1)
        this.#spentMs = 0
      }
    }
  }
}
