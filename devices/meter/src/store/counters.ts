import type { CounterMemory } from '@ferraris/dlms'
import type { NonVolatile } from './non-volatile.ts'

/** How many numbers are reserved with one write; a restart skips what is left of them. */
const BLOCK = 1024

/** Our first number. Some clients hold 0 for one they have already seen. */
const FIRST = 1

/**
 * The invocation counters of one secured association (IEC 62056-5-3, 9.2.3.3.7.3). A number must never be used twice
 * under one key, so both directions are kept before they count: our own numbers are reserved in blocks, the
 * client's are written as they open an association.
 */
export class InvocationCounters implements CounterMemory {
  readonly #memory: NonVolatile
  readonly #ownKey: string
  readonly #clientKey: string
  #next: number
  #reserved: number
  #received: number

  constructor(memory: NonVolatile, client: number) {
    this.#memory = memory
    this.#ownKey = `counter.own.${client}`
    this.#clientKey = `counter.client.${client}`
    this.#reserved = memory.get<number>(this.#ownKey) ?? FIRST
    this.#next = this.#reserved
    this.#received = memory.get<number>(this.#clientKey) ?? -1
  }

  /** A number for one message of ours, never handed out before under this key. */
  take(): number {
    if (this.#next === this.#reserved) {
      this.#reserved += BLOCK
      this.#memory.set(this.#ownKey, this.#reserved)
    }
    return this.#next++
  }

  /** The highest number accepted from the client, −1 before the first. */
  received(): number {
    return this.#received
  }

  accept(counter: number, opensAssociation: boolean): void {
    if (opensAssociation) this.#memory.set(this.#clientKey, counter)
    this.#received = counter
  }

  /** New keys begin new numbers. */
  restart(): void {
    this.#memory.set(this.#clientKey, -1)
    this.#received = -1
    this.#memory.set(this.#ownKey, FIRST)
    this.#next = FIRST
    this.#reserved = FIRST
  }
}
