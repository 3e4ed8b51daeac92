import {
  encodeFrame,
  eventTypes,
  type Frame,
  type FrameNumber,
  sealAssociation,
  sealFrame,
} from '@ferraris/chain2'
import type { LocalCalendar } from '../calendar/local-day.ts'
import type { Identity } from '../identity.ts'
import { unlessFull } from '../store/memory/full-memory.ts'
import type { MeterStore } from '../store/meter-store.ts'
import { type CustomerSettings, isWanted, type MeterAssociation } from './association.ts'
import { FrameCounter, nextEventCount, type SentCounters } from './counters.ts'
import { contractFrame, type FrameSource, type PeriodicFrame, periodicFrame } from './frames.ts'
import type { Outbox } from './outbox.ts'

/** What messages are made with. */
export interface TellerParts {
  readonly store: MeterStore
  readonly calendar: LocalCalendar
  readonly identity: Identity
  /** Where they wait for the line. */
  readonly outbox: Outbox
  /** Where they are counted as they leave. */
  readonly sent: SentCounters
  /** What the supply may draw, W. */
  readonly availablePower: (now: number) => number
}

/** The association and the settings that a message is made under. */
export interface Terms {
  readonly association: MeterAssociation
  readonly settings: CustomerSettings
}

/** Makes messages: what the store says at an instant becomes a frame, is sealed under the next counter, and waits for the line. */
export class Teller {
  readonly #parts: TellerParts
  readonly #operating: FrameCounter
  readonly #initial: FrameCounter
  #numbers = 0

  constructor(parts: TellerParts) {
    this.#parts = parts
    this.#operating = new FrameCounter(parts.store.memory, 'operating')
    this.#initial = new FrameCounter(parts.store.memory, 'initial')
  }

  /** The frame of a period that has ended, where the customer has asked for it. */
  tellPeriod(frame: PeriodicFrame, terms: Terms, now: number): void {
    if (isWanted(terms.settings, frame))
      this.#tell(periodicFrame(frame, this.#source(terms), now), terms, now)
  }

  tellContract(terms: Terms, now: number): void {
    if (!isWanted(terms.settings, 20)) return
    this.#tell(
      contractFrame(this.#source(terms), this.#event(20, eventTypes.association, now), now),
      terms,
      now,
    )
  }

  /** An event has happened: its time is that of the meter's clock, its number goes on over restarts. */
  tellEvent(frame: Frame, terms: Terms, now: number): void {
    if (!('eventType' in frame)) return
    this.#tell({ ...frame, ...this.#event(frame.frame, frame.eventType, now) }, terms, now)
  }

  tellRestored(outageDuration: number, terms: Terms, now: number): void {
    const event = this.#event(23, eventTypes.supplyRestored, now)
    this.#tell({ frame: 23, ...event, outageDuration }, terms, now)
  }

  tellAssociation({ association, settings: { profile, gap } }: Terms, now: number): void {
    const { identity, outbox } = this.#parts
    const { initialKey, pod, encryptionKey, authenticationKey, aca } = association
    const apdu = sealAssociation(
      { pod, encryptionKey, authenticationKey, firstCounter: this.#operating.next, profile, gap },
      { systemTitle: identity.systemTitle, initialKey, counter: this.#initial.take() },
    )
    outbox.put({ aca, apdu, kind: 0, number: this.#numbers++ }, now, () => {})
  }

  #source({ association, settings }: Terms): FrameSource {
    const { store, calendar, identity, availablePower } = this.#parts
    return { store, calendar, association, settings, plate: identity.serial, availablePower }
  }

  #event(frame: FrameNumber, eventType: number, now: number) {
    const { store } = this.#parts
    return { eventType, eventTime: store.clock.read(now), eventCount: nextEventCount(store.memory, frame) }
  }

  /** Seals a frame and puts it into the box. */
  #tell(frame: Frame | undefined, { association }: Terms, now: number): void {
    if (frame === undefined) return
    const { calendar, identity, outbox, sent } = this.#parts
    const counter = this.#operating.take()
    const { systemTitle } = identity
    const apdu = sealFrame(encodeFrame(frame), { systemTitle, keys: association.keys, counter })
    const left = (): void => unlessFull(() => sent.count(frame, calendar.zone), undefined)
    outbox.put({ aca: association.aca, apdu, kind: frame.frame, number: this.#numbers++ }, now, left)
  }
}
