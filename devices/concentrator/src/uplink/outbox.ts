import { encodeUpMessage, UplinkError, type UpMessage } from '@ferraris/uplink'
import type { Firmware } from '../firmware/firmware.ts'
import type { ImageCache } from '../firmware/image-cache.ts'
import type { JobQueue } from '../jobs/job-queue.ts'
import type { EventLog } from '../own/event-log.ts'
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
  readonly log: EventLog
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
    this.#parts.log.sendAgain()
  }

  close(): void {
    this.#isOpen = false
  }

  /** Publishes a message that need not arrive. */
  publish(message: UpMessage): void {
    if (this.#isOpen) this.#parts.uplink.publish(message)
  }

  /** Publishes what may go now of job reports, requests for images, the own log and results. */
  forward(now: number): void {
    if (!this.#isOpen) return
    const { uplink, jobs, firmware, log, results } = this.#parts
    for (;;) {
      const reports = jobs.takeReports(mostReports)
      if (reports.length === 0) break
      uplink.publish({ kind: 'job-reports', reports })
    }
    for (const request of firmware.requests()) uplink.publish(request)
    for (const message of log.messages()) uplink.publish(message)
    for (const message of results.messages(now)) {
      if (uplink.publish(message) || message.kind !== 'results') continue
      // One of them says what the interface has no room for, as a meter may: it keeps none of the others here.
      const [tellable, others] = divided(message.results)
      results.refuse(others, now)
      if (tellable.length > 0) uplink.publish({ kind: 'results', results: tellable })
    }
  }
}

type Results = Extract<UpMessage, { kind: 'results' }>['results']

/** Results that can be told to the head-end, and refusals of the others. */
function divided(results: Results): [Results, Parameters<ResultsOut['refuse']>[0]] {
  const refusals = results.flatMap(result => {
    try {
      encodeUpMessage({ kind: 'results', results: [result] })
      return []
    } catch (error) {
      if (!(error instanceof UplinkError)) throw error
      return [{ key: result.key, reason: 'impossible' as const, detail: error.message }]
    }
  })
  const refused = new Set(refusals.map(({ key }) => key))
  return [results.filter(({ key }) => !refused.has(key)), refusals]
}
