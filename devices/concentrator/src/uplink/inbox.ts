import type { DownMessage, OperatorSettings } from '@ferraris/uplink'
import type { ImageCache } from '../firmware/image-cache.ts'
import type { JobQueue } from '../jobs/job-queue.ts'
import type { RefusedSettings } from '../operator-settings.ts'
import type { Itself } from '../own/itself.ts'
import type { ReadingSchedule } from '../reading/reading-schedule.ts'
import type { Section } from '../section.ts'
import type { ResultsOut } from './results-out.ts'

interface InboxParts {
  readonly section: Section
  readonly results: ResultsOut
  readonly jobs: JobQueue
  readonly images: ImageCache
  readonly schedule: ReadingSchedule
  readonly itself: Itself
  readonly onSettings: (refused: RefusedSettings) => void
}

/** Takes the head-end's messages: a request is on the disk when this returns. */
export class Inbox {
  readonly #parts: InboxParts

  constructor(parts: InboxParts) {
    this.#parts = parts
  }

  /** Throws StoreError when it cannot be kept: the message must come again. */
  take(message: DownMessage): void {
    const { section, results, jobs, images, schedule, itself } = this.#parts
    const { roster, network, now } = section
    itself.firmware.confirm()
    switch (message.kind) {
      case 'acknowledge':
        results.acknowledge(message.keys, now)
        break
      case 'refuse':
        results.refuse(message.refusals, now)
        break
      case 'jobs':
        jobs.receive(message.jobs)
        break
      case 'settings':
        this.set(message.settings)
        break
      case 'own-events-taken':
        itself.log.taken(message.upTo)
        break
      case 'trust':
        itself.trust.take(message.key)
        itself.recalled.take(message.recalled ?? [])
        break
      case 'cancel':
        jobs.cancel(message.ids)
        break
      case 'image-part':
        images.take(message)
        break
      case 'adopt':
        roster.adopt(message.meters)
        for (const { aca } of message.meters) network.forget(aca)
        schedule.lookAgain()
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

  /** Takes settings, or none of them; tells those in force, and gives what cannot be. Throws StoreError. */
  set(settings: OperatorSettings): RefusedSettings {
    const { section, schedule, itself, onSettings } = this.#parts
    const refused = section.set(settings)
    itself.log.note(
      section.now,
      refused.length > 0 ? 'settings-refused' : 'settings-changed',
      Object.keys(settings).join(', '),
    )
    onSettings(refused)
    schedule.lookAgain()
    return refused
  }

  /** Meters that have left the section. */
  #forget(acas: readonly string[]): void {
    const { section, schedule, jobs } = this.#parts
    for (const aca of acas) {
      section.network.forget(aca)
      schedule.forget(aca)
    }
    jobs.leave(acas)
  }
}
