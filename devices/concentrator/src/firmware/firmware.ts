import type { Job, UpMessage } from '@ferraris/uplink'
import { dispatchPriority, type Source, type Work } from '../dispatch/dispatcher.ts'
import { attempting } from '../jobs/attempting.ts'
import type { Attempt, JobQueue, OpenJob } from '../jobs/job-queue.ts'
import type { Procedure } from '../network/procedure.ts'
import type { Section } from '../section.ts'
import { Image } from './image.ts'
import type { ImageCache } from './image-cache.ts'

type FirmwareTask = Extract<Job['task'], { readonly kind: 'firmware' }>

interface FirmwareJob extends OpenJob {
  readonly job: Job & { readonly task: FirmwareTask }
}

/** The progress of a meter since the start; the meter itself holds which blocks it has. */
interface Taker {
  /** Blocks that it lacks and that were not sent since it was read; undefined before. */
  missing: Set<number> | undefined
  /** How often blocks were sent for it, and how often it found that they are another image. */
  rounds: number
  rejections: number
}

/** Blocks broadcast in one go, and sent to one meter: a meter that joins meanwhile has to wait so long. */
const chunk = 32
const chunkAlone = 200

/** After so many broadcasts a meter gets what it still lacks alone. */
const mostBroadcasts = 3

/** A meter is given up after so many images other than the announced one. */
const mostRejections = 3

/**
 * Brings images of firmware to meters. A first visit announces the image and reads which blocks the meter lacks; what
 * several of them lack is then broadcast, what one lacks is sent to it alone; then they are visited again, until they
 * lack nothing, take the new firmware and prove it by its version. All of it can stop anywhere: the meters hold the progress.
 */
export class Firmware implements Source {
  readonly priority = dispatchPriority.background
  readonly #section: Section
  readonly #queue: JobQueue
  readonly #cache: ImageCache
  readonly #takers = new Map<string, Taker>()
  readonly #running = new Set<string>()

  constructor(section: Section, queue: JobQueue, cache: ImageCache) {
    this.#section = section
    this.#queue = queue
    this.#cache = cache
  }

  take(claim: (aca: string) => boolean): Work | undefined {
    for (const jobs of this.#campaigns().values()) {
      const [first] = jobs
      const { sha256, version } = first.job.task
      const octets = this.#cache.image(sha256)
      if (octets === undefined) this.#giveUpWithout(sha256, jobs)
      else {
        const task = this.#next(
          jobs,
          new Image(octets, sha256, version, this.#section.network.imageBlockSize),
          claim,
        )
        if (task !== undefined) return task
      }
    }
    return undefined
  }

  nextAt(): number {
    let next = Number.POSITIVE_INFINITY
    for (const jobs of this.#campaigns().values()) {
      const [first] = jobs
      if (this.#cache.image(first.job.task.sha256) === undefined) continue
      for (const { job, restUntil } of jobs) if (!this.#running.has(job.id)) next = Math.min(next, restUntil)
    }
    return Math.max(next, this.#section.now)
  }

  /** Requests to the head-end. */
  requests(): Iterable<UpMessage> {
    return this.#cache.requests(this.#images())
  }

  /** Drops what no job needs any more, but these images. */
  prune(kept: Iterable<string>): void {
    this.#cache.keepOnly(new Set([...this.#images(), ...kept]))
    const open = new Set(this.#jobs().map(({ job }) => job.id))
    for (const id of this.#takers.keys()) if (!open.has(id)) this.#takers.delete(id)
  }

  #jobs(): FirmwareJob[] {
    return [...this.#queue.open()].filter((open): open is FirmwareJob => open.job.task.kind === 'firmware')
  }

  /** Images that jobs want, for meters or for the concentrator itself. */
  #images(): Set<string> {
    return new Set(
      [...this.#queue.open()].flatMap(({ job: { task } }) => ('sha256' in task ? [task.sha256] : [])),
    )
  }

  /** Jobs by what they bring. A meter gets one image after the other. */
  #campaigns(): Map<string, [FirmwareJob, ...FirmwareJob[]]> {
    const campaigns = new Map<string, [FirmwareJob, ...FirmwareJob[]]>()
    const taken = new Set<string>()
    for (const open of this.#jobs()) {
      const { aca, sha256, version } = open.job.task
      if (taken.has(aca)) continue
      taken.add(aca)
      const campaign = campaigns.get(`${sha256} ${version}`)
      if (campaign === undefined) campaigns.set(`${sha256} ${version}`, [open])
      else campaign.push(open)
    }
    return campaigns
  }

  #giveUpWithout(sha256: string, jobs: readonly FirmwareJob[]): void {
    const detail = this.#cache.takeFault(sha256)
    if (detail === undefined) return
    for (const open of jobs) this.#queue.end(open, { state: 'failed', cause: 'wrong-file', detail })
  }

  #next(jobs: readonly FirmwareJob[], image: Image, claim: (aca: string) => boolean): Work | undefined {
    const { now } = this.#section
    const due = jobs.filter(({ job, restUntil }) => restUntil <= now && !this.#running.has(job.id))
    for (const open of due) {
      const { aca } = open.job.task
      const taker = this.#takerOf(open)
      if ((taker.missing?.size ?? 0) > 0 || !claim(aca)) continue
      return { aca, procedure: this.#attempt(open, () => this.#visit(open, taker, image)) }
    }
    const lacking = due.filter(open => this.#takerOf(open).missing !== undefined)
    const shared = this.#shared(lacking)
    if (shared.size > 0) return { procedure: this.#broadcast(shared, image) }
    for (const open of lacking) {
      const { aca } = open.job.task
      if (!claim(aca)) continue
      return { aca, procedure: this.#attempt(open, () => this.#deliver(open, image)) }
    }
    return undefined
  }

  /** The next blocks that several meters lack, with the jobs of these meters. */
  #shared(lacking: readonly FirmwareJob[]): Map<number, FirmwareJob[]> {
    const wanted = new Map<number, FirmwareJob[]>()
    for (const open of lacking) {
      const { missing, rounds } = this.#takerOf(open)
      if (rounds > mostBroadcasts) continue
      for (const block of missing ?? []) {
        const others = wanted.get(block)
        if (others === undefined) wanted.set(block, [open])
        else others.push(open)
      }
    }
    const shared = [...wanted].filter(([, { length }]) => length > 1)
    return new Map(shared.toSorted(([a], [b]) => a - b).slice(0, chunk))
  }

  *#attempt(open: FirmwareJob, procedure: () => Procedure<Attempt>): Procedure<void> {
    const { id } = open.job
    this.#running.add(id)
    try {
      const attempt = yield* attempting(procedure())
      // After a failure the missing blocks are read anew.
      if (attempt.state === 'unreached') this.#takerOf(open).missing = undefined
      this.#queue.end(open, attempt)
    } finally {
      this.#queue.breakOff(id)
      this.#running.delete(id)
    }
  }

  *#visit(open: FirmwareJob, taker: Taker, image: Image): Procedure<Attempt> {
    const meter = this.#section.network.meter(open.job.task.aca)
    this.#queue.begin(open)
    const detail = `its firmware is ${image.version}`
    taker.missing = undefined
    if ((yield* meter.readFirmwareVersion()) === image.version) return { state: 'done', detail }
    yield* meter.announceImage(image)
    const missing = yield* meter.readMissingBlocks(image)
    if (missing.size > 0) {
      taker.missing = missing
      taker.rounds++
      const arrived = image.blocks - missing.size
      return { state: 'waiting', detail: `${arrived} of ${image.blocks} blocks have arrived` }
    }
    if (!(yield* meter.activateImage())) {
      taker.rejections++
      return taker.rejections < mostRejections
        ? { state: 'waiting', detail: 'what has arrived is not the image: all of it goes once more' }
        : { state: 'failed', cause: 'wrong-file', detail: 'what arrives is not the image that was announced' }
    }
    const version = yield* meter.readFirmwareVersion()
    if (version === image.version) return { state: 'done', detail }
    return { state: 'failed', cause: 'differs', detail: `its firmware is ${version} after the activation` }
  }

  *#broadcast(blocks: ReadonlyMap<number, readonly FirmwareJob[]>, image: Image): Procedure<void> {
    for (const [block, jobs] of blocks) {
      const acas = jobs.map(({ job }) => job.task.aca)
      yield* this.#section.network.broadcast(acas, image, block)
      for (const open of jobs) this.#takerOf(open).missing?.delete(block)
    }
  }

  *#deliver(open: FirmwareJob, image: Image): Procedure<Attempt> {
    const meter = this.#section.network.meter(open.job.task.aca)
    const missing = this.#takerOf(open).missing ?? new Set()
    for (const block of [...missing].slice(0, chunkAlone)) {
      yield* meter.sendBlock(image, block)
      missing.delete(block)
    }
    return { state: 'waiting', detail: `${image.blocks - missing.size} of ${image.blocks} blocks are sent` }
  }

  #takerOf({ job: { id } }: FirmwareJob): Taker {
    const known = this.#takers.get(id) ?? { missing: undefined, rounds: 0, rejections: 0 }
    this.#takers.set(id, known)
    return known
  }
}
