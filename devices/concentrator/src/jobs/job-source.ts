import type { Job } from '@ferraris/uplink'
import type { Priority, Source, Task } from '../dispatch/dispatcher.ts'
import type { Course } from '../network/procedure.ts'
import type { Section } from '../section.ts'
import type { Attempt, JobBook, OpenJob } from './job-queue.ts'

/** Carries out the jobs of one priority, the one tried least often first. */
export class JobSource implements Source {
  readonly priority: Priority
  readonly #section: Section
  readonly #book: JobBook
  readonly #mine: (job: Job) => boolean
  readonly #perform: (job: Job, attempts: number) => Course<Attempt>
  readonly #running = new Set<string>()

  constructor(
    section: Section,
    book: JobBook,
    priority: Priority,
    mine: (job: Job) => boolean,
    perform: (job: Job, attempts: number) => Course<Attempt>,
  ) {
    this.#section = section
    this.#book = book
    this.priority = priority
    this.#mine = mine
    this.#perform = perform
  }

  take(claim: (aca: string) => boolean): Task | undefined {
    const due = [...this.#waiting()]
      .filter(({ restUntil, job }) => restUntil <= this.#section.now && job.expires > this.#section.now)
      .toSorted((a, b) => a.attempts - b.attempts)
    for (const open of due) {
      const { task } = open.job
      const aca = 'aca' in task ? task.aca : undefined
      if (aca === undefined || claim(aca)) return { aca, course: this.#attempt(open) }
    }
    return undefined
  }

  nextAt(): number {
    let next = Number.POSITIVE_INFINITY
    for (const { restUntil } of this.#waiting()) next = Math.min(next, restUntil)
    return Math.max(next, this.#section.now)
  }

  *#waiting(): Generator<OpenJob> {
    for (const open of this.#book.open()) {
      if (this.#mine(open.job) && !this.#running.has(open.job.id)) yield open
    }
  }

  *#attempt(open: OpenJob): Course<void> {
    const { id } = open.job
    this.#running.add(id)
    try {
      const before = open.attempts
      this.#book.begin(open)
      const attempt = yield* this.#perform(open.job, before)
      this.#book.end(open, attempt)
    } finally {
      this.#running.delete(id)
    }
  }
}
