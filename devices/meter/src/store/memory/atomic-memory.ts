import { unlessFull } from './full-memory.ts'
import { appendTo, type Json, type NonVolatile, type Values } from './non-volatile.ts'

const redo = 'redo'

/**
 * A memory in which several writes can be one: after a power cut all of them are there or none. They are written down as
 * one value first, then one by one; what was interrupted in between, by a power cut or a full disk, is done before the next write or
 * at the next start.
 */
export class AtomicMemory implements NonVolatile {
  readonly #memory: NonVolatile
  #pending: Values | undefined
  /** What has been written down as one value, and not yet one by one. */
  #unfinished: Values | undefined
  readonly #afterwards: (() => void)[] = []
  #isFailing = false
  /** Called when what was to be one write could not be written: what was computed from it is to be computed anew. */
  onLost: (() => void) | undefined

  constructor(memory: NonVolatile) {
    this.#memory = memory
    const unfinished = memory.get<Readonly<Record<string, Json>>>(redo)
    if (unfinished) this.#finish(new Map(Object.entries(unfinished)))
  }

  /** A memory as one that knows atomic writes: itself, if it does. */
  static over(memory: NonVolatile): AtomicMemory {
    return memory instanceof AtomicMemory ? memory : new AtomicMemory(memory)
  }

  /** Whether the last write has failed. */
  get isFailing(): boolean {
    return this.#isFailing
  }

  get<Value extends Json>(key: string): Value | undefined {
    if (this.#pending?.has(key)) return this.#pending.get(key) as Value
    return this.#unfinished?.has(key) ? (this.#unfinished.get(key) as Value) : this.#memory.get<Value>(key)
  }

  set(key: string, value: Json): void {
    if (this.#pending === undefined) this.#written(() => this.#memory.set(key, value))
    else this.#pending.set(key, value)
  }

  append(key: string, value: Json, keep: number): void {
    if (this.#pending === undefined) {
      this.#written(() => this.#memory.append(key, value, keep))
      return
    }
    // To be done again without harm, a list is written whole.
    this.#pending.set(key, this.get<readonly Json[]>(key) ?? [])
    appendTo(this.#pending, key, value, keep)
  }

  /** Does what writes as one write. When it throws, nothing has been written. Within another one it is a part of that. */
  atomically<Result>(action: () => Result): Result {
    if (this.#pending !== undefined) return action()
    const pending: Values = new Map()
    this.#pending = pending
    try {
      const result = action()
      try {
        this.#commit(pending)
      } catch (error) {
        this.#pending = undefined
        this.onLost?.()
        throw error
      }
      this.#pending = undefined
      this.#settle()
      return result
    } finally {
      this.#pending = undefined
      this.#afterwards.length = 0
    }
  }

  /** Does what cannot be rolled back, such as sending, after the current write; at once where there is none, never if it fails. */
  afterwards(action: () => void): void {
    if (this.#pending === undefined) action()
    else this.#afterwards.push(action)
  }

  #written(write: () => void): void {
    this.#isFailing = true
    this.#apply()
    write()
    this.#isFailing = false
  }

  #settle(): void {
    for (const action of this.#afterwards.splice(0)) action()
  }

  #commit(pending: Values): void {
    const [only, ...others] = pending
    if (only === undefined) return
    if (others.length === 0) {
      this.#written(() => this.#memory.set(...only))
      return
    }
    this.#written(() => this.#memory.set(redo, Object.fromEntries(pending)))
    this.#finish(pending)
  }

  /** Writes one by one what is written down as one value. Where the disk has no room for it, it holds all the same. */
  #finish(values: Values): void {
    this.#unfinished = values
    unlessFull(() => this.#written(() => {}), undefined)
  }

  #apply(): void {
    if (this.#unfinished === undefined) return
    for (const [key, value] of this.#unfinished) this.#memory.set(key, value)
    this.#memory.set(redo, null)
    this.#unfinished = undefined
  }
}
