import { msPerHour, msPerMinute, msPerSecond } from '@ferraris/metering'
import { dispatchPriority, type Source, type Work } from '../dispatch/dispatcher.ts'
import type { Procedure } from '../network/procedure.ts'
import type { Section } from '../section.ts'

/** Of every so many rounds one finds those known already again, and so measures links between them. */
const knownRound = 12

/** A node that did not answer is asked again after this time, so often in a round. */
const askAgainMs = 5 * msPerMinute
const mostTries = 3

/** Rounds begin within this time of when they could, and again after about so long when no meter was heard. */
const scatterMs = 5000
const noneHeardMs = msPerMinute

/** While a meter is silent that was heard within this time, rounds follow each other at this distance: there may be ways to it that are not known. */
const lostOfLateMs = 2 * msPerHour
const lostEveryMs = 10 * msPerMinute

/** All meters are looked at for such at this distance. */
const lookForLostMs = 30 * msPerSecond

/** A node in the round under way. */
interface Asking {
  tries: number
  restUntil: number
  done: boolean
}

/**
 * Searches for meters in rounds. In each the concentrator finds those that hear it, and lets every meter it knows find
 * those behind it; those that are found so are asked in turn. The first round has the network for itself until no new
 * one is found, the second finds those that another concentrator had found. Later ones, for new meters, moved ones and
 * such that were silent, leave most of the time to others, and go on without pauses while others have nothing to do; so
 * do all after a restart, for the meters known before it are to be read at once. A new meter that is not silenced answers
 * the calls between them (`calling`).
 */
export class SearchSchedule implements Source {
  readonly priority = dispatchPriority.search
  readonly #section: Section
  readonly #asking = new Map<string, Asking>()
  /** Number of the round under way, or of the last one: 0 before the first. */
  #round = 0
  #roundAt = Number.NEGATIVE_INFINITY
  #over = true
  /** While a search is under way, and in the pause after it. */
  #busy = false
  #pauseUntil = Number.NEGATIVE_INFINITY
  /** Until then the network is left to other work, where there is some. */
  #shareUntil = Number.NEGATIVE_INFINITY
  /** The same searches, for an idle network. */
  readonly whenIdle: Source = {
    priority: dispatchPriority.idle,
    take: claim => this.#take(claim, true),
    nextAt: () => this.#nextAt(true),
  }
  /** Whether it knew ways to its meters as it began: after a restart. */
  readonly #knewWays: boolean
  #urgent: boolean
  /** Whether the last round has heard a meter. */
  #heard = false
  #settledAt: number | undefined
  /** Whether a meter was lost of late, as of then. */
  #hasLost = false
  #lookedForLostAt = Number.NEGATIVE_INFINITY

  constructor(section: Section) {
    this.#section = section
    const { roster, network } = section
    this.#knewWays = [...roster.adopted()].some(({ aca }) => network.route(aca) !== undefined)
    this.#urgent = !this.#knewWays
  }

  /** Whether other work need not wait for the search: the first round is over, or ways were known before a restart. */
  get isSettled(): boolean {
    return this.#knewWays || this.#settledAt !== undefined
  }

  /** When the first round ended; undefined before. */
  get settledAt(): number | undefined {
    return this.#settledAt
  }

  /** When the last round began and the next one is due; undefined while that is not known. */
  get rounds(): { readonly lastAt: number | undefined; readonly nextAt: number | undefined } {
    const [lastAt, nextAt] = [this.#roundAt, this.#nextRoundAt()].map(time =>
      Number.isFinite(time) ? time : undefined,
    )
    return { lastAt, nextAt }
  }

  /** Begins a round at once and without pauses: there are meters to find. */
  hurry(): void {
    this.#over = true
    this.#urgent = true
    this.#roundAt = Number.NEGATIVE_INFINITY
    this.#pauseUntil = this.#shareUntil = this.#section.now
  }

  take(claim: (aca: string) => boolean): Work | undefined {
    return this.#take(claim, false)
  }

  nextAt(): number {
    return this.#nextAt(false)
  }

  #take(claim: (aca: string) => boolean, isIdle: boolean): Work | undefined {
    const { now, network, random } = this.#section
    // Two concentrators switched on together must not keep searching in step.
    if (this.#pauseUntil === Number.NEGATIVE_INFINITY) this.#pauseUntil = now + random() * scatterMs
    if (this.#busy || now < this.#pauseUntil || (!isIdle && now < this.#shareUntil)) return undefined
    if (this.#over) {
      if (now < this.#nextRoundAt()) return undefined
      this.#round++
      this.#roundAt = now
      this.#over = false
      this.#asking.clear()
      return { procedure: this.#paced(network.discover()) }
    }
    const next = this.#nextNode()
    if (next !== undefined) {
      return claim(next) ? { aca: next, procedure: this.#paced(this.#behind(next)) } : undefined
    }
    const nextTry = this.#nextTry()
    if (nextTry === Number.POSITIVE_INFINITY) this.#endRound()
    else this.#pauseUntil = nextTry
    return undefined
  }

  #nextAt(isIdle: boolean): number {
    if (this.#busy) return Number.POSITIVE_INFINITY
    const pauseUntil = isIdle ? this.#pauseUntil : Math.max(this.#pauseUntil, this.#shareUntil)
    if (this.#section.now < pauseUntil) return pauseUntil
    return this.#over ? this.#nextRoundAt() : this.#nextTry()
  }

  #nextRoundAt(): number {
    if (this.#round === 0) return Number.NEGATIVE_INFINITY
    // The second round follows at once.
    if (this.#round === 1 || !this.#heard) return this.#roundAt
    const { searchEveryMs } = this.#section.settings
    return this.#roundAt + (this.#isAnyLost() ? Math.min(lostEveryMs, searchEveryMs) : searchEveryMs)
  }

  #endRound(): void {
    const { now, roster } = this.#section
    this.#over = true
    this.#urgent = false
    this.#heard = [...roster.all()].some(({ lastHeard }) => lastHeard >= this.#roundAt)
    if (!this.#heard) this.#pauseUntil = now + this.#section.about(noneHeardMs)
    this.#settledAt ??= now
  }

  /** The node that is asked next: the nearest, so that those behind it are found on short ways. */
  #nextNode(): string | undefined {
    const { now, network } = this.#section
    let next: string | undefined
    let least = Number.POSITIVE_INFINITY
    for (const [aca, { restUntil }] of this.#open()) {
      const cost = restUntil <= now ? network.cost(aca) : undefined
      if (cost !== undefined && cost < least) [next, least] = [aca, cost]
    }
    return next
  }

  /** When a node can be asked again; never when all have been. */
  #nextTry(): number {
    const { network } = this.#section
    let next = Number.POSITIVE_INFINITY
    for (const [aca, { restUntil }] of this.#open()) {
      if (restUntil < next && network.cost(aca) !== undefined) next = restUntil
    }
    return next
  }

  /** Those that are still to be asked in this round, as soon as a way leads to them. */
  *#open(): Generator<[aca: string, asking: Asking]> {
    for (const { aca, state } of this.#section.roster.all()) {
      if (state === 'foreign') continue
      const asking = this.#askingOf(aca)
      if (!asking.done) yield [aca, asking]
    }
  }

  #askingOf(aca: string): Asking {
    const asking = this.#asking.get(aca) ?? { tries: 0, restUntil: Number.NEGATIVE_INFINITY, done: false }
    this.#asking.set(aca, asking)
    return asking
  }

  *#behind(node: string): Procedure<void> {
    const asking = this.#askingOf(node)
    const known = this.#round % knownRound === 2 || this.#isAnySilent()
    const answered = yield* this.#section.network.discoverBehind(node, known)
    asking.tries++
    asking.done = answered || asking.tries >= mostTries
    asking.restUntil = this.#section.now + this.#section.about(askAgainMs)
  }

  /** A meter that is silent may be heard by others than before: those found before are to answer again, too. */
  #isAnySilent(): boolean {
    const { roster, settings } = this.#section
    for (const { failures } of roster.adopted()) if (failures >= settings.silentAfterVisits) return true
    return false
  }

  #isAnyLost(): boolean {
    const { now, roster, settings } = this.#section
    if (now >= this.#lookedForLostAt + lookForLostMs) {
      this.#lookedForLostAt = now
      this.#hasLost = [...roster.adopted()].some(
        ({ failures, lastHeard }) => failures >= settings.silentAfterVisits && now - lastHeard < lostOfLateMs,
      )
    }
    return this.#hasLost
  }

  /** Searches, and then leaves the network to other work for as long as the share for searches demands. */
  *#paced(search: Procedure<void>): Procedure<void> {
    const began = this.#section.now
    this.#busy = true
    try {
      yield* search
    } finally {
      const { now, settings } = this.#section
      this.#busy = false
      if (!this.#urgent) this.#shareUntil = now + (now - began) * (1 / settings.searchShare - 1)
    }
  }
}
