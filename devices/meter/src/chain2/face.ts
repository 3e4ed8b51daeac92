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
import { dice } from '../load/chance.ts'
import { register } from '../metrology/registers.ts'
import { unlessFull } from '../store/memory/full-memory.ts'
import type { MeterStore } from '../store/meter-store.ts'
import type { PowerLimits } from '../store/power-limits.ts'
import {
  type CustomerSettings,
  type DeviceOfCustomer,
  isWanted,
  KeptAssociation,
  type MeterAssociation,
  type OperatingKeys,
} from './association.ts'
import { FrameCounter, nextEventCount, SentCounters } from './counters.ts'
import {
  availablePowerOf,
  contractFrame,
  type FrameSource,
  type PeriodicFrame,
  periodicFrame,
} from './frames.ts'
import { nextAssociationFrame, PeriodicInstants } from './instants.ts'
import { type Chain2Message, Outbox } from './outbox.ts'
import { PushEngine, pushSettingsOf } from './push-engine.ts'

/*
 * Chain 2: the meter sends, a device of the customer receives, there is no way back. Like all of the meter this is a view of its store, and
 * a function of time: `advance` does what has become due since it was last called, each thing at its own instant. What it makes waits
 * in a bounded box, from which the line takes the most important message when it is free (`take`).
 *
 *     associated ── association frame under the initial key, again and again for eight days
 *         │           contract (20)
 *         ├── each quarter (1, 2, 3), day (5), week (9), month (10, 11), some time after its end
 *         ├── power has left the band told last (21, 41, 51)
 *         ├── more is drawn than is available (22), again each 30 s while it is; once more when it is over
 *         ├── the supply is back (23); the week's energy is reached (25)
 *         ▼
 *     revoked: the box is emptied, keys and device are forgotten
 *
 * After a pause (a host that slept, a cut of the supply) nothing is made up for: a customer wants to know what is.
 */

/** A pause of the host beyond which the past is passed over, seconds. */
const longestPause = 120
/** Seconds from the association to the first contract frame. */
const contractAfter = 15

/** What the face needs of its meter. */
export interface FaceParts {
  readonly store: MeterStore
  readonly calendar: LocalCalendar
  readonly identity: Identity
  /** The limiter of the supply; undefined for a meter where no client can set one. */
  readonly powerLimits: () => PowerLimits | undefined
}

/** All that is due at an instant, in its order. */
interface Due {
  readonly at: number
  readonly deeds: readonly ((at: number) => void)[]
}

export class Chain2Face {
  readonly outbox: Outbox
  readonly sent: SentCounters
  readonly #parts: FaceParts
  readonly #association: KeptAssociation
  readonly #periods: PeriodicInstants
  #operating: FrameCounter
  #initial: FrameCounter
  #at = Number.NEGATIVE_INFINITY
  #push: { readonly engine: PushEngine; readonly availablePower: number } | undefined
  /** What the keys and the settings are that frames are made of now. */
  #inForce: { readonly keyedAt: number; readonly configuredAt: number } | undefined
  #numbers = 0

  constructor(parts: FaceParts) {
    const { store } = parts
    this.#parts = parts
    this.#association = new KeptAssociation(store.memory)
    this.sent = new SentCounters(store.memory)
    this.#operating = new FrameCounter(store.memory, 'operating')
    this.#initial = new FrameCounter(store.memory, 'initial')
    this.outbox = new Outbox(dice(store.setup.seed ^ 0xc2))
    this.#periods = new PeriodicInstants(parts.calendar, store.setup.seed, now => store.clock.read(now) - now)
  }

  /** The device that the meter sends to; undefined for none. */
  get association(): MeterAssociation | undefined {
    return this.#association.get()
  }

  get settings(): CustomerSettings {
    return this.#association.settings
  }

  /** Whether no device is associated: then {@link advance} has nothing to do. */
  get isIdle(): boolean {
    return this.#association.get() === undefined
  }

  /** Associates a device with operating keys, or gives the one that is associated others. */
  associate(device: DeviceOfCustomer, keys: OperatingKeys, now: number): void {
    this.#association.set(device, keys, now)
  }

  /** The customer moves out, or wants no more: nothing leaves any more, and the keys are gone. */
  revoke(): void {
    this.#association.remove()
  }

  /** Other wishes of the customer, another contract: it is told if anything of it is. */
  configure(settings: CustomerSettings, now: number): void {
    this.#association.configure(settings, now)
  }

  /** Whatever client has changed association or settings: what was made under others does not leave any more. */
  #follow(): MeterAssociation | undefined {
    const association = this.#association.get()
    if (association === undefined) {
      this.#begin(this.#at)
      this.#inForce = undefined
      return undefined
    }
    const { keyedAt } = association
    const configuredAt = this.#association.configuredAt ?? keyedAt
    if (this.#inForce?.keyedAt === keyedAt && this.#inForce.configuredAt === configuredAt) return association
    const isNew = this.#inForce !== undefined || this.#at < keyedAt
    if (isNew) this.#begin(Math.max(this.#at, keyedAt, configuredAt))
    this.#inForce = { keyedAt, configuredAt }
    return association
  }

  /** The last instant that was looked at is now: what was before is passed over. */
  #begin(now: number): void {
    this.#at = now
    this.#push = undefined
    this.outbox.clear()
  }

  /** Does what has become due up to an instant. */
  advance(now: number): void {
    if (now - this.#at > longestPause || now < this.#at) this.#begin(now - 1)
    unlessFull(() => {
      while (this.#step(now)) {}
    }, undefined)
    this.#at = now
  }

  /**
   * What leaves up to an instant over a line that is always free, each message when it leaves: for simulations, which need not call
   * {@link advance} at each second.
   */
  *departures(until: number): Generator<Chain2Message & { readonly at: number }> {
    for (;;) {
      const due = this.outbox.nextDue ?? Number.POSITIVE_INFINITY
      if (this.#step(Math.min(until, due))) continue
      if (due > until) break
      this.#at = Math.max(this.#at, due)
      const message = this.take(this.#at)
      if (message === undefined) this.outbox.clear()
      else yield { ...message, at: this.#at }
    }
    this.#at = until
  }

  /** Does the first thing due after the last look, if it is due by an instant. */
  #step(until: number): boolean {
    const association = this.#follow()
    if (association === undefined || this.#at >= until) return false
    const due = this.#next(association, until)
    if (due === undefined) return false
    this.#at = due.at
    if (this.#parts.store.isReachable(due.at)) for (const deed of due.deeds) deed(due.at)
    return true
  }

  /** The most important message that may leave now; the line asks when it is free. Counted as sent, copies apart. */
  take(now: number): Chain2Message | undefined {
    this.#follow()
    return this.#parts.store.isReachable(now) ? this.outbox.take(now) : undefined
  }

  /** The first thing due within (the last look, until]. */
  #next(association: MeterAssociation, until: number): Due | undefined {
    let first: Due | undefined
    const consider = (at: number | undefined, run: (at: number) => void): void => {
      if (at === undefined || at > (first?.at ?? until)) return
      first = { at, deeds: first?.at === at ? [...first.deeds, run] : [run] }
    }
    const limit = (): number => first?.at ?? until
    const { settings } = this
    const source = this.#source(association, settings)
    const periodic = (frame: PeriodicFrame, at: number): void => {
      if (isWanted(settings, frame)) consider(at, now => this.#tell(periodicFrame(frame, source, now), now))
    }
    const since = this.#at
    const changed = Math.max(association.keyedAt, this.#association.configuredAt ?? 0)
    consider(nextAssociationFrame(changed, since), now => this.#tellAssociation(association, settings, now))
    const contractAt = changed + contractAfter
    consider(contractAt > since ? contractAt : undefined, now => {
      if (isWanted(settings, 20))
        this.#tell(contractFrame(source, this.#event(20, eventTypes.association, now), now), now)
    })
    const quarter = this.#periods.quarter(since)
    consider(quarter <= until ? quarter : undefined, now => this.#tellQuarter(source, now))
    periodic(5, this.#periods.day(since))
    periodic(9, this.#periods.week(since))
    const month = this.#periods.month(since)
    if (month <= until)
      consider(month, now => {
        for (const frame of [10, 11] as const)
          if (isWanted(settings, frame)) this.#tell(periodicFrame(frame, source, now), now)
      })
    const engine = this.#engine(association, settings, source.availablePower(since))
    consider(engine.next(since, limit()), now => {
      for (const frame of engine.step(now)) this.#tellEvent(frame, now)
    })
    if (isWanted(settings, 23)) consider(this.#restored(since, limit()), now => this.#tellRestored(now))
    return first
  }

  #source(association: MeterAssociation, settings: CustomerSettings): FrameSource {
    const { store, calendar, identity } = this.#parts
    return {
      store,
      calendar,
      association,
      settings,
      plate: identity.serial,
      availablePower: now => this.availablePower(now, settings),
    }
  }

  /** What the supply may draw, W: what its limiter lets through, or a tenth more than the contract. */
  availablePower(now: number, settings = this.settings): number {
    return availablePowerOf(settings, this.#parts.powerLimits()?.read(now)?.active)
  }

  #tellQuarter(source: FrameSource, now: number): void {
    const frames: readonly PeriodicFrame[] = source.association.role === 'production' ? [2] : [1, 2, 3]
    for (const frame of frames)
      if (isWanted(source.settings, frame)) this.#tell(periodicFrame(frame, source, now), now)
  }

  /** The rules under the settings in force, anew where those are others. */
  #engine(association: MeterAssociation, settings: CustomerSettings, availablePower: number): PushEngine {
    if (this.#push === undefined || this.#push.availablePower !== availablePower) {
      const { store, calendar, powerLimits } = this.#parts
      const rules = pushSettingsOf(settings, association.role, availablePower, calendar.zone.id)
      const engine = new PushEngine(
        {
          store,
          limit: now => powerLimits()?.read(now),
          weekStart: now => this.#periods.weekStart(now),
        },
        rules,
      )
      this.#push = { engine, availablePower }
    }
    return this.#push.engine
  }

  /** The first instant within (since, until] at which the supply comes back. */
  #restored(since: number, until: number): number | undefined {
    return this.#parts.store.harms.deadSpans.find(({ to }) => to > since && to <= until)?.to
  }

  #tellRestored(now: number): void {
    const outage = this.#parts.store.harms.deadSpans.find(({ to }) => to === now)
    const outageDuration = outage === undefined ? 0 : outage.to - outage.from
    this.#tell({ frame: 23, ...this.#event(23, eventTypes.supplyRestored, now), outageDuration }, now)
  }

  /** Energy of the running week. */
  weekEnergy(now: number): number {
    const { store } = this.#parts
    const start = this.#periods.weekStart(now)
    return register(store.registers(now), 'import') - register(store.registers(start), 'import')
  }

  /** An event has happened: its time is that of the meter's clock, its number goes on over restarts. */
  #tellEvent(frame: Frame, now: number): void {
    if (!('eventType' in frame)) return
    this.#tell({ ...frame, ...this.#event(frame.frame, frame.eventType, now) }, now)
  }

  #event(frame: FrameNumber, eventType: number, now: number) {
    const { store } = this.#parts
    return { eventType, eventTime: store.clock.read(now), eventCount: nextEventCount(store.memory, frame) }
  }

  /** Seals a frame and puts it into the box. */
  #tell(frame: Frame | undefined, now: number): void {
    const association = this.#association.get()
    if (frame === undefined || association === undefined) return
    const { calendar, identity } = this.#parts
    const counter = this.#operating.take()
    const { systemTitle } = identity
    const apdu = sealFrame(encodeFrame(frame), { systemTitle, keys: association.keys, counter })
    const left = (): void => unlessFull(() => this.sent.count(frame, calendar.zone), undefined)
    this.outbox.put({ aca: association.aca, apdu, kind: frame.frame, number: this.#numbers++ }, now, left)
  }

  #tellAssociation(association: MeterAssociation, { profile, gap }: CustomerSettings, now: number): void {
    const { initialKey, pod, encryptionKey, authenticationKey, aca } = association
    const apdu = sealAssociation(
      { pod, encryptionKey, authenticationKey, firstCounter: this.#operating.next, profile, gap },
      { systemTitle: this.#parts.identity.systemTitle, initialKey, counter: this.#initial.take() },
    )
    this.outbox.put({ aca, apdu, kind: 0, number: this.#numbers++ }, now, () => {})
  }
}
