import { msPerDay, msPerHour } from '@ferraris/metering'
import { afterCommit, transaction } from '@ferraris/service'
import type { UpMessage } from '@ferraris/uplink'
import type { Writer } from '../../collection/writer.ts'
import type { Enrolment } from '../../inventory/enrol.ts'
import { expireJobs } from '../../orders/by-job/jobs.ts'
import { storeReports } from '../../orders/by-job/reports.ts'
import { forgetWithdrawals, withWithdrawals } from '../../orders/by-job/withdrawals.ts'
import { imagePart } from '../../orders/files/images/images.ts'
import { isLineUri, parseLineUri } from '../commissioning/line-uri.ts'
import { hearers, waitingConcentrators } from '../commissioning/queries.ts'
import { decideService } from '../commissioning/service.ts'
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
import { type ConcentratorLink, Downlink, type DownlinkParts } from './downlink.ts'
import { ingestResults } from './ingest.ts'
import { malformedResults } from './malformed-results.ts'
import type { NetworkObserver } from './observer.ts'
import { isPossible } from './possible-message.ts'
import { forgetReceipts } from './receipts.ts'
import { isAnswerable, keepRefused, refusalOf } from './refused-results.ts'

interface NetworkParts extends DownlinkParts {
  readonly writer: Writer
  /** Whether the clock can be trusted with what cannot be taken back; it can without this. */
  readonly mayForget?: () => boolean
}

const pruneEveryMs = msPerHour

/**
 * The head-end's part of interface G2: takes what concentrators say, decides which meters they serve, and tells them. Everything
 * that matters is in the store before it is acknowledged; what a lost message should have told is told again at the next
 * hello, inventory or tick.
 */
export class Network extends Downlink {
  readonly live = new LiveFrames()
  readonly #parts: NetworkParts
  readonly #bound = new DailyBound()
  readonly #observer: NetworkObserver
  #timer: NodeJS.Timeout | undefined
  #ticking: Promise<void> | undefined
  #prunedAt = Number.NEGATIVE_INFINITY
  /** Since when concentrators can call in. */
  #listeningSince = Number.POSITIVE_INFINITY

  constructor(parts: NetworkParts) {
    super(parts)
    this.#parts = parts
    this.#observer = parts.observer ?? {}
  }

  /** Begins to speak through `link` and to watch the time. */
  start(link: ConcentratorLink, every = 20_000): void {
    this.link = link
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
    this.link = undefined
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
    if (message.malformed !== undefined)
      this.#observer.malformed?.(concentrator, message.kind, message.malformed)
    switch (message.kind) {
      case 'hello':
        return this.greet(concentrator)
      case 'inventory':
        return this.#takeInventory(concentrator, message)
      case 'statistics':
        return storeStatistics(db, concentrator, message.statistics)
      case 'results':
        return this.#takeResults(concentrator, message)
      case 'settings':
        return this.#takeSettings(concentrator, message)
      case 'own-state':
        return keepOwnState(pool, concentrator, message.state, now())
      case 'own-events':
        return this.#takeOwnEvents(concentrator, message)
      case 'balance':
        return storeReport(db, concentrator, message.balance, now())
      case 'job-reports':
        return storeReports(pool, concentrator, message.reports, now())
      case 'image-request':
        return this.tell(concentrator, await imagePart(db, message.sha256, message.offset))
    }
  }

  /** Looks again at what a concentrator hears: after an enrolment, or when another one is gone. */
  async reconsider(concentrator: string): Promise<void> {
    const { pool, now } = this.#parts
    await this.give(await transaction(pool, client => decideService(client, concentrator, now())))
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
      await this.tellPeers(concentrator)
    }
    await this.reroute()
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
    if (this.link === undefined) return
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

  async #takeInventory(
    concentrator: string,
    { neighbours, at }: Extract<UpMessage, { kind: 'inventory' }>,
  ): Promise<void> {
    const { pool, now } = this.#parts
    const { leftOut, orders } = await transaction(pool, async client => {
      const { known, leftOut } = await boundStrangers(client, concentrator, neighbours)
      // A clock that is ahead must not make all that follows look old.
      const heardAt = Math.abs(at - now()) > msPerDay ? now() : at
      if (!(await storeInventory(client, concentrator, known, heardAt, now()))) return { leftOut }
      const orders = await decideService(client, concentrator, now())
      await storeSilence(client, concentrator)
      return { leftOut, orders }
    })
    if (leftOut > 0) this.#observer.strangersLeftOut?.(concentrator, leftOut)
    if (orders === undefined) return
    await this.give(orders)
    await this.tellPeers(concentrator)
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
    { results, malformed = [] }: Extract<UpMessage, { kind: 'results' }>,
  ): Promise<void> {
    const { pool, now } = this.#parts
    const { keys, refused: notStored } = await ingestResults(concentrator, results, {
      ...this.#parts,
      bound: this.#bound,
    })
    const refused = [...notStored, ...malformedResults(malformed)]
    this.#observer.results?.(concentrator, keys.length, refused)
    if (keys.length > 0) await this.tell(concentrator, { kind: 'acknowledge', keys })
    if (refused.length === 0) return
    await keepRefused(pool, concentrator, refused, now())
    const refusals = refused.filter(isAnswerable).map(refusalOf)
    if (refusals.length > 0) await this.tell(concentrator, { kind: 'refuse', refusals })
  }

  /** One that is malformed will not be better when it comes again: it counts as taken. */
  async #takeOwnEvents(
    concentrator: string,
    { events, malformed = [] }: Extract<UpMessage, { kind: 'own-events' }>,
  ): Promise<void> {
    const { pool, now } = this.#parts
    if (events.length > 0) await keepOwnEvents(pool, concentrator, events, now())
    const numbers = [...events.map(({ number }) => number), ...malformed.map(({ key }) => Number(key))]
    const known = numbers.filter(number => Number.isSafeInteger(number) && number >= 0)
    if (known.length > 0)
      await this.tell(concentrator, { kind: 'own-events-taken', upTo: Math.max(...known) })
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
