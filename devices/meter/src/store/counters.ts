import type { NonVolatile } from './non-volatile.ts'

/** How many numbers are reserved with one write; a restart skips what is left of them. */
const BLOCK = 1024

/**
 * The invocation counters of one secured association (IEC 62056-5-3, 9.2.3.3.7.3). A number must never be used twice
 * under one key, so both directions are kept before they count: our own numbers are reserved in blocks, the
 * client's last one is written as it is accepted.
 */
export class InvocationCounters {
  readonly #memory: NonVolatile
  readonly #ownKey: string
  readonly #clientKey: string
  #next: number
  #reserved: number

  constructor(memory: NonVolatile, client: number) {
    this.#memory = memory
    this.#ownKey = `counter.own.${client}`
    this.#clientKey = `counter.client.${client}`
    this.#reserved = memory.get<number>(this.#ownKey) ?? 0
    this.#next = this.#reserved
  }

  /** A number for one message of ours, never handed out before under this key. */
  take(): number {
    if (this.#next === this.#reserved) {
      this.#reserved += BLOCK
      this.#memory.set(this.#ownKey, this.#reserved)
    }
    return this.#next++
  }

  /** The number the next {@link take} will give. */
  get next(): number {
    return this.#next
  }

  /** The highest number accepted from the client; undefined before the first. */
  get lastAccepted(): number | undefined {
    return this.#memory.get<number>(this.#clientKey)
  }

  /** Keeps a client's number. False, and nothing kept, unless it is higher than all before: a replay. */
  accept(counter: number): boolean {
    if (counter <= (this.lastAccepted ?? -1)) return false
    this.#memory.set(this.#clientKey, counter)
    return true
  }

  /** New keys begin new numbers. */
  restart(): void {
    this.#memory.set(this.#clientKey, -1)
    this.#memory.set(this.#ownKey, 0)
    this.#next = 0
    this.#reserved = 0
  }
}
