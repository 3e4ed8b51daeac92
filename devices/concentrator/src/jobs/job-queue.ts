import { msPerDay, msPerMinute } from '@ferraris/metering'
import type { Job, JobCause, JobReport, JobStep } from '@ferraris/uplink'
import type { Section } from '../section.ts'
import type { StoredJob } from '../store/job-table.ts'
import { plainText } from '../uplink/plain-text.ts'

/** A job with its state in the concentrator. */
export interface OpenJob extends StoredJob {
  /** Not before this time. */
  restUntil: number
}

/** The outcome of an attempt at a job. */
export type Attempt = { readonly steps?: readonly JobStep[] } & AttemptOutcome

type AttemptOutcome =
  | {
      readonly state: 'done'
      readonly result?: string
      readonly detail?: string
      /** It was read back as it was wanted. */
      readonly verified?: true
    }
  | { readonly state: 'refused' | 'failed'; readonly detail: string; readonly cause: JobCause }
  /** It goes on at once. */
  | { readonly state: 'waiting'; readonly detail: string }
  /** There was no answer: later again. */
  | { readonly state: 'unreached'; readonly detail?: string }

const final = new Set<JobReport['state']>(['done', 'refused', 'expired', 'failed', 'cancelled'])

/** Ids remembered of jobs that were cancelled before they came: messages may overtake each other over a reconnection. */
const mostUnknown = 1000

/** After a restart the outcomes of so long ago are reported again: they may not have arrived. */
const reportAgainMs = msPerDay

/** First pause of a job when its meter does not answer; it doubles with each attempt up to the longest. */
const pauseMs = { 'on-demand': 1000, high: 10_000, normal: 120_000 } as const
const longestPauseMs = 15 * msPerMinute

/**
 * The jobs. One is on the disk before it is called accepted, done once however often it arrives, and gone on with after
 * a restart; its outcome is reported again whenever it arrives again.
 */
export class JobQueue {
  readonly #section: Section
  readonly #open = new Map<string, OpenJob>()
  readonly #ended = new Map<string, StoredJob>()
  readonly #reports = new Map<string, JobReport>()
  /** Those with an attempt under way, which may be having its effect. */
  readonly #underWay = new Set<string>()
  /** Those to be ended when the attempt under way has had no effect, and why. */
  readonly #withdrawn = new Map<string, string>()
  readonly #cancelledBefore = new Set<string>()

  constructor(section: Section) {
    this.#section = section
  }

  /** Takes up what was there before a restart. */
  resume(): void {
    for (const stored of this.#section.store.jobs.all()) {
      if (final.has(stored.state)) this.#ended.set(stored.job.id, stored)
      else this.#open.set(stored.job.id, { ...stored, restUntil: stored.job.notBefore ?? 0 })
      if (this.#section.now - stored.at < reportAgainMs) this.#report(stored)
    }
  }

  /** All that were not ended. */
  open(): IterableIterator<OpenJob> {
    return this.#open.values()
  }

  /** Throws StoreError; then none of them is accepted. */
  receive(jobs: readonly Job[]): void {
    const { store, now } = this.#section
    const news = jobs.filter(({ id }) => !this.#open.has(id) && !this.#ended.has(id))
    const accepted = news.map(
      (job): OpenJob => ({ job, ...this.#judge(job), at: now, attempts: 0, restUntil: job.notBefore ?? 0 }),
    )
    store.transaction(() => {
      for (const each of accepted) store.jobs.put(each)
    })
    for (const each of accepted) (final.has(each.state) ? this.#ended : this.#open).set(each.job.id, each)
    for (const { id } of jobs) {
      const known = this.#open.get(id) ?? this.#ended.get(id)
      if (known !== undefined) this.#report(known)
    }
  }

  /** Ends jobs that are not wanted any more, and reports what has become of them. Throws StoreError. */
  cancel(ids: readonly string[]): void {
    for (const id of ids) {
      const open = this.#open.get(id)
      const ended = this.#ended.get(id)
      if (open !== undefined) this.#withdraw(open, 'it was cancelled')
      else if (ended !== undefined) this.#report(ended)
      else this.#cancelUnknown(id)
    }
  }

  /** Ends the jobs of meters that have left the section: they are another concentrator's. Throws StoreError. */
  leave(acas: readonly string[]): void {
    const gone = new Set(acas)
    for (const open of [...this.#open.values()]) {
      const { task } = open.job
      if ('aca' in task && gone.has(task.aca)) this.#withdraw(open, `${task.aca} has left this concentrator`)
    }
  }

  /** An attempt was broken off: it counts as not made. */
  breakOff(id: string): void {
    this.#underWay.delete(id)
  }

  /** An attempt begins. */
  begin(open: OpenJob): void {
    this.#underWay.add(open.job.id)
    this.#put({ ...open, state: 'running', attempts: open.attempts + 1, at: this.#section.now })
  }

  /** An attempt has ended. Throws StoreError; the attempt counts as not made then. */
  end({ job: { id } }: OpenJob, attempt: Attempt): void {
    const open = this.#open.get(id)
    this.#underWay.delete(id)
    if (open === undefined) return
    const at = this.#section.now
    const withdrawn = this.#withdrawn.get(id)
    if (withdrawn !== undefined && (attempt.state === 'waiting' || attempt.state === 'unreached')) {
      this.#put({ ...open, state: 'cancelled', detail: withdrawn, at })
      return
    }
    if (attempt.state === 'waiting') {
      this.#put({ ...open, detail: attempt.detail, cause: undefined, at })
      return
    }
    if (attempt.state !== 'unreached') {
      const { state, detail } = attempt
      const { result, verified } = attempt.state === 'done' ? attempt : {}
      const cause = attempt.state === 'done' ? undefined : attempt.cause
      this.#put({ ...open, state, detail, at, result, verified, cause, steps: attempt.steps })
      return
    }
    const pause = Math.min(longestPauseMs, pauseMs[open.job.priority] * 2 ** Math.min(10, open.attempts - 1))
    open.restUntil = at + this.#section.about(pause)
    this.#put({ ...open, detail: attempt.detail ?? 'the meter does not answer', cause: 'silent', at })
  }

  /** Ends what is too late. */
  expire(): void {
    const { now } = this.#section
    for (const open of [...this.#open.values()]) {
      if (open.job.expires <= now) this.#put({ ...open, state: 'expired', at: now })
    }
  }

  /** When the next job ends of itself. */
  nextAt(): number {
    let next = Number.POSITIVE_INFINITY
    for (const { job } of this.#open.values()) next = Math.min(next, job.expires)
    return next
  }

  /** Reports to be sent, in the order of the events. */
  takeReports(most: number): JobReport[] {
    const taken = [...this.#reports.values()].slice(0, most)
    for (const { id } of taken) this.#reports.delete(id)
    return taken
  }

  /** Drops jobs that ended before an instant. */
  prune(before: number): void {
    this.#section.store.jobs.prune(before)
    for (const [id, { at }] of this.#ended) if (at < before) this.#ended.delete(id)
  }

  /** What is under way may be having its effect: it ends first. */
  #withdraw(open: OpenJob, detail: string): void {
    const { id } = open.job
    if (this.#underWay.has(id)) this.#withdrawn.set(id, detail)
    else this.#put({ ...open, state: 'cancelled', detail, at: this.#section.now })
  }

  #cancelUnknown(id: string): void {
    this.#cancelledBefore.add(id)
    const [oldest] = this.#cancelledBefore
    if (this.#cancelledBefore.size > mostUnknown && oldest !== undefined) this.#cancelledBefore.delete(oldest)
    const at = Math.floor(this.#section.now)
    this.#reports.set(id, {
      id,
      state: 'cancelled',
      at,
      attempts: 0,
      detail: 'it never reached this concentrator',
    })
  }

  #judge(job: Job): Pick<StoredJob, 'state' | 'detail' | 'cause'> {
    const { now, roster } = this.#section
    if (this.#cancelledBefore.has(job.id)) return { state: 'cancelled', detail: 'it was cancelled' }
    if (job.expires <= now) return { state: 'expired' }
    if ('aca' in job.task && roster.get(job.task.aca)?.state !== 'adopted') {
      return {
        state: 'refused',
        cause: 'not-callable',
        detail: `${job.task.aca} is no meter of this concentrator`,
      }
    }
    return { state: 'accepted' }
  }

  #put(open: OpenJob): void {
    this.#section.store.jobs.put(open)
    const { id } = open.job
    if (final.has(open.state)) {
      this.#open.delete(id)
      this.#withdrawn.delete(id)
      this.#ended.set(id, open)
    } else this.#open.set(id, open)
    this.#report(open)
  }

  #report({ job: { id }, state, at, attempts, detail, result, verified, cause, steps }: StoredJob): void {
    this.#reports.delete(id)
    this.#reports.set(id, {
      id,
      state,
      at: Math.floor(at),
      attempts,
      ...(detail !== undefined && { detail: plainText(detail, longestDetail) }),
      ...(result !== undefined && { result }),
      ...(verified && { verified }),
      ...(cause !== undefined && { cause }),
      ...(steps !== undefined && { steps }),
    })
  }
}

const longestDetail = 1000
