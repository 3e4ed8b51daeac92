import { type OwnCondition, type OwnState, statusWordOf, type UpMessage } from '@ferraris/uplink'
import type { ImageCache } from '../firmware/image-cache.ts'
import type { JobQueue } from '../jobs/job-queue.ts'
import type { Section } from '../section.ts'
import { isSilent } from '../uplink/neighbours.ts'
import { type Calendar, calendarState } from './calendar.ts'
import { EventLog } from './event-log.ts'
import { Identity } from './identity.ts'
import { type ClockComparison, OwnClock } from './own-clock.ts'
import { OwnFirmware } from './own-firmware.ts'
import { RecalledTickets } from './recalled-tickets.ts'
import { Trust } from './trust.ts'

/** So many results wait for a head-end that does not take them. */
const manyResults = 100

interface ItselfParts {
  readonly section: Section
  readonly queue: JobQueue
  readonly images: ImageCache
  readonly calendar: Calendar
  /** Conditions that others know of. */
  readonly conditions: () => {
    readonly headEndAway: boolean
    readonly full: boolean
    readonly searching: boolean
  }
  /** Version of the firmware that it came with. */
  readonly version: string
  readonly hasGivenTime: boolean
  readonly restart: (() => void) | undefined
}

/** What a concentrator is apart from its meters: its log, clock, firmware, identity and calendar. */
export class Itself {
  readonly log: EventLog
  readonly trust: Trust
  readonly recalled: RecalledTickets
  readonly identity: Identity
  readonly firmware: OwnFirmware
  readonly calendar: Calendar
  readonly #clock: OwnClock
  readonly #parts: ItselfParts
  #startedAt = 0
  #told = ''

  constructor(parts: ItselfParts) {
    const { section, queue, images, version, restart } = parts
    this.#parts = parts
    this.calendar = parts.calendar
    this.log = new EventLog(section.store)
    this.trust = new Trust(section, this.log)
    this.recalled = new RecalledTickets(section, this.log)
    this.identity = new Identity(section.store)
    this.#clock = new OwnClock(section, this.log, parts.hasGivenTime)
    this.firmware = new OwnFirmware(
      { section, queue, images, log: this.log, trust: this.trust },
      version,
      restart,
    )
  }

  started(): void {
    this.#startedAt = this.#parts.section.now
    this.log.note(this.#startedAt, 'started', this.firmware.state.version)
  }

  clockCompared(comparison: ClockComparison): void {
    this.#clock.compared(comparison)
  }

  state(): OwnState {
    const { section, calendar } = this.#parts
    return {
      at: Math.floor(section.now),
      startedAt: Math.floor(this.#startedAt),
      word: statusWordOf(this.conditions()),
      clock: this.#clock.state,
      firmware: this.firmware.state,
      calendar: calendarState(calendar),
      identity: this.identity.publicKey,
      events: this.log.newest,
    }
  }

  /** Its state, where what it says of conditions, clock source and firmware has changed since it was told last. */
  news(): UpMessage | undefined {
    const { word, clock, firmware } = this.state()
    return JSON.stringify([word, clock.source, firmware]) === this.#told ? undefined : this.report()
  }

  report(): UpMessage {
    const state = this.state()
    this.#told = JSON.stringify([state.word, state.clock.source, state.firmware])
    return { kind: 'own-state', state }
  }

  conditions(): Set<OwnCondition> {
    const { section } = this.#parts
    const { headEndAway, full, searching } = this.#parts.conditions()
    const holds: Readonly<Record<OwnCondition, boolean>> = {
      'clock-unset': this.#clock.state.source === 'unset',
      'storage-full': full,
      'head-end-away': headEndAway,
      'meters-silent': [...section.roster.adopted()].some(meter => isSilent(meter, section)),
      'results-wait': section.store.results.pending() >= manyResults,
      'firmware-on-trial': this.firmware.isOnTrial,
      searching,
    }
    return new Set((Object.keys(holds) as OwnCondition[]).filter(name => holds[name]))
  }
}
