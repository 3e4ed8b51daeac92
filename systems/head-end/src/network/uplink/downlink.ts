import { emergencyStatement, wholeSecondsOf } from '@ferraris/metering'
import { afterCommit } from '@ferraris/service'
import { type DownMessage, firmwareStatement, type Job, type OperatorSettings } from '@ferraris/uplink'
import { publicHalf, signStatement } from '@ferraris/work-order'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { KeyRing } from '../../inventory/keys/key-ring.ts'
import { takeUnconfirmedJobs } from '../../orders/by-job/jobs.ts'
import { rerouteControls, takeWithdrawals } from '../../orders/by-job/withdrawals.ts'
import type { Tables } from '../../tables.ts'
import { signerOf } from '../../work-orders/signer.ts'
import { recalledTickets } from '../../work-orders/tickets/recall.ts'
import { peersOf, unadopted } from '../commissioning/queries.ts'
import { adoptions, type Decisions } from '../commissioning/service.ts'
import type { NetworkObserver } from './observer.ts'

/** The way to concentrators: our own broker, or one elsewhere. */
export interface ConcentratorLink {
  publish(concentrator: string, message: DownMessage): Promise<void>
}

export interface DownlinkParts {
  readonly db: Kysely<Tables>
  readonly pool: Pool
  readonly ring: KeyRing
  readonly now: () => number
  /** Hooks for metrics and the log. */
  readonly observer?: NetworkObserver
}

/** Keys, jobs and addresses a message: bounds of interface G2. */
const mostPerMessage = 500
/** Keys of meters a message: each has two of 32 digits. */
const mostAdoptions = 200
/** Concentrators whose jobs are held in memory at a time. */
const mostAtOnce = 50

/**
 * What concentrators are told: jobs and their withdrawal, settings, the meters that they serve. Nothing is told before it is committed, and what
 * a lost message should have told is told again at the next hello, inventory or tick.
 */
export class Downlink {
  readonly #parts: DownlinkParts
  /** What each concentrator was told of its peers, so that it is told again only when it has changed. */
  readonly #peersTold = new Map<string, string>()
  protected link: ConcentratorLink | undefined

  constructor(parts: DownlinkParts) {
    this.#parts = parts
  }

  /** Sends jobs that wait for these concentrators. */
  sendJobs(concentrators: readonly string[], all = false): Promise<void> {
    return afterCommit(() => this.#sendJobs(concentrators, all))
  }

  async #sendJobs(concentrators: readonly string[], all: boolean): Promise<void> {
    const { db, now } = this.#parts
    for (const some of inParts(concentrators, mostAtOnce)) {
      const jobs = await takeUnconfirmedJobs(db, some, now(), all)
      await Promise.all([...jobs].map(([concentrator, its]) => this.#sendThese(concentrator, its)))
    }
  }

  async #sendThese(concentrator: string, jobs: readonly Job[]): Promise<void> {
    const signed = await Promise.all(jobs.map(job => this.#signed(job)))
    await this.tell(concentrator, { kind: 'jobs', jobs: signed })
  }

  /** A concentrator takes firmware of its own, and meters a called emergency, by our signature alone. */
  async #signed(job: Job): Promise<Job> {
    const { task } = job
    const { db, ring, now } = this.#parts
    if (task.kind === 'concentrator-firmware') {
      const signature = signStatement(firmwareStatement(task), await signerOf(db, ring))
      return { ...job, task: { ...task, signature } }
    }
    if (task.kind !== 'call-emergency') return job
    // The order gives the beginning as a text.
    const from = Date.parse(String(task.from))
    const issued = now()
    const call = { ...task, from: wholeSecondsOf(from), issued: wholeSecondsOf(issued) }
    const signature = signStatement(emergencyStatement(call), await signerOf(db, ring))
    return { ...job, task: { ...task, from, issued, signature } }
  }

  /** Tells a concentrator which jobs it shall not begin any more. */
  sendWithdrawals(concentrator: string, all = false): Promise<void> {
    return afterCommit(() => this.#sendWithdrawals(concentrator, all))
  }

  async #sendWithdrawals(concentrator: string, all: boolean): Promise<void> {
    const { pool, now } = this.#parts
    const ids = await takeWithdrawals(pool, concentrator, now(), all)
    if (ids.length > 0) await this.tell(concentrator, { kind: 'cancel', ids })
  }

  sendSettings(concentrator: string, settings: OperatorSettings): Promise<void> {
    return afterCommit(() => this.tell(concentrator, { kind: 'settings', settings }))
  }

  /** Tells a concentrator the key that signs our orders and tickets, and which tickets are recalled. */
  tellTrust(concentrator: string): Promise<void> {
    return afterCommit(() => this.#tellTrust(concentrator))
  }

  async #tellTrust(concentrator: string): Promise<void> {
    const { db, ring, now } = this.#parts
    const recalled = await recalledTickets(db, concentrator, now())
    await this.tell(concentrator, { kind: 'trust', key: publicHalf(await signerOf(db, ring)), recalled })
  }

  /** Tells concentrators to adopt meters, with their keys. */
  adopt(concentrator: string, acas: readonly string[]): Promise<void> {
    return afterCommit(() => this.#adopt(concentrator, acas))
  }

  async #adopt(concentrator: string, acas: readonly string[]): Promise<void> {
    const { pool, ring } = this.#parts
    for (const some of inParts(acas, mostAdoptions)) {
      const meters = await adoptions(pool, ring, concentrator, some)
      if (meters.length > 0) await this.tell(concentrator, { kind: 'adopt', meters })
    }
  }

  release(concentrator: string, acas: readonly string[]): Promise<void> {
    return afterCommit(() => this.#release(concentrator, acas))
  }

  async #release(concentrator: string, acas: readonly string[]): Promise<void> {
    for (const some of inParts(acas, mostPerMessage)) {
      await this.tell(concentrator, { kind: 'release', acas: some })
    }
  }

  /** Told at each connection anew what may have been lost with the last one. */
  protected async greet(concentrator: string): Promise<void> {
    this.#peersTold.delete(concentrator)
    const { db } = this.#parts
    await this.#tellTrust(concentrator)
    await this.adopt(concentrator, await unadopted(db, concentrator))
    await this.sendWithdrawals(concentrator, true)
    await this.sendJobs([concentrator], true)
  }

  /** Releases go first, so that two never poll one meter longer than a message takes. */
  protected async give({ adopt, release }: Decisions): Promise<void> {
    for (const [concentrator, acas] of release) await this.release(concentrator, acas)
    for (const [concentrator, acas] of adopt) await this.adopt(concentrator, acas)
    if (release.size > 0 || adopt.size > 0) await this.reroute()
  }

  /** Orders follow their meters, once those are adopted. */
  protected async reroute(): Promise<void> {
    const { pool, now } = this.#parts
    await this.sendJobs(await rerouteControls(pool, now()))
  }

  protected async tellPeers(concentrator: string): Promise<void> {
    const { db, now } = this.#parts
    const peers = await peersOf(db, concentrator, now())
    const told = JSON.stringify(peers)
    if (told === (this.#peersTold.get(concentrator) ?? '[]')) return
    await this.tell(concentrator, { kind: 'peers', peers })
    this.#peersTold.set(concentrator, told)
  }

  /** What is committed stays so when the broker is away: it is told again later. */
  protected async tell(concentrator: string, message: DownMessage): Promise<void> {
    await this.link?.publish(concentrator, message).catch(error => this.#parts.observer?.trouble?.(error))
  }
}

function* inParts<T>(items: readonly T[], most: number): Generator<T[]> {
  for (let from = 0; from < items.length; from += most) yield items.slice(from, from + most)
}
