import { dispatchPriority, type Source, type Task } from '../dispatch/dispatcher.ts'
import { Clashes } from '../meters-and-more/discovery/clashes.ts'
import { searchBehind } from '../meters-and-more/discovery/search-behind.ts'
import { searchHere } from '../meters-and-more/discovery/search-here.ts'
import { expectedAirtime } from '../meters-and-more/routing/find-routes.ts'
import type { Course } from '../network/procedure.ts'
import type { Section } from '../section.ts'

/** Of every so many rounds one wakes also those behind repeaters, and so measures links between meters known already. */
const wakingRound = 12

/** A node that could not be asked is asked again after this time, so often in a round. */
const askAgain = 5 * 60_000
const mostTries = 3

/** Rounds begin within this time of when they could, and again after about so long when nobody was heard. */
const scatter = 5000
const nobodyHere = 60_000

/** The way to a node that has not answered itself yet counts as long, milliseconds. */
const unproven = 60_000

/** A node in the round under way. */
interface Asking {
  tries: number
  restUntil: number
  done: boolean
}

/**
 * Looks for meters in rounds. In each the concentrator asks who hears it, and lets every meter it knows ask who is
 * behind; those that are found so are asked in turn. The first round has the line for itself until nobody new is found;
 * the second wakes everybody; later ones, for new meters, moved ones and such that were silent, leave most of the time
 * to others.
 */
export class Searcher implements Source {
  readonly priority = dispatchPriority.search
  readonly #section: Section
  readonly #clashes = new Clashes()
  readonly #asking = new Map<string, Asking>()
  /** Number of the round under way, or of the last one: 0 before the first. */
  #round = 0
  #roundAt = Number.NEGATIVE_INFINITY
  #over = true
  /** While a course of ours is under way, and after it for the sake of others. */
  #busy = false
  #pauseUntil = Number.NEGATIVE_INFINITY
  #urgent = true
  /** Whether this round has heard anybody. */
  #heard = false
  #settledAt: number | undefined

  constructor(section: Section) {
    this.#section = section
  }

  /** When the first round ended; undefined before. */
  get settledAt(): number | undefined {
    return this.#settledAt
  }

  /** More than one device answers to this address. */
  isClash(aca: string): boolean {
    return this.#clashes.has(aca)
  }

  /** Begins a round at once and without pauses: somebody knows that there is something to be found. */
  hurry(): void {
    this.#over = true
    this.#urgent = true
    this.#roundAt = Number.NEGATIVE_INFINITY
    this.#pauseUntil = this.#section.now
  }

  take(claim: (aca: string) => boolean): Task | undefined {
    const { now } = this.#section
    // Two concentrators that were switched on together must not ask in step for ever.
    if (this.#pauseUntil === Number.NEGATIVE_INFINITY)
      this.#pauseUntil = now + this.#section.random() * scatter
    if (this.#busy || now < this.#pauseUntil) return undefined
    if (this.#over) {
      if (now < this.#nextRoundAt()) return undefined
      this.#round++
      this.#roundAt = now
      this.#over = false
      this.#asking.clear()
      return { course: this.#paced(this.#here()) }
    }
    const node = this.#nextNode()
    if (node !== undefined) {
      return claim(node) ? { aca: node, course: this.#paced(this.#behind(node)) } : undefined
    }
    const nextTry = this.#nextTry()
    if (nextTry === Number.POSITIVE_INFINITY) this.#endRound()
    else this.#pauseUntil = nextTry
    return undefined
  }

  nextAt(): number {
    if (this.#busy) return Number.POSITIVE_INFINITY
    if (this.#section.now < this.#pauseUntil) return this.#pauseUntil
    return this.#over ? this.#nextRoundAt() : this.#nextTry()
  }

  #nextRoundAt(): number {
    if (this.#round === 0) return Number.NEGATIVE_INFINITY
    // The second round follows at once: it finds those that somebody else has silenced.
    if (this.#round === 1 || !this.#heard) return this.#roundAt
    return this.#roundAt + this.#section.settings.searchEvery
  }

  #endRound(): void {
    const { now, roster } = this.#section
    this.#over = true
    this.#urgent = false
    this.#heard = [...roster.all()].some(({ lastHeard }) => lastHeard >= this.#roundAt)
    if (!this.#heard) this.#pauseUntil = now + this.#section.about(nobodyHere)
    this.#settledAt ??= now
  }

  /** Who is asked next: the nearest, so that those who are found behind them are found on short ways. */
  #nextNode(): string | undefined {
    const { now, links, routes } = this.#section
    let next: string | undefined
    let nearest = Number.POSITIVE_INFINITY
    for (const [aca, asking] of this.#nodes()) {
      if (asking.restUntil > now) continue
      const route = routes.current(aca)
      const distance = route === undefined ? unproven : expectedAirtime(links, route)
      if (distance < nearest) [next, nearest] = [aca, distance]
    }
    return next
  }

  /** When somebody can be asked again; never when all have been. */
  #nextTry(): number {
    let next = Number.POSITIVE_INFINITY
    for (const [, { restUntil }] of this.#nodes()) next = Math.min(next, restUntil)
    return next
  }

  /** Those that are still to be asked in this round. */
  *#nodes(): Generator<[string, Asking]> {
    const { roster, links } = this.#section
    for (const { aca, state } of roster.all()) {
      if (state === 'foreign' || links.neighbours(aca).size === 0) continue
      const asking = this.#asking.get(aca) ?? { tries: 0, restUntil: Number.NEGATIVE_INFINITY, done: false }
      this.#asking.set(aca, asking)
      if (!asking.done) yield [aca, asking]
    }
  }

  *#here(): Course<void> {
    yield* searchHere(this.#section, this.#clashes)
  }

  *#behind(node: string): Course<void> {
    const asking = this.#asking.get(node)
    const { asked } = yield* searchBehind(this.#section, this.#clashes, node, this.#round % wakingRound === 2)
    if (asking === undefined) return
    asking.tries++
    asking.done = asked || asking.tries >= mostTries
    asking.restUntil = this.#section.now + this.#section.about(askAgain)
  }

  /** Runs a course, and leaves the line alone afterwards for as long as our share of it demands. */
  *#paced(course: Course<void>): Course<void> {
    const began = this.#section.now
    this.#busy = true
    try {
      yield* course
    } finally {
      const { now, settings } = this.#section
      this.#busy = false
      if (!this.#urgent) this.#pauseUntil = now + (now - began) * (1 / settings.searchShare - 1)
    }
  }
}
