import type { LineExchange } from '@ferraris/smitp/line'
import type { Course, Reply } from '../network/procedure.ts'

/** What goes first; a lower number goes before a higher one. */
export const dispatchPriority = { onDemand: 0, high: 1, search: 2, reading: 3, background: 4 } as const
export type Priority = (typeof dispatchPriority)[keyof typeof dispatchPriority]

/** Something to do on the line. */
export interface Task {
  /** The meter it talks with: no other task does so meanwhile, for a meter's session has one request at a time. */
  readonly aca?: string
  readonly course: Course<void>
}

/** Where tasks come from. */
export interface Source {
  readonly priority: Priority
  /** The next task that is due, if any. `claim` says whether a meter is free; one that is not is hurried up. */
  take(claim: (aca: string) => boolean): Task | undefined
  /** When there may be something to take, if there is not now. */
  nextAt(): number
}

interface Running extends Task {
  priority: Priority
  /** What its course waits for: its first step, or the reply to its exchange. */
  reply: Reply | undefined
}

/**
 * Decides after every exchange what the next one is. Tasks of higher priority go between any two exchanges of the
 * others; a task that was begun goes on before another of its priority begins.
 */
export class Dispatcher {
  readonly #sources: readonly Source[]
  readonly #running: Running[] = []
  #current: Running | undefined

  constructor(sources: readonly Source[]) {
    this.#sources = sources.toSorted((a, b) => a.priority - b.priority)
  }

  /** The next exchange to make, undefined when there is nothing to do. The reply goes to `deliver`. */
  next(): LineExchange | undefined {
    for (;;) {
      const running = this.#pick()
      if (running === undefined) return undefined
      const { done, value } = this.#step(running)
      if (!done) {
        this.#current = running
        return value
      }
      this.#running.splice(this.#running.indexOf(running), 1)
    }
  }

  /** The exchange that was last given out has ended. */
  deliver(reply: Reply): void {
    if (this.#current !== undefined) this.#current.reply = reply
    this.#current = undefined
  }

  /** When to ask again, if nothing else happens before. */
  nextAt(): number {
    return Math.min(...this.#sources.map(source => source.nextAt()))
  }

  /** Gives up what has been begun: sources will offer it again. */
  abandon(): void {
    for (const { course } of this.#running.splice(0)) course.return()
    this.#current = undefined
  }

  #step(running: Running): IteratorResult<LineExchange, void> {
    const { reply } = running
    running.reply = undefined
    try {
      // The first step of a course takes no reply.
      return reply === undefined ? running.course.next() : running.course.next(reply)
    } catch (error) {
      this.#running.splice(this.#running.indexOf(running), 1)
      throw error
    }
  }

  #pick(): Running | undefined {
    for (const source of this.#sources) {
      const begun = this.#running.find(({ priority }) => priority <= source.priority)
      if (begun !== undefined) return begun
      const task = source.take(aca => this.#claim(aca, source.priority))
      // A claim may have hurried up a task that is running.
      const hurried = this.#running.find(({ priority }) => priority <= source.priority)
      if (task === undefined) {
        if (hurried !== undefined) return hurried
        continue
      }
      const running = { ...task, priority: source.priority, reply: undefined }
      this.#running.push(running)
      return running
    }
    return undefined
  }

  #claim(aca: string, priority: Priority): boolean {
    const holder = this.#running.find(running => running.aca === aca)
    if (holder === undefined) return true
    if (holder.priority > priority) holder.priority = priority
    return false
  }
}
