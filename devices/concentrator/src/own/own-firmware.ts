/*
 * The concentrator's own firmware, in two places: what runs, and what ran before.
 *
 *     job `concentrator-firmware`     signature, then the image in parts      refused where either is wrong
 *     image whole                     it becomes what runs, on trial          restart
 *     the head-end is heard           the trial is over: confirmed            job done
 *     trial over without that         what ran before runs again              restart, job failed
 *
 * All of it is kept in the store before anything restarts, so that a power failure anywhere changes nothing but the time.
 */
import { verify } from 'node:crypto'
import { msPerMinute } from '@ferraris/metering'
import { firmwareStatement, type Job, type OwnState } from '@ferraris/uplink'
import type { ImageCache } from '../firmware/image-cache.ts'
import type { JobQueue, OpenJob } from '../jobs/job-queue.ts'
import type { Section } from '../section.ts'
import type { EventLog } from './event-log.ts'
import type { Trust } from './trust.ts'

type Task = Extract<Job['task'], { readonly kind: 'concentrator-firmware' }>

interface FirmwareJob extends OpenJob {
  readonly job: Job & { readonly task: Task }
}

interface Running {
  readonly version: string
  /** Of its image; the firmware it came with has none. */
  readonly sha256?: string
}

interface Kept extends Running {
  readonly previous?: Running
  readonly trial?: { readonly until: number; readonly job: string }
}

const fact = 'own-firmware'

/** New firmware has so long to hear the head-end. */
const trialMs = 15 * msPerMinute

export class OwnFirmware {
  readonly #section: Section
  readonly #queue: JobQueue
  readonly #images: ImageCache
  readonly #log: EventLog
  readonly #trust: Trust
  readonly #restart: (() => void) | undefined
  #kept: Kept
  /** What was heard before the restart says nothing of what is to run after it. */
  #awaitsRestart = false

  /** @param cameWith version of the firmware without any image */
  constructor(
    parts: { section: Section; queue: JobQueue; images: ImageCache; log: EventLog; trust: Trust },
    cameWith: string,
    restart: (() => void) | undefined,
  ) {
    this.#section = parts.section
    this.#queue = parts.queue
    this.#images = parts.images
    this.#log = parts.log
    this.#trust = parts.trust
    this.#restart = restart
    const kept = parts.section.store.fact(fact)
    this.#kept = kept === undefined ? { version: cameWith } : (JSON.parse(kept) as Kept)
  }

  get state(): OwnState['firmware'] {
    const { version, sha256, previous, trial } = this.#kept
    return {
      version,
      ...(sha256 !== undefined && { sha256 }),
      ...(previous !== undefined && { previous: previous.version }),
      ...(trial !== undefined && { trialUntil: Math.floor(trial.until) }),
    }
  }

  get isOnTrial(): boolean {
    return this.#kept.trial !== undefined
  }

  /** Images that must stay: what runs, and what it goes back to. */
  get images(): string[] {
    const { sha256, previous } = this.#kept
    return [sha256, previous?.sha256].filter(image => image !== undefined)
  }

  /** Takes a job further, and ends a trial that has failed. Throws StoreError. */
  step(): void {
    const { trial } = this.#kept
    if (trial === undefined) this.#begin()
    else if (this.#section.now >= trial.until) this.#rollBack(trial.job)
  }

  /** The head-end was heard: what is on trial stays. Throws StoreError. */
  confirm(): void {
    const { trial, ...kept } = this.#kept
    if (trial === undefined || this.#awaitsRestart) return
    this.#keep(kept)
    this.#log.note(this.#section.now, 'firmware-confirmed', kept.version)
    this.#end(trial.job, { state: 'done', detail: `its firmware is ${kept.version}` })
  }

  /** When it has something to do without anything else happening. */
  nextAt(): number {
    return this.#kept.trial?.until ?? Number.POSITIVE_INFINITY
  }

  #begin(): void {
    const { now } = this.#section
    const open = [...this.#queue.open()].find(
      (open): open is FirmwareJob => open.job.task.kind === 'concentrator-firmware' && open.restUntil <= now,
    )
    if (open === undefined) return
    const { task } = open.job
    if (task.version === this.#kept.version && task.sha256 === this.#kept.sha256) {
      this.#queue.end(open, { state: 'done', detail: 'it runs already' })
      return
    }
    const fault = this.#isSigned(task)
      ? this.#images.takeFault(task.sha256)
      : 'its signature is not that of the head-end'
    if (fault !== undefined) {
      this.#log.note(now, 'firmware-refused', `${task.version}: ${fault}`)
      this.#queue.end(open, { state: 'refused', cause: 'wrong-file', detail: fault })
    } else if (this.#images.image(task.sha256) !== undefined) this.#activate(open)
  }

  #activate(open: FirmwareJob): void {
    const { now } = this.#section
    const { task, id } = open.job
    const { version, sha256 } = this.#kept
    this.#queue.begin(open)
    this.#keep({
      version: task.version,
      sha256: task.sha256,
      previous: { version, ...(sha256 !== undefined && { sha256 }) },
      trial: { until: now + trialMs, job: id },
    })
    this.#log.note(now, 'firmware-activated', `${task.version} instead of ${version}`)
    this.#leave()
  }

  #rollBack(job: string): void {
    const { version, previous = { version } } = this.#kept
    this.#keep(previous)
    const detail = `${version} has not heard the head-end in ${trialMs / msPerMinute} minutes: ${previous.version} runs again`
    this.#log.note(this.#section.now, 'firmware-rolled-back', detail)
    this.#end(job, { state: 'failed', cause: 'rolled-back', detail })
    this.#leave()
  }

  #leave(): void {
    this.#awaitsRestart = this.#restart !== undefined
    this.#restart?.()
  }

  #end(id: string, attempt: Parameters<JobQueue['end']>[1]): void {
    const open = [...this.#queue.open()].find(({ job }) => job.id === id)
    if (open !== undefined) this.#queue.end(open, attempt)
  }

  #isSigned(task: Task): boolean {
    const { key } = this.#trust
    const statement = Buffer.from(firmwareStatement(task))
    return key !== undefined && verify(null, statement, key, Buffer.from(task.signature, 'base64url'))
  }

  #keep(kept: Kept): void {
    this.#section.store.keepFact(fact, JSON.stringify(kept))
    this.#kept = kept
  }
}
