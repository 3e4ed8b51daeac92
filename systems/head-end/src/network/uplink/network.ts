import { msPerDay, msPerHour } from '@ferraris/metering'
import { afterCommit, transaction } from '@ferraris/service'
import {
  type DownMessage,
  firmwareStatement,
  type Job,
  type OperatorSettings,
  type UpMessage,
} from '@ferraris/uplink'
import { publicHalf, signStatement } from '@ferraris/work-order'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { Writer } from '../../collection/writer.ts'
import type { Enrolment } from '../../inventory/enrol.ts'
import type { KeyRing } from '../../inventory/keys/key-ring.ts'
import { expireJobs, takeUnconfirmedJobs } from '../../orders/by-job/jobs.ts'
import { storeReports } from '../../orders/by-job/reports.ts'
import {
  forgetWithdrawals,
  rerouteControls,
  takeWithdrawals,
  withWithdrawals,
} from '../../orders/by-job/withdrawals.ts'
import { imagePart } from '../../orders/files/images/images.ts'
import type { Tables } from '../../tables.ts'
import { signerOf } from '../../work-orders/signer.ts'
import { recalledTickets } from '../../work-orders/tickets/recall.ts'
import { isLineUri, parseLineUri } from '../commissioning/line-uri.ts'
import { hearers, peersOf, unadopted, waitingConcentrators } from '../commissioning/queries.ts'
import { adoptions, type Decisions, decideService } from '../commissioning/service.ts'
import { forgetTimesToCome, gone, heard, longestSilenceMs, markLost } from '../concentrators/presence.ts'
import { storeReport } from '../energy-balance/reports.ts'
import { keepOwnEvents, keepOwnState } from '../own-state/queries.ts'
import { takeReport } from '../settings/settings.ts'
import { storeStatistics } from '../statistics/queries.ts'
import { LiveFrames } from '../topology/live.ts'
import { pruneNetwork } from '../topology/pruning.ts'
import { storeInventory, storeSilence } from '../topology/queries.ts'
import { boundStrangers } from '../topology/strangers.ts'
import { DailyBound } from './daily-bound.ts'
import { ingestResults } from './ingest.ts'
import { isPossible } from './possible-message.ts'
import { forgetReceipts } from './receipts.ts'
import { keepRefused, type RefusedResult, refusalOf } from './refused-results.ts'

/** The way to concentrators: our own broker, or one elsewhere. */
export interface ConcentratorLink {
  publish(concentrator: string, message: DownMessage): Promise<void>
}

interface NetworkParts {
  readonly db: Kysely<Tables>
  readonly pool: Pool
  readonly ring: KeyRing
  readonly writer: Writer
  readonly now: () => number
  /** Whether the clock can be trusted with what cannot be taken back; it can without this. */
  readonly mayForget?: () => boolean
  /** Hooks for metrics and the log. */
  readonly observer?: NetworkObserver
}

export interface NetworkObserver {
  message?(kind: UpMessage['kind']): void
  /** Results were committed, others refused for good. */
  results?(concentrator: string, committed: number, refused: readonly RefusedResult[]): void
  /** New strangers of an inventory that are not taken, because their concentrator has named too many. */
  strangersLeftOut?(concentrator: string, count: number): void
  /** A message that says what cannot be, for example of a day in another century; it changes nothing. */
  impossible?(concentrator: string, kind: UpMessage['kind']): void
  unknownConcentrator?(concentrator: string): void
  /** It is heard again, or for the first time. */
  back?(concentrator: string): void
  /** It ended its connection on purpose. */
  closed?(concentrator: string): void
  /** Its connection broke, or it is silent for too long. */
  lost?(concentrator: string): void
  trouble?(error: Error): void
}

/** Keys, jobs and addresses a message: bounds of interface G2. */
const mostPerMessage = 500
/** Keys of meters a message: each has two of 32 digits. */
const mostAdoptions = 200
/** Concentrators whose jobs are held in memory at a time. */
const mostAtOnce = 50
const pruneEveryMs = msPerHour

/**
 * The head-end's part of interface G2: takes what concentrators say, decides which meters they serve, and tells them. Everything
 * that matters is in the store before it is acknowledged; what a lost message should have told is told again at the next
 * hello, inventory or tick.
 */
export class Network {
  readonly live = new LiveFrames()
  readonly #parts: NetworkParts
  readonly #bound = new DailyBound()
  readonly #observer: NetworkObserver
  /** What each concentrator was told of its peers, so that it is told again only when it has changed. */
  readonly #peersTold = new Map<string, string>()
  #link: ConcentratorLink | undefined
  #timer: NodeJS.Timeout | undefined
  #ticking: Promise<void> | undefined
  #prunedAt = Number.NEGATIVE_INFINITY
  /** Since when concentrators can call in. */
  #listeningSince = Number.POSITIVE_INFINITY

  constructor(parts: NetworkParts) {
    this.#parts = parts
    this.#observer = parts.observer ?? {}
  }

  /** Begins to speak through `link` and to watch the time. */
  start(link: ConcentratorLink, every = 20_000): void {
    this.#link = link
    this.#listeningSince = this.#parts.now()
    this.#timer = setInterval(() => {
      this.#ticking ??= this.tick()
        .catch(error => this.#observer.trouble?.(error))
        .finally(() => {
          this.#ticking = undefined
        })
    }, every)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#ticking
    this.#link = undefined
  }

  /** Takes a message of a concentrator; resolves after the commit. Throws StoreUnavailable when there was none. */
  async take(concentrator: string, message: UpMessage): Promise<void> {
    const { db, pool, now } = this.#parts
    this.#observer.message?.(message.kind)
    if (message.kind === 'frames') return this.live.publish(concentrator, message.frames)
    if (message.kind === 'gone') return this.#part(concentrator, message.closed)
    const presence = await heard(db, concentrator, now(), reportOf(message))
    if (presence === 'unknown') return this.#observer.unknownConcentrator?.(concentrator)
    if (presence === 'back') this.#observer.back?.(concentrator)
    if (!isPossible(message, now())) return this.#observer.impossible?.(concentrator, message.kind)
    switch (message.kind) {
      case 'hello':
        return this.#greet(concentrator)
      case 'inventory':
        return this.#takeInventory(concentrator, message)
      case 'statistics':
        return storeStatistics(db, concentrator, message.statistics)
      case 'results':
        return this.#takeResults(concentrator, message.results)
      case 'settings':
        return this.#takeSettings(concentrator, message)
      case 'own-state':
        return keepOwnState(pool, concentrator, message.state, now())
      case 'own-events': {
        const upTo = await keepOwnEvents(pool, concentrator, message.events, now())
        return this.#tell(concentrator, { kind: 'own-events-taken', upTo })
      }
      case 'balance':
        return storeReport(db, concentrator, message.balance, now())
      case 'job-reports':
        return storeReports(pool, concentrator, message.reports, now())
      case 'image-request':
        return this.#tell(concentrator, await imagePart(db, message.sha256, message.offset))
    }
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
    await this.#tell(concentrator, { kind: 'jobs', jobs: signed })
  }

  /** A concentrator takes firmware of its own by our signature alone. */
  async #signed(job: Job): Promise<Job> {
    const { task } = job
    if (task.kind !== 'concentrator-firmware') return job
    const { db, ring } = this.#parts
    const signature = signStatement(firmwareStatement(task), await signerOf(db, ring))
    return { ...job, task: { ...task, signature } }
  }

  /** Tells a concentrator which jobs it shall not begin any more. */
  sendWithdrawals(concentrator: string, all = false): Promise<void> {
    return afterCommit(() => this.#sendWithdrawals(concentrator, all))
  }

  async #sendWithdrawals(concentrator: string, all: boolean): Promise<void> {
    const { pool, now } = this.#parts
    const ids = await takeWithdrawals(pool, concentrator, now(), all)
    if (ids.length > 0) await this.#tell(concentrator, { kind: 'cancel', ids })
  }

  sendSettings(concentrator: string, settings: OperatorSettings): Promise<void> {
    return afterCommit(() => this.#tell(concentrator, { kind: 'settings', settings }))
  }

  /** Tells a concentrator whom to trust, and which tickets it is not to trust any more. */
  tellTrust(concentrator: string): Promise<void> {
    return afterCommit(() => this.#tellTrust(concentrator))
  }

  async #tellTrust(concentrator: string): Promise<void> {
    const { db, ring, now } = this.#parts
    const recalled = await recalledTickets(db, concentrator, now())
    await this.#tell(concentrator, { kind: 'trust', key: publicHalf(await signerOf(db, ring)), recalled })
  }

  /** Tells concentrators to adopt meters, with their keys. */
  adopt(concentrator: string, acas: readonly string[]): Promise<void> {
    return afterCommit(() => this.#adopt(concentrator, acas))
  }

  async #adopt(concentrator: string, acas: readonly string[]): Promise<void> {
    const { pool, ring } = this.#parts
    for (const some of inParts(acas, mostAdoptions)) {
      const meters = await adoptions(pool, ring, concentrator, some)
      if (meters.length > 0) await this.#tell(concentrator, { kind: 'adopt', meters })
    }
  }

  release(concentrator: string, acas: readonly string[]): Promise<void> {
    return afterCommit(() => this.#release(concentrator, acas))
  }

  async #release(concentrator: string, acas: readonly string[]): Promise<void> {
    for (const some of inParts(acas, mostPerMessage)) {
      await this.#tell(concentrator, { kind: 'release', acas: some })
    }
  }

  /** Looks again at what a concentrator hears: after an enrolment, or when another one is gone. */
  async reconsider(concentrator: string): Promise<void> {
    const { pool, now } = this.#parts
    await this.#give(await transaction(pool, client => decideService(client, concentrator, now())))
  }

  /** Meters were enrolled: those that are heard already are served from now on. */
  enrolled(devices: readonly Pick<Enrolment, 'uri'>[]): Promise<void> {
    return afterCommit(() => this.#enrolled(devices))
  }

  async #enrolled(devices: readonly Pick<Enrolment, 'uri'>[]): Promise<void> {
    const acas = devices.filter(({ uri }) => isLineUri(uri)).map(({ uri }) => parseLineUri(uri).aca)
    if (acas.length === 0) return
    for (const concentrator of await hearers(this.#parts.db, acas)) await this.reconsider(concentrator)
  }

  /** What time brings: lost concentrators, meters that they leave behind, jobs that wait or are over. */
  async tick(): Promise<void> {
    const { db, pool, now } = this.#parts
    await this.#watch()
    if (this.#parts.mayForget?.() ?? true) {
      await expireJobs(db, now())
      await this.#prune()
    }
    const { withJobs, withOrphans } = await waitingConcentrators(db, now())
    for (const concentrator of withOrphans) {
      await this.reconsider(concentrator)
      await this.#tellPeers(concentrator)
    }
    await this.#reroute()
    for (const concentrator of await withWithdrawals(pool)) await this.sendWithdrawals(concentrator)
    await this.sendJobs(withJobs)
  }

  /** A concentrator that could not call in, because this head-end was not there, is not lost yet. */
  async #watch(): Promise<void> {
    const { db, now } = this.#parts
    await forgetTimesToCome(db, now())
    if (now() < this.#listeningSince) this.#listeningSince = now()
    if (now() - this.#listeningSince < longestSilenceMs) return
    for (const concentrator of await markLost(db, now())) this.#observer.lost?.(concentrator)
  }

  async #part(concentrator: string, closed: boolean): Promise<void> {
    // This head-end closes its own door: that says nothing of the concentrators.
    if (this.#link === undefined) return
    const { db, now } = this.#parts
    if (!(await gone(db, concentrator, closed, now()))) return
    if (closed) this.#observer.closed?.(concentrator)
    else this.#observer.lost?.(concentrator)
  }

  async #prune(): Promise<void> {
    const { pool, now } = this.#parts
    if (Math.abs(now() - this.#prunedAt) < pruneEveryMs) return
    this.#prunedAt = now()
    await forgetReceipts(pool, now())
    await forgetWithdrawals(pool, now())
    await pruneNetwork(pool, now())
  }

  /** Told at each connection anew what may have been lost with the last one. */
  async #greet(concentrator: string): Promise<void> {
    this.#peersTold.delete(concentrator)
    const { db } = this.#parts
    await this.#tellTrust(concentrator)
    await this.adopt(concentrator, await unadopted(db, concentrator))
    await this.sendWithdrawals(concentrator, true)
    await this.sendJobs([concentrator], true)
  }

  async #takeInventory(
    concentrator: string,
    { neighbours, at }: Extract<UpMessage, { kind: 'inventory' }>,
  ): Promise<void> {
    const { pool, now } = this.#parts
    const orders = await transaction(pool, async client => {
      const { known, leftOut } = await boundStrangers(client, concentrator, neighbours)
      if (leftOut > 0) this.#observer.strangersLeftOut?.(concentrator, leftOut)
      // A clock that is ahead must not make all that follows look old.
      const heardAt = Math.abs(at - now()) > msPerDay ? now() : at
      if (!(await storeInventory(client, concentrator, known, heardAt, now()))) return undefined
      const decided = await decideService(client, concentrator, now())
      await storeSilence(client, concentrator)
      return decided
    })
    if (orders === undefined) return
    await this.#give(orders)
    await this.#tellPeers(concentrator)
    // What this one has lost, another may have told long before that it hears.
    const silent = neighbours.flatMap(({ aca, state }) => (state === 'silent' ? [aca] : []))
    if (silent.length === 0) return
    for (const hearer of await hearers(this.#parts.db, silent)) {
      if (hearer !== concentrator) await this.reconsider(hearer)
    }
  }

  /** A concentrator reports its settings at each connection: what was wanted meanwhile goes out then. */
  async #takeSettings(concentrator: string, report: Extract<UpMessage, { kind: 'settings' }>): Promise<void> {
    const { db, now } = this.#parts
    const wanted = await takeReport(db, concentrator, report, now())
    if (wanted !== undefined) await this.sendSettings(concentrator, wanted)
  }

  async #takeResults(
    concentrator: string,
    results: Extract<UpMessage, { kind: 'results' }>['results'],
  ): Promise<void> {
    const { pool, now } = this.#parts
    const { keys, refused } = await ingestResults(concentrator, results, {
      ...this.#parts,
      bound: this.#bound,
    })
    this.#observer.results?.(concentrator, keys.length, refused)
    if (keys.length > 0) await this.#tell(concentrator, { kind: 'acknowledge', keys })
    if (refused.length === 0) return
    await keepRefused(pool, concentrator, refused, now())
    await this.#tell(concentrator, { kind: 'refuse', refusals: refused.map(refusalOf) })
  }

  /** Releases go first, so that two never poll one meter longer than a message takes. */
  async #give({ adopt, release }: Decisions): Promise<void> {
    for (const [concentrator, acas] of release) await this.release(concentrator, acas)
    for (const [concentrator, acas] of adopt) await this.adopt(concentrator, acas)
    if (release.size > 0 || adopt.size > 0) await this.#reroute()
  }

  /** Orders follow their meters, once those are adopted. */
  async #reroute(): Promise<void> {
    const { pool, now } = this.#parts
    await this.sendJobs(await rerouteControls(pool, now()))
  }

  async #tellPeers(concentrator: string): Promise<void> {
    const { db, now } = this.#parts
    const peers = await peersOf(db, concentrator, now())
    const told = JSON.stringify(peers)
    if (told === (this.#peersTold.get(concentrator) ?? '[]')) return
    await this.#tell(concentrator, { kind: 'peers', peers })
    this.#peersTold.set(concentrator, told)
  }

  /** What is committed stays so when the broker is away: it is told again later. */
  async #tell(concentrator: string, message: DownMessage): Promise<void> {
    await this.#link?.publish(concentrator, message).catch(error => this.#observer.trouble?.(error))
  }
}

function reportOf(message: UpMessage): Parameters<typeof heard>[3] {
  if (message.kind === 'hello') {
    const { version, balanceMeter } = message
    return { version, ...(balanceMeter !== undefined && { balance_aca: balanceMeter }) }
  }
  if (message.kind !== 'heartbeat') return {}
  const { kind: _, ...heartbeat } = message
  return { heartbeat }
}

function* inParts<T>(items: readonly T[], most: number): Generator<T[]> {
  for (let from = 0; from < items.length; from += most) yield items.slice(from, from + most)
}
