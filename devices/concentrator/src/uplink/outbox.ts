import type { UpMessage } from '@ferraris/uplink'
import type { Firmware } from '../firmware/firmware.ts'
import type { ImageCache } from '../firmware/image-cache.ts'
import type { JobQueue } from '../jobs/job-queue.ts'
import type { ResultsOut } from './results-out.ts'
import type { Uplink } from './uplink.ts'

/** Job reports a message. */
const mostReports = 100

interface OutboxParts {
  readonly uplink: Uplink
  readonly results: ResultsOut
  readonly jobs: JobQueue
  readonly images: ImageCache
  readonly firmware: Firmware
}

/** Sends waiting messages to the head-end while it is connected. */
export class Outbox {
  readonly #parts: OutboxParts
  #isOpen = false

  constructor(parts: OutboxParts) {
    this.#parts = parts
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  open(now: number): void {
    this.#isOpen = true
    this.#parts.results.restart(now)
    this.#parts.images.askAgain()
  }

  close(): void {
    this.#isOpen = false
  }

  /** Publishes a message that need not arrive. */
  publish(message: UpMessage): void {
    if (this.#isOpen) this.#parts.uplink.publish(message)
  }

  /** Publishes what may go now of job reports, requests for images and results. */
  forward(now: number): void {
    if (!this.#isOpen) return
    const { uplink, jobs, firmware, results } = this.#parts
    for (;;) {
      const reports = jobs.takeReports(mostReports)
      if (reports.length === 0) break
      uplink.publish({ kind: 'job-reports', reports })
    }
    for (const request of firmware.requests()) uplink.publish(request)
    for (const message of results.messages(now)) uplink.publish(message)
  }
}
