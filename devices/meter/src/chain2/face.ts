import type { LocalCalendar } from '../calendar/local-day.ts'
import type { Identity } from '../identity.ts'
import { dice } from '../load/chance.ts'
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
import { SentCounters } from './counters.ts'
import { availablePowerOf, type PeriodicFrame } from './frames.ts'
import { nextAssociationFrame, PeriodicInstants } from './instants.ts'
import { type Chain2Message, Outbox } from './outbox.ts'
import { PushEngine, pushSettingsOf } from './push-engine.ts'
import { Teller, type Terms } from './teller.ts'

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
  readonly #teller: Teller
  #at = Number.NEGATIVE_INFINITY
  #push: { readonly engine: PushEngine; readonly availablePower: number } | undefined
  /** What is told under now, and since when its two parts are what they are. */
  #inForce: (Terms & { readonly keyedAt: number; readonly configuredAt: number }) | undefined

  constructor(parts: FaceParts) {
    const { store } = parts
    this.#parts = parts
    this.#association = new KeptAssociation(store.memory)
    this.sent = new SentCounters(store.memory)
    this.outbox = new Outbox(dice(store.setup.seed ^ 0xc2))
    this.#periods = new PeriodicInstants(parts.calendar, store.setup.seed, now => store.clock.read(now) - now)
    const { outbox, sent } = this
    this.#teller = new Teller({ ...parts, outbox, sent, availablePower: now => this.availablePower(now) })
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
  #follow(): Terms | undefined {
    const association = this.#association.get()
    if (association === undefined) {
      this.#begin(this.#at)
      this.#inForce = undefined
      return undefined
    }
    const { keyedAt } = association
    const configuredAt = this.#association.configuredAt ?? keyedAt
    if (this.#inForce?.keyedAt === keyedAt && this.#inForce.configuredAt === configuredAt)
      return this.#inForce
    const isNew = this.#inForce !== undefined || this.#at < keyedAt
    if (isNew) this.#begin(Math.max(this.#at, keyedAt, configuredAt))
    this.#inForce = { association, settings: this.settings, keyedAt, configuredAt }
    return this.#inForce
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
   * {@link advance} at each second. What is due next is looked for once, not again after each copy that leaves before: other harm, or
   * a clock that is set, is felt after it.
   */
  *departures(until: number): Generator<Chain2Message & { readonly at: number }> {
    let awaited: { readonly terms: Terms; readonly due: Due | undefined } | undefined
    for (;;) {
      const terms = this.#follow()
      if (terms === undefined) break
      if (awaited?.terms !== terms) awaited = { terms, due: this.#next(terms, until) }
      const { due } = awaited
      const leaving = this.outbox.nextDue ?? Number.POSITIVE_INFINITY
      if (due !== undefined && due.at <= leaving) {
        awaited = undefined
        this.#do(due)
        continue
      }
      if (leaving > until) break
      this.#at = Math.max(this.#at, leaving)
      const message = this.take(this.#at)
      if (message === undefined) this.outbox.clear()
      else yield { ...message, at: this.#at }
    }
    this.#at = until
  }

  /** Does the first thing due after the last look, if it is due by an instant. */
  #step(until: number): boolean {
    const terms = this.#follow()
    if (terms === undefined || this.#at >= until) return false
    const due = this.#next(terms, until)
    if (due !== undefined) this.#do(due)
    return due !== undefined
  }

  #do({ at, deeds }: Due): void {
    this.#at = at
    if (this.#parts.store.isReachable(at)) for (const deed of deeds) deed(at)
  }

  /** The most important message that may leave now; the line asks when it is free. Counted as sent, copies apart. */
  take(now: number): Chain2Message | undefined {
    this.#follow()
    return this.#parts.store.isReachable(now) ? this.outbox.take(now) : undefined
  }

  /** The first thing due within (the last look, until]. */
  #next(terms: Terms, until: number): Due | undefined {
    let first: Due | undefined
    const consider = (at: number | undefined, run: (at: number) => void): void => {
      if (at === undefined || at > (first?.at ?? until)) return
      first = { at, deeds: first?.at === at ? [...first.deeds, run] : [run] }
    }
    const limit = (): number => first?.at ?? until
    const periodic = (at: number, ...frames: readonly PeriodicFrame[]): void =>
      consider(at, now => {
        for (const frame of frames) this.#teller.tellPeriod(frame, terms, now)
      })
    const { association, settings } = terms
    const since = this.#at
    const changed = Math.max(association.keyedAt, this.#association.configuredAt ?? 0)
    consider(nextAssociationFrame(changed, since), now => this.#teller.tellAssociation(terms, now))
    const contractAt = changed + contractAfter
    consider(contractAt > since ? contractAt : undefined, now => this.#teller.tellContract(terms, now))
    if (association.role === 'production') periodic(this.#periods.quarter(since), 2)
    else periodic(this.#periods.quarter(since), 1, 2, 3, 4)
    periodic(this.#periods.day(since), 5)
    periodic(this.#periods.week(since), 9)
    periodic(this.#periods.month(since), 10, 11)
    const engine = this.#engine(association, settings, this.availablePower(since, settings))
    consider(engine.next(since, limit()), now => {
      for (const frame of engine.step(now)) this.#teller.tellEvent(frame, terms, now)
    })
    if (isWanted(settings, 23))
      consider(this.#restored(since, limit()), now => this.#tellRestored(terms, now))
    return first
  }

  /** What the supply may draw, W: what its limiter lets through, or a tenth more than the contract. */
  availablePower(now: number, settings = this.settings): number {
    return availablePowerOf(settings, this.#parts.powerLimits()?.read(now)?.active)
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

  #tellRestored(terms: Terms, now: number): void {
    const outage = this.#parts.store.harms.deadSpans.find(({ to }) => to === now)
    this.#teller.tellRestored(outage === undefined ? 0 : outage.to - outage.from, terms, now)
  }

  /** Energy of the running week. */
  weekEnergy(now: number): number {
    const { store } = this.#parts
    const start = this.#periods.weekStart(now)
    return store.energy('import', now) - store.energy('import', start)
  }
}
