import type { LineOutcome } from '@ferraris/smitp/line'
import type { DownMessage, EnergyBalance, Job, Neighbour, UpMessage } from '@ferraris/uplink'
import { Searcher } from './commissioning/search-schedule.ts'
import { AlarmClock } from './dispatch/alarm-clock.ts'
import { Dispatcher, dispatchPriority } from './dispatch/dispatcher.ts'
import { BalanceBook } from './energy-balance/balance-book.ts'
import { Firmware } from './firmware/firmware.ts'
import { ImageShelf } from './firmware/image-cache.ts'
import { JobBook } from './jobs/job-queue.ts'
import { JobSource } from './jobs/job-source.ts'
import { type OnAnswer, PassThroughs } from './jobs/pass-through.ts'
import { perform } from './jobs/perform.ts'
import type { ConcentratorOptions, PassThrough } from './options.ts'
import { CompleteDays } from './reading/complete-days.ts'
import { Rounds } from './reading/reading-schedule.ts'
import { Section } from './section.ts'
import { defaultSettings } from './settings.ts'
import { StoreError } from './store/store-error.ts'
import { neighboursOf } from './uplink/neighbours.ts'
import { heartbeatOf, statisticsOf } from './uplink/reports.ts'
import { ResultsOut } from './uplink/results-out.ts'

const minuteMs = 60_000

/** What may be lost is written this often. */
const keepEvery = 5 * minuteMs

/** A part of an image that has not come is asked for again after this time. */
const imageAgain = 30_000

/** A clock that goes back by more than this was set. */
const jump = 5000

/** Reports a message. */
const mostReports = 100

/** How a concentrator does, for people and for tests. */
export interface Condition {
  /** `storage` while nothing can be written: nothing is read or acknowledged then, and it is tried again. */
  readonly state: 'working' | 'storage'
  readonly trouble?: string
  /** When the first search of the section was over. */
  readonly settledAt?: number
  readonly completeness: { readonly day: string; readonly expected: number; readonly received: number }
  readonly pendingResults: number
}

/**
 * A data concentrator: master of a section of the low-voltage grid. It finds the meters, keeps routes to them, reads
 * them by its own schedule and by jobs, keeps what it has read until the head-end has it, and works on alone when there
 * is no way to it.
 *
 * All is synchronous, and time comes with each call (epoch milliseconds): the same concentrator runs in a simulation,
 * on the line of a virtual district, and on a modem.
 */
export class Concentrator {
  readonly #options: ConcentratorOptions
  readonly #section: Section
  readonly #searcher: Searcher
  readonly #days: CompleteDays
  readonly #rounds: Rounds
  readonly #jobs: JobBook
  readonly #images: ImageShelf
  readonly #firmware: Firmware
  readonly #passThroughs: PassThroughs
  readonly #dispatcher: Dispatcher
  readonly #results: ResultsOut
  readonly #alarms: AlarmClock
  readonly #balances: BalanceBook
  #connected = false
  #trouble: StoreError | undefined
  #restUntil = 0

  constructor(options: ConcentratorOptions) {
    this.#options = options
    const settings = { ...defaultSettings, ...options.settings }
    const section = new Section(options.store, options.zone, settings, options.random)
    this.#section = section
    this.#searcher = new Searcher(section)
    this.#days = new CompleteDays(section)
    this.#balances = new BalanceBook(section, this.#days, options.substation)
    this.#rounds = new Rounds(section, this.#days)
    this.#jobs = new JobBook(section)
    this.#images = new ImageShelf(options.store.images)
    this.#firmware = new Firmware(section, this.#jobs, this.#images)
    this.#passThroughs = new PassThroughs(section)
    this.#dispatcher = new Dispatcher([
      this.#passThroughs,
      ...this.#jobSources(),
      this.#searcher,
      this.#rounds,
      this.#firmware,
    ])
    this.#results = new ResultsOut(options.store.results, settings.resendAfter)
    this.#alarms = new AlarmClock([
      [settings.heartbeatEvery, () => this.#publish(this.#heartbeat())],
      [settings.inventoryEvery, () => this.#publish(this.#inventory())],
      [settings.statisticsEvery, () => this.#tellStatistics()],
      [settings.inventoryEvery, () => this.#tellBalances(this.#balances.renew())],
      [imageAgain, () => this.#images.askAgain()],
      [keepEvery, () => this.#keep()],
      [60 * minuteMs, () => this.#prune()],
    ])
  }

  /** Takes up work where it was, or begins it. */
  start(now: number): void {
    this.#at(now, () => {
      this.#section.counters.reset(now)
      this.#jobs.resume()
    })
  }

  /** The time that was asked for has come. */
  wake(now: number): void {
    this.#at(now)
  }

  /** The exchange under way has ended, after keeping the line for `airtime` milliseconds. */
  outcome(outcome: LineOutcome, airtime: number, now: number): void {
    this.#at(now, () => this.#dispatcher.deliver({ outcome, airtime }))
  }

  /** There is a way to the head-end. */
  connected(now: number): void {
    this.#at(now, () => {
      this.#connected = true
      this.#results.restart(now)
      this.#images.askAgain()
      this.#publish(this.#inventory())
      this.#tellBalances(this.balances())
    })
  }

  /** There is none any more. Work goes on. */
  disconnected(now: number): void {
    this.#at(now, () => {
      this.#connected = false
    })
  }

  /**
   * A message of the head-end. What it asks for is on the disk when this returns.
   *
   * @throws {StoreError} when that cannot be: the message must come again
   */
  received(message: DownMessage, now: number): void {
    this.#section.now = now
    try {
      this.#take(message)
    } catch (error) {
      this.#suffer(error)
      throw error
    } finally {
      this.#at(now)
    }
  }

  /**
   * Lets the head-end talk with one meter, end to end and before everything else. An LSDU may reach the meter more than
   * once when its answer is lost; one of DSAP 1 is served once all the same. `onAnswer` is told once.
   */
  passThrough(
    aca: string,
    { discipline = 'RA7', ...said }: PassThrough,
    onAnswer: OnAnswer,
    now: number,
  ): void {
    this.#at(now, () => this.#passThroughs.add({ aca, saying: { discipline, ...said }, onAnswer }))
  }

  /** The meters as they are heard, and the ways to them. */
  neighbours(): Neighbour[] {
    return neighboursOf(this.#section, aca => this.#searcher.isClash(aca))
  }

  /** Energy balances of the sections on the last days that could be balanced. */
  balances(): EnergyBalance[] {
    return this.#balances.all()
  }

  condition(): Condition {
    return {
      state: this.#trouble === undefined ? 'working' : 'storage',
      trouble: this.#trouble?.message,
      settledAt: this.#searcher.settledAt,
      completeness: this.#days.completeness(),
      pendingResults: this.#options.store.results.pending(),
    }
  }

  /** Writes what was not yet written. The store stays open. */
  stop(now: number): void {
    this.#section.now = now
    this.#dispatcher.abandon()
    this.#keep()
  }

  /** Does something at an instant, and then all that has become due. */
  #at(now: number, happen: () => void = () => {}): void {
    const jumped = now < this.#section.now - jump
    this.#section.now = now
    if (jumped) this.#forgetAppointments()
    try {
      happen()
      this.#days.roll()
      this.#alarms.ring(now)
      this.#jobs.expire()
      this.#forward()
      this.#drive()
    } catch (error) {
      this.#suffer(error)
    }
    this.#options.wakeAt(this.#nextAt())
  }

  /** Gives the line what comes next, unless it is busy or nothing could be kept. */
  #drive(): void {
    const { line } = this.#options
    const { now } = this.#section
    if (line.busy || now < this.#restUntil) return
    this.#trouble = undefined
    const exchange = this.#dispatcher.next()
    if (exchange !== undefined) line.request(exchange, now)
    // What has just been read goes up at once.
    this.#forward()
  }

  #forward(): void {
    if (!this.#connected) return
    for (;;) {
      const reports = this.#jobs.takeReports(mostReports)
      if (reports.length === 0) break
      this.#publish({ kind: 'job-reports', reports })
    }
    for (const request of this.#firmware.requests()) this.#publish(request)
    for (const message of this.#results.messages(this.#section.now)) this.#publish(message)
  }

  #take(message: DownMessage): void {
    const { roster, sessions } = this.#section
    switch (message.kind) {
      case 'acknowledge':
        this.#results.acknowledge(message.keys, this.#section.now)
        break
      case 'jobs':
        this.#jobs.receive(message.jobs)
        break
      case 'image-part':
        this.#images.take(message)
        break
      case 'adopt':
        roster.adopt(message.meters)
        for (const { aca } of message.meters) sessions.forget(aca)
        this.#rounds.lookAgain()
        break
      case 'release':
        roster.release(message.acas)
        this.#letGo(message.acas)
        break
      case 'peers':
        this.#letGo(roster.meet(message.peers))
        break
    }
  }

  /** Meters that are not ours any more. */
  #letGo(acas: readonly string[]): void {
    for (const aca of acas) {
      this.#section.sessions.forget(aca)
      this.#rounds.forget(aca)
    }
  }

  /** Without a disk there is nothing to be done but to wait: what cannot be kept must not be read, nor acknowledged. */
  #suffer(error: unknown): void {
    if (!(error instanceof StoreError)) throw error
    this.#trouble = error
    this.#restUntil = this.#section.now + minuteMs
    this.#dispatcher.abandon()
  }

  /** The clock was set back: what was put off until some hour would be put off for too long. */
  #forgetAppointments(): void {
    this.#restUntil = 0
    for (const meter of this.#section.roster.all()) meter.restUntil = 0
    this.#searcher.hurry()
    this.#rounds.lookAgain()
  }

  #nextAt(): number {
    const { now } = this.#section
    const times = [this.#alarms.nextAt(), this.#jobs.nextAt(), this.#results.nextAt()]
    if (!this.#options.line.busy) times.push(Math.max(this.#restUntil, this.#dispatcher.nextAt()))
    return Math.max(now + 1, Math.min(...times))
  }

  #jobSources(): JobSource[] {
    const means = { discover: () => this.#searcher.hurry() }
    const doing = (job: Job, attempts: number) => perform(this.#section, means, job, attempts)
    const source = (priority: JobSource['priority'], mine: (job: Job) => boolean) =>
      new JobSource(this.#section, this.#jobs, priority, mine, doing)
    const isFirmware = ({ task }: Job) => task.kind === 'firmware'
    return [
      source(dispatchPriority.onDemand, job => !isFirmware(job) && job.priority === 'on-demand'),
      source(dispatchPriority.high, job => !isFirmware(job) && job.priority === 'high'),
      source(dispatchPriority.reading, job => !isFirmware(job) && job.priority === 'normal'),
    ]
  }

  #publish(message: UpMessage): void {
    if (this.#connected) this.#options.uplink.publish(message)
  }

  #heartbeat(): UpMessage {
    const { store } = this.#options
    return heartbeatOf(this.#section, this.#trouble?.code === 'full' ? 0 : store.diskFree())
  }

  #inventory(): UpMessage {
    return { kind: 'inventory', at: Math.floor(this.#section.now), neighbours: this.neighbours() }
  }

  /** Goes on counting while nobody can be told. */
  #tellStatistics(): void {
    if (!this.#connected) return
    this.#publish(statisticsOf(this.#section, this.#days.completeness()))
    this.#section.counters.reset(this.#section.now)
  }

  #tellBalances(balances: readonly EnergyBalance[]): void {
    for (const balance of balances) this.#publish({ kind: 'balance', balance })
  }

  #keep(): void {
    this.#section.roster.keep(this.#rounds.takeChanged())
    this.#section.keepNetwork()
  }

  #prune(): void {
    const { store, now, settings } = this.#section
    const before = now - settings.keepResults
    store.results.prune(before)
    store.network.prune(before)
    this.#jobs.prune(before)
    this.#firmware.prune()
  }
}
