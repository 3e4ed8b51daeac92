import type { EventLog } from '../store/event-log.ts'
import type { NonVolatile } from '../store/memory/non-volatile.ts'

const key = 'smitp.eventsRead'

/**
 * Whether events have happened that no client with the read key has read: the meter answers calls then. What is read is
 * remembered without power. A meter that remembers nothing has no news of the time before.
 */
export class News {
  readonly #events: EventLog
  readonly #memory: NonVolatile
  #read: number

  constructor(events: EventLog, memory: NonVolatile, now: number) {
    this.#events = events
    this.#memory = memory
    this.#read = memory.get<number>(key) ?? events.count(now)
  }

  /** Fewer than were read are news, too: the past of a virtual meter may have changed. */
  isThere(now: number): boolean {
    return this.#events.count(now) !== this.#read
  }

  /** All events up to now have been read. */
  read(now: number): void {
    const count = this.#events.count(now)
    if (count === this.#read) return
    this.#read = count
    this.#memory.set(key, count)
  }
}
