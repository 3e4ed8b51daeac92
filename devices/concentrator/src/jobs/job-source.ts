import type { Job } from '@ferraris/uplink'
import { dispatchPriority, type Priority, type Source, type Work } from '../dispatch/dispatcher.ts'
import type { Procedure } from '../network/procedure.ts'
import type { Section } from '../section.ts'
import type { JobQueue, OpenJob } from './job-queue.ts'
import { type JobMeans, perform } from './perform.ts'

const dispatchPriorityOf = {
  'on-demand': dispatchPriority.onDemand,
  high: dispatchPriority.high,
  normal: dispatchPriority.reading,
} as const

/**
 * Carries out the jobs of one priority, the one tried least often first. Firmware, which
 * goes to many meters at once or to the concentrator itself, is not for it.
 */
export class JobSource implements Source {
  readonly priority: Priority
  readonly #section: Section
  readonly #queue: JobQueue
  readonly #jobPriority: Job['priority']
  readonly #means: JobMeans
  readonly #running = new Set<string>()

  constructor(section: Section, queue: JobQueue, jobPriority: Job['priority'], means: JobMeans) {
    this.#section = section
    this.#queue = queue
    this.#jobPriority = jobPriority
    this.#means = means
    this.priority = dispatchPriorityOf[jobPriority]
  }

  take(claim: (aca: string) => boolean): Work | undefined {
    const { now } = this.#section
    const due = [...this.#waiting()]
      .filter(({ restUntil, job }) => restUntil <= now && job.expires > now)
      .toSorted((a, b) => a.attempts - b.attempts)
    for (const open of due) {
      const { task } = open.job
      const aca = 'aca' in task ? task.aca : undefined
      if (aca === undefined || claim(aca)) return { aca, procedure: this.#attempt(open) }
    }
    return undefined
  }

  nextAt(): number {
    let next = Number.POSITIVE_INFINITY
    for (const { restUntil } of this.#waiting()) next = Math.min(next, restUntil)
    return Math.max(next, this.#section.now)
  }

  *#waiting(): Generator<OpenJob> {
    for (const open of this.#queue.open()) {
      const { id, priority, task } = open.job
      const isOurs = priority === this.#jobPriority && !('sha256' in task)
      if (isOurs && !this.#running.has(id)) yield open
    }
  }

  *#attempt(open: OpenJob): Procedure<void> {
    const { id } = open.job
    this.#running.add(id)
    try {
      const before = open.attempts
      this.#queue.begin(open)
      const attempt = yield* perform(this.#section, this.#means, open.job, before)
      this.#queue.end(open, attempt)
    } finally {
      this.#queue.breakOff(id)
      this.#running.delete(id)
    }
  }
}
