import type { Exchange, Procedure } from '../network/procedure.ts'

/** What goes first; a lower number goes before a higher one. */
export const dispatchPriority = {
  onDemand: 0,
  high: 1,
  search: 2,
  reading: 3,
  background: 4,
  idle: 5,
} as const
export type Priority = (typeof dispatchPriority)[keyof typeof dispatchPriority]

/** A piece of work on the network. */
export interface Work {
  /** The meter it is with: no other work is meanwhile, for a meter's session has one request at a time. */
  readonly aca?: string
  /** Ends on every outcome at the meter: only StoreError may leave it. */
  readonly procedure: Procedure<void>
}

/** Where work comes from. */
export interface Source {
  readonly priority: Priority
  /** The next piece that is due, if any. `claim` says whether a meter is free; a busy one is hurried up. */
  take(claim: (aca: string) => boolean): Work | undefined
  /** When there may be something to take, if there is not now. */
  nextAt(): number
}

interface Running extends Work {
  priority: Priority
}

/**
 * Decides after every exchange what the next one is. Work of higher priority goes between any two exchanges of the
 * other; what was begun goes on before other work of its priority begins. Sources of one priority take turns: one that
 * reads meters without a pause keeps no order waiting.
 */
export class Dispatcher {
  readonly #sources: Source[]
  readonly #running: Running[] = []

  constructor(sources: readonly Source[]) {
    this.#sources = sources.toSorted((a, b) => a.priority - b.priority)
  }

  /** The next exchange to make, to be asked when the one before has ended; undefined when there is nothing to do. */
  next(): Exchange | undefined {
    for (;;) {
      const running = this.#pick()
      if (running === undefined) return undefined
      const { done, value } = this.#step(running)
      if (!done) return value
      this.#drop(running)
    }
  }

  /** When to ask again, if nothing else happens before. */
  nextAt(): number {
    return Math.min(...this.#sources.map(source => source.nextAt()))
  }

  /** Gives up begun work: sources offer it again. */
  abandon(): void {
    for (const { procedure } of this.#running.splice(0)) procedure.return()
  }

  #step(running: Running): IteratorResult<Exchange, void> {
    try {
      return running.procedure.next()
    } catch (error) {
      this.#drop(running)
      throw error
    }
  }

  #drop(running: Running): void {
    this.#running.splice(this.#running.indexOf(running), 1)
  }

  #pick(): Running | undefined {
    for (const source of this.#sources) {
      const begun = this.#running.find(({ priority }) => priority <= source.priority)
      if (begun !== undefined) return begun
      const work = source.take(aca => this.#claim(aca, source.priority))
      // A claim may have hurried up work that is running.
      const hurried = this.#running.find(({ priority }) => priority <= source.priority)
      if (work === undefined) {
        if (hurried !== undefined) return hurried
        continue
      }
      const running = { ...work, priority: source.priority }
      this.#running.push(running)
      this.#putBehindEquals(source)
      return running
    }
    return undefined
  }

  #putBehindEquals(source: Source): void {
    this.#sources.splice(this.#sources.indexOf(source), 1)
    const behind = this.#sources.findIndex(({ priority }) => priority > source.priority)
    this.#sources.splice(behind < 0 ? this.#sources.length : behind, 0, source)
  }

  #claim(aca: string, priority: Priority): boolean {
    const holder = this.#running.find(running => running.aca === aca)
    if (holder === undefined) return true
    if (holder.priority > priority) holder.priority = priority
    return false
  }
}
