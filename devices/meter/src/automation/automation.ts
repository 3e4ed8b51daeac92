import type { Obis } from '@ferraris/cosem'
import { secondsPerDay, secondsPerHour } from '@ferraris/metering'
import { spanAt } from '../harms/span.ts'
import type { PushPort } from '../host.ts'
import type { Protect } from '../security/push-protection.ts'
import type { AtomicMemory } from '../store/memory/atomic-memory.ts'
import { unlessFull } from '../store/memory/full-memory.ts'
import type { MeterStore } from '../store/meter-store.ts'
import type { Due } from './due.ts'
import { isSwitchedOff } from './functions.ts'
import type { SelfAccess } from './self-access.ts'
import { type FactoryValues, Settings } from './settings.ts'

/** An object, as its automation sees it. */
export interface ObjectName {
  readonly classId: number
  readonly version: number
  readonly obis: Obis
}

/** The first thing due of one object within (since, until], in true time. */
export type Agenda = (
  automation: Automation,
  object: ObjectName,
  since: number,
  until: number,
) => Due | undefined

/** An object with things due. */
export interface ScheduledObject extends ObjectName {
  readonly agenda: Agenda
  /** Whether it acts on stored energy when the supply has failed; the others rest meanwhile. */
  readonly isOnStoredEnergy: boolean
}

/** The objects of a kind of meter: what settings leave the factory with, and which objects have things due. */
export interface AutomatedObjects extends FactoryValues {
  readonly scheduled: readonly ScheduledObject[]
}

/** Up to when everything due has been done; absent in a meter to which nothing was ever given to do. */
const untilSetting = 'programme.until'
/** The longest stretch that is looked through anew after a restart. */
const checkpoint = secondsPerDay
/** What was due longer ago than this at a restart is dropped. */
const longestAbsence = 62 * secondsPerDay
/** The most that is caught up with at once: then the meter goes on from now. */
const mostDue = 2_000
/** When a meter whose memory takes no more tries again, seconds. */
const fullAgain = 30
/** How far ahead {@link Automation.nextWake} looks. */
const horizon = 6 * secondsPerHour

/** What the automation of a meter needs of its meter. */
interface AutomationSetup {
  readonly store: MeterStore
  readonly objects: AutomatedObjects
  readonly self: SelfAccess
  /** The host's side of pushes; without it the meter pushes nothing. */
  readonly port: PushPort | undefined
  readonly protect: Protect
  /** Under which tokens of credit are made; without it none is taken. */
  readonly tokenKey: Uint8Array | undefined
}

/**
 * What a meter does of its own, at times and on values that clients have set. Nothing runs meanwhile: at each access
 * all that has become due is done in its order, at its own instant, and each of it once, however the power fails.
 */
export class Automation {
  readonly store: MeterStore
  readonly self: SelfAccess
  readonly settings: Settings
  readonly memory: AtomicMemory
  readonly port: PushPort | undefined
  readonly protect: Protect
  readonly tokenKey: Uint8Array | undefined
  /** Pushes without an outcome from the host yet, by their identifiers. */
  readonly underWay = new Set<number>()
  /** How deep in scripts the meter is, and how many actions it has carried out there. */
  readonly running = { depth: 0, actions: 0 }
  readonly #objects: AutomatedObjects
  /** Nothing is due before this instant; recomputed when something was changed. */
  #quiet = Number.NEGATIVE_INFINITY
  /** Movements of the switch when that was found. */
  #moves = 0
  #looked = Number.NEGATIVE_INFINITY
  #arrivedAt = Number.NEGATIVE_INFINITY

  constructor({ store, objects, self, port, protect, tokenKey }: AutomationSetup) {
    this.store = store
    this.#objects = objects
    this.self = self
    this.memory = store.memory
    this.port = port
    this.protect = protect
    this.tokenKey = tokenKey
    this.settings = new Settings(store.memory, objects)
  }

  /** Whether the meter has ever been given something to do. */
  static isIn(store: MeterStore): boolean {
    return store.memory.get<number>(untilSetting) !== undefined
  }

  /**
   * Changes what the meter is to do: `change` writes. What was due before has been done; what is new holds from
   * this instant on.
   */
  change<Result>(now: number, change: () => Result): Result {
    this.#quiet = Number.NEGATIVE_INFINITY
    return this.memory.atomically(() => {
      const result = change()
      this.#keepUntil(now)
      return result
    })
  }

  /** Something was changed that decides when things are due: values, the clock, the switch. */
  touched(): void {
    this.#quiet = Number.NEGATIVE_INFINITY
  }

  /** The instant up to which things are being done now. */
  get arrivedAt(): number {
    return this.#arrivedAt
  }

  /** Does everything that has become due; where the memory takes no more, all of it waits until there is room. */
  catchUp(now: number): void {
    this.#arrivedAt = now
    this.store.noteMemory(now)
    const isDone = unlessFull(() => {
      this.#catchUp(now)
      return true
    }, false)
    if (isDone) return
    this.#looked = Number.NEGATIVE_INFINITY
    this.#quiet = now + fullAgain
  }

  #catchUp(now: number): void {
    const until = this.memory.get<number>(untilSetting)
    if (until === undefined) return
    // The button on the meter acts without a request.
    const { moves } = this.store.supply
    if (now < this.#quiet && moves === this.#moves) return
    let since = Math.max(until, this.#looked, now - longestAbsence)
    for (let count = 0; count < mostDue; count++) {
      const at = this.#first(since, now)?.at
      if (at === undefined) break
      this.memory.atomically(() => {
        for (const due of this.#at(since, at)) due.run()
        this.#keepUntil(at)
      })
      since = at
    }
    if (now - (this.memory.get<number>(untilSetting) ?? until) > checkpoint) this.#keepUntil(now)
    this.#looked = Math.max(this.#looked, now)
    this.#moves = this.store.supply.moves
    this.#quiet = this.#first(now, now + horizon)?.at ?? now + horizon
  }

  /** The next instant after `now`, within six hours, at which the meter has something to do; undefined for an idle one. */
  nextWake(now: number): number | undefined {
    this.catchUp(now)
    return Automation.isIn(this.store) ? this.#quiet : undefined
  }

  /** Never back: when the host's time jumps back, what was done must not be repeated. */
  #keepUntil(instant: number): void {
    if (instant > (this.memory.get<number>(untilSetting) ?? Number.NEGATIVE_INFINITY))
      this.memory.set(untilSetting, instant)
    this.#looked = Math.max(instant, this.#looked)
  }

  #first(since: number, until: number): Due | undefined {
    let first: Due | undefined
    for (const object of this.#objects.scheduled) {
      if (isSwitchedOff(this, object.obis)) continue
      const due = this.#dueOf(object, since, first === undefined ? until : first.at)
      if (due !== undefined && (first === undefined || due.at < first.at)) first = due
    }
    return first
  }

  /** The first thing due of an object. What falls into a time without supply is dropped. */
  #dueOf(object: ScheduledObject, since: number, until: number): Due | undefined {
    const { harms } = this.store
    for (let from = since; ; ) {
      const due = object.agenda(this, object, from, until)
      if (due === undefined || object.isOnStoredEnergy) return due
      const dead = spanAt(harms.deadSpans, due.at)
      if (dead === undefined) return due
      if (dead.to > until) return undefined
      from = dead.to - 1
    }
  }

  /** All that is due at one instant, in the order of the object table; found before any of it is done. */
  #at(since: number, at: number): Due[] {
    return this.#objects.scheduled.flatMap(object => {
      const due = isSwitchedOff(this, object.obis) ? undefined : this.#dueOf(object, since, at)
      return due?.at === at ? [due] : []
    })
  }
}
