import { msPerHour, msPerMinute } from '@ferraris/metering'
import { dsaps, maxLsdu } from '@ferraris/smitp/mac'
import { serveTrusted } from '@ferraris/smitp/session'
import type { CalendarEntry, DownMessage, EnergyBalance, Neighbour, OperatorSettings } from '@ferraris/uplink'
import { CallSchedule } from './calling/call-schedule.ts'
import { SearchSchedule } from './commissioning/search-schedule.ts'
import { Dispatcher } from './dispatch/dispatcher.ts'
import { Periodic } from './dispatch/periodic.ts'
import { BalanceBook } from './energy-balance/balance-book.ts'
import { Firmware } from './firmware/firmware.ts'
import { ImageCache } from './firmware/image-cache.ts'
import { JobQueue } from './jobs/job-queue.ts'
import { JobSource } from './jobs/job-source.ts'
import { type OnAnswer, PassThroughs } from './jobs/pass-through.ts'
import { LocalDesk } from './local/local-desk.ts'
import { LocalSession } from './local/local-session.ts'
import type { NodeMessage } from './network/neighbourhood-network.ts'
import type { ConcentratorOptions } from './options.ts'
import type { Calendar } from './own/calendar.ts'
import { Itself } from './own/itself.ts'
import type { ClockComparison } from './own/own-clock.ts'
import { CompleteDays } from './reading/complete-days.ts'
import { ReadingSchedule } from './reading/reading-schedule.ts'
import { Section } from './section.ts'
import { StoreError } from './store/store-error.ts'
import { OwnTables } from './tables/own-tables.ts'
import { Inbox } from './uplink/inbox.ts'
import { neighboursOf } from './uplink/neighbours.ts'
import { Outbox } from './uplink/outbox.ts'
import { Reporter } from './uplink/reporter.ts'
import { ResultsOut } from './uplink/results-out.ts'

/** What may be lost is written this often. */
const keepEveryMs = 5 * msPerMinute

/** A part of an image that has not come is requested again after this time. */
const imageAgainMs = 30_000

type PeriodicName =
  | Exclude<CalendarEntry, 'read-day' | 'search'>
  | 'heartbeat'
  | 'images-again'
  | 'keep'
  | 'prune'

/** A clock that goes back by more than this was set. */
const jumpMs = 5000

/** The condition of a concentrator, for display and tests. */
interface Condition {
  /** `storage` while nothing can be written: nothing is read or acknowledged then, and it is tried again. */
  readonly state: 'working' | 'storage'
  readonly trouble?: string
  /** When the first search of the section was over. */
  readonly settledAt?: number
  readonly completeness: { readonly day: string; readonly expected: number; readonly received: number }
  readonly pendingResults: number
  /** Results that the head-end will never store, of those that are still kept here. */
  readonly refusedResults: number
}

/**
 * A data concentrator of a section of the low-voltage grid. It finds the meters of its neighbourhood network, reads
 * them by its own schedule and by jobs, keeps what it has read until the head-end has it, and works on alone when the head-end
 * is out of reach.
 *
 * All is synchronous, and time comes with each call (epoch milliseconds): the same concentrator runs in a simulation,
 * on the line of a virtual district, and on a modem.
 */
export class Concentrator {
  readonly #options: ConcentratorOptions
  readonly #section: Section
  readonly #search: SearchSchedule
  readonly #days: CompleteDays
  readonly #schedule: ReadingSchedule
  readonly #jobs: JobQueue
  readonly #firmware: Firmware
  readonly #passThroughs: PassThroughs
  readonly #dispatcher: Dispatcher
  readonly #results: ResultsOut
  readonly #balances: BalanceBook
  readonly #inbox: Inbox
  readonly #outbox: Outbox
  readonly #reporter: Reporter
  readonly #itself: Itself
  readonly #desk: LocalDesk
  readonly #tables: OwnTables
  readonly #periodic: Periodic<PeriodicName>
  #trouble: StoreError | undefined
  #restUntil = 0

  constructor(options: ConcentratorOptions) {
    this.#options = options
    const { store, uplink } = options
    const section = new Section(options, now => this.#at(now))
    const { settings } = section
    const images = new ImageCache(store.images)
    this.#section = section
    this.#search = new SearchSchedule(section)
    this.#days = new CompleteDays(section)
    this.#balances = new BalanceBook(section, this.#days, options.substation)
    this.#schedule = new ReadingSchedule(section, this.#days)
    this.#jobs = new JobQueue(section)
    this.#firmware = new Firmware(section, this.#jobs, images)
    this.#passThroughs = new PassThroughs(section)
    const means = {
      discover: () => this.#search.hurry(),
      run: (entry: CalendarEntry) => this.#run(entry),
    }
    this.#dispatcher = new Dispatcher([
      this.#passThroughs,
      new JobSource(section, this.#jobs, 'on-demand', means),
      new JobSource(section, this.#jobs, 'high', means),
      new JobSource(section, this.#jobs, 'normal', means),
      this.#search,
      new CallSchedule(section, this.#schedule, () => this.#search.isSettled),
      this.#schedule,
      this.#firmware,
      this.#search.whenIdle,
    ])
    this.#results = new ResultsOut(store.results, settings.resendAfterMs)
    this.#periodic = new Periodic({
      heartbeat: { everyMs: settings.heartbeatEveryMs, act: () => this.#beat() },
      inventory: { everyMs: settings.inventoryEveryMs, act: () => this.#reporter.inventory() },
      statistics: { everyMs: settings.statisticsEveryMs, act: () => this.#reporter.statistics() },
      balances: { everyMs: settings.inventoryEveryMs, act: () => this.#reporter.balances() },
      'compare-clock': { everyMs: settings.clockEveryMs, act: () => options.compareClock?.() },
      'images-again': { everyMs: imageAgainMs, act: () => images.askAgain() },
      keep: { everyMs: keepEveryMs, act: () => this.#keep() },
      prune: { everyMs: msPerHour, act: () => this.#prune() },
    })
    this.#itself = new Itself({
      section,
      queue: this.#jobs,
      images,
      calendar: this.#calendar(),
      conditions: () => ({
        headEndAway: !this.#outbox.isOpen,
        full: this.#trouble !== undefined,
        searching: !this.#search.isSettled,
      }),
      version: options.version ?? '1',
      hasGivenTime: options.compareClock === undefined,
      restart: options.restart,
    })
    this.#outbox = new Outbox({
      uplink,
      results: this.#results,
      jobs: this.#jobs,
      images,
      firmware: this.#firmware,
      log: this.#itself.log,
    })
    this.#reporter = new Reporter(section, this.#outbox, this.#days, this.#balances, this.#itself)
    this.#inbox = new Inbox({
      section,
      results: this.#results,
      jobs: this.#jobs,
      images,
      schedule: this.#schedule,
      itself: this.#itself,
      onSettings: refused => this.#reporter.settings(refused),
    })
    const own = {
      name: options.name ?? options.substation,
      section,
      itself: this.#itself,
      run: (entry: CalendarEntry) => this.#run(entry),
      set: (settings: OperatorSettings) => this.#inbox.set(settings),
    }
    this.#desk = new LocalDesk({ ...own, jobs: this.#jobs })
    this.#tables = new OwnTables(own)
  }

  /** Takes up work where it was, or begins it. */
  start(now: number): void {
    this.#at(now, () => {
      this.#section.network.statistics.reset(now)
      this.#jobs.resume()
      this.#itself.started()
    })
  }

  /** The time that was asked for has come. */
  wake(now: number): void {
    this.#at(now)
  }

  /** The head-end is connected. */
  connected(now: number): void {
    this.#at(now, () => {
      this.#outbox.open(now)
      this.#itself.log.note(now, 'head-end-reached')
      this.#reporter.introduce()
    })
  }

  /** The head-end is disconnected. Work goes on. */
  disconnected(now: number): void {
    this.#at(now, () => {
      if (this.#outbox.isOpen) this.#itself.log.note(now, 'head-end-lost')
      this.#outbox.close()
    })
  }

  /** Its clock was compared with a time server, and set by the difference: `now` is by the new time. */
  clockCompared(comparison: ClockComparison, now: number): void {
    this.#at(now, () => this.#itself.clockCompared(comparison))
  }

  /**
   * A message of the head-end. What it asks for is on the disk when this returns.
   *
   * @throws {StoreError} when that cannot be: the message must come again
   */
  received(message: DownMessage, now: number): void {
    this.#section.now = now
    try {
      this.#inbox.take(message)
    } catch (error) {
      this.#suffer(error)
      throw error
    } finally {
      this.#at(now)
    }
  }

  /**
   * Lets the head-end talk with one meter, end to end and before everything else: one message as it is, or with DSAP 1 a
   * DLMS APDU behind its two addresses (`encodeCosem`) of up to 2032 octets, which goes in segments. A message may reach
   * the meter more than once when its answer is lost; an APDU is served once all the same. `onAnswer` is called once. What is
   * returned gives it up: nothing more of it goes over the line.
   */
  passThrough(aca: string, message: NodeMessage, onAnswer: OnAnswer, now: number): () => void {
    const giveUp = this.#passThroughs.add({ aca, message, onAnswer })
    this.#at(now)
    return giveUp
  }

  /** Serves a message of the central system for the concentrator itself, not for a meter: its own tables. Undefined for no answer. */
  ownMessage({ dsap, ecc, lsdu }: NodeMessage, now: number): NodeMessage | undefined {
    // The link to the head-end is what proves it.
    if (dsap !== dsaps.application || ecc !== 'none') return undefined
    this.#section.now = now
    try {
      return { dsap, ecc, lsdu: serveTrusted(this.#tables, lsdu, 'write', maxLsdu) }
    } finally {
      this.#at(now)
    }
  }

  /**
   * A way for a field device at a local port: takes its messages one by one and gives the answers. Throws StoreError where the log
   * cannot be written.
   */
  localAccess(): (octets: Uint8Array, now: number) => Uint8Array {
    const session = new LocalSession(this.#desk)
    return (octets, now) => {
      this.#section.now = now
      try {
        return session.answer(octets)
      } finally {
        this.#at(now)
      }
    }
  }

  /** The meters as they are heard, and the ways to them. */
  neighbours(): Neighbour[] {
    return neighboursOf(this.#section)
  }

  /** Energy balances of the sections on the last days that could be balanced. */
  balances(): EnergyBalance[] {
    return this.#balances.all()
  }

  condition(): Condition {
    return {
      state: this.#trouble === undefined ? 'working' : 'storage',
      trouble: this.#trouble?.message,
      settledAt: this.#search.settledAt,
      completeness: this.#days.completeness(),
      pendingResults: this.#options.store.results.pending(),
      refusedResults: this.#options.store.results.refusedCount(),
    }
  }

  /** Writes what was not yet written, unless the disk is full: that is what a power failure would lose. The store stays open. */
  stop(now: number): void {
    this.#section.now = now
    try {
      this.#itself.log.note(now, 'stopped')
      this.#dispatcher.abandon()
      this.#keep()
    } catch (error) {
      this.#suffer(error)
    }
  }

  /** Takes it off its network, as at a power failure: what it has not written is lost. */
  detach(): void {
    this.#section.network.detach()
  }

  #beat(): void {
    this.#itself.log.sendAgain()
    this.#reporter.heartbeat(this.#diskFree())
  }

  #calendar(): Calendar {
    const periodic = (name: PeriodicName & CalendarEntry) => ({
      run: () => this.#periodic.hurry(name),
      times: () => this.#periodic.timesOf(name),
    })
    return {
      'read-day': {
        run: () => this.#schedule.hurry(),
        times: () => ({ lastAt: this.#days.lastEnd, nextAt: this.#days.nextEnd }),
      },
      search: {
        run: () => this.#search.hurry(),
        times: () => ({ everyMs: this.#section.settings.searchEveryMs, ...this.#search.rounds }),
      },
      inventory: periodic('inventory'),
      statistics: periodic('statistics'),
      balances: periodic('balances'),
      ...(this.#options.compareClock !== undefined && { 'compare-clock': periodic('compare-clock') }),
    }
  }

  /** Does an entry of the calendar at once; false where it has none of this name. */
  #run(entry: CalendarEntry): boolean {
    const scheduled = this.#itself.calendar[entry]
    if (scheduled === undefined) return false
    this.#itself.log.note(this.#section.now, 'run-now', entry)
    scheduled.run()
    return true
  }

  /** Does something at an instant, and then all that has become due. */
  #at(now: number, happen: () => void = () => {}): void {
    const jumped = now < this.#section.now - jumpMs
    this.#section.now = now
    if (jumped) this.#forgetAppointments()
    try {
      happen()
      this.#days.roll()
      this.#periodic.run(now)
      this.#jobs.expire()
      this.#itself.firmware.step()
      this.#outbox.forward(now)
      this.#drive()
    } catch (error) {
      this.#suffer(error)
    }
    this.#options.wakeAt(this.#nextAt())
  }

  /** Starts the next exchange, unless the network is busy or the store cannot write. */
  #drive(): void {
    const { now, network } = this.#section
    if (network.busy || now < this.#restUntil) return
    if (this.#trouble !== undefined) this.#itself.log.note(now, 'storage-back', this.#trouble.code)
    this.#trouble = undefined
    this.#dispatcher.next()?.begin(now)
    // What has just been read goes up at once.
    this.#outbox.forward(now)
  }

  /** Without a disk it waits: what cannot be kept must not be read, nor acknowledged. */
  #suffer(error: unknown): void {
    if (!(error instanceof StoreError)) throw error
    this.#trouble = error
    this.#restUntil = this.#section.now + msPerMinute
    this.#dispatcher.abandon()
  }

  /** The clock was set back: what was put off until some hour would be put off for too long. */
  #forgetAppointments(): void {
    this.#restUntil = 0
    for (const meter of this.#section.roster.all()) meter.restUntil = 0
    this.#search.hurry()
    this.#schedule.lookAgain()
  }

  #nextAt(): number {
    const { now, network } = this.#section
    const times = [
      this.#periodic.nextAt(),
      this.#jobs.nextAt(),
      this.#results.nextAt(),
      this.#itself.firmware.nextAt(),
    ]
    if (!network.busy) times.push(Math.max(this.#restUntil, this.#dispatcher.nextAt()))
    return Math.max(now + 1, Math.min(...times))
  }

  /** Octets that may still be written; none while the disk is full. */
  #diskFree(): number {
    return this.#trouble?.code === 'full' ? 0 : this.#options.store.diskFree()
  }

  #keep(): void {
    this.#section.roster.keep()
    this.#section.network.keep()
  }

  #prune(): void {
    const { store, now, settings } = this.#section
    const before = now - settings.keepResultsMs
    store.results.prune(before)
    store.network.prune(before)
    this.#jobs.prune(before)
    this.#firmware.prune(this.#itself.firmware.images)
  }
}
