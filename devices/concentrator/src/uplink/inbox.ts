import type { DownMessage } from '@ferraris/uplink'
import type { ImageCache } from '../firmware/image-cache.ts'
import type { JobQueue } from '../jobs/job-queue.ts'
import type { RefusedSettings } from '../operator-settings.ts'
import type { ReadingSchedule } from '../reading/reading-schedule.ts'
import type { Section } from '../section.ts'
import type { ResultsOut } from './results-out.ts'

/** Takes the head-end's messages: a request is on the disk when this returns. */
export class Inbox {
  readonly #section: Section
  readonly #results: ResultsOut
  readonly #jobs: JobQueue
  readonly #images: ImageCache
  readonly #schedule: ReadingSchedule
  readonly #onSettings: (refused: RefusedSettings) => void

  constructor(
    section: Section,
    results: ResultsOut,
    jobs: JobQueue,
    images: ImageCache,
    schedule: ReadingSchedule,
    onSettings: (refused: RefusedSettings) => void,
  ) {
    this.#section = section
    this.#results = results
    this.#jobs = jobs
    this.#images = images
    this.#schedule = schedule
    this.#onSettings = onSettings
  }

  /** Throws StoreError when it cannot be kept: the message must come again. */
  take(message: DownMessage): void {
    const { roster, network, now } = this.#section
    switch (message.kind) {
      case 'acknowledge':
        this.#results.acknowledge(message.keys, now)
        break
      case 'refuse':
        this.#results.refuse(message.refusals, now)
        break
      case 'jobs':
        this.#jobs.receive(message.jobs)
        break
      case 'settings':
        this.#onSettings(this.#section.set(message.settings))
        this.#schedule.lookAgain()
        break
      case 'cancel':
        this.#jobs.cancel(message.ids)
        break
      case 'image-part':
        this.#images.take(message)
        break
      case 'adopt':
        roster.adopt(message.meters)
        for (const { aca } of message.meters) network.forget(aca)
        this.#schedule.lookAgain()
        break
      case 'release':
        roster.release(message.acas)
        this.#forget(message.acas)
        break
      case 'peers':
        this.#forget(roster.updatePeers(message.peers))
        break
    }
  }

  /** Meters that have left the section. */
  #forget(acas: readonly string[]): void {
    for (const aca of acas) {
      this.#section.network.forget(aca)
      this.#schedule.forget(aca)
    }
    this.#jobs.leave(acas)
  }
}
