import { type Action, EventQueue, type Scheduled } from './event-queue.ts'

/**
 * Time that jumps from event to event. Instants are milliseconds, fractions allowed. What is due at the same instant
 * happens in the order in which it was scheduled, so a run follows from its inputs alone.
 */
export class Simulation {
  readonly #queue = new EventQueue()
  #now: number

  /** @param start the first instant; epoch milliseconds where the hour of the day matters */
  constructor(start = 0) {
    this.#now = start
  }

  get now(): number {
    return this.#now
  }

  /** The instant of the next event; undefined without one. */
  get next(): number | undefined {
    return this.#queue.first?.at
  }

  /** Lets something happen at an instant. What is due in the past happens at once, after what happens now. */
  schedule(at: number, action: Action): Scheduled {
    return this.#queue.push(at > this.#now ? at : this.#now, action)
  }

  /** Cancels an event that has not happened yet. */
  cancel(event: Scheduled): void {
    this.#queue.cancel(event)
  }

  /** Runs all events up to an instant, itself included, and stops there. Returns their number. */
  run(until: number): number {
    const queue = this.#queue
    let events = 0
    for (let event = queue.first; event !== undefined && event.at <= until; event = queue.first) {
      this.#now = event.at
      queue.happen(event)
      events++
    }
    if (until > this.#now && until < Infinity) this.#now = until
    return events
  }
}
