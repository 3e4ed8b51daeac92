import type { Clock, Meter } from '@ferraris/meter'
import {
  type ActiveFault,
  FaultError,
  type FaultKind,
  type FaultOrder,
  faultDeclarations,
  faultEndOf,
  faultParametersOf,
  isHarm,
  msPerSecond,
  wholeSecondsOf,
} from '@ferraris/metering'
import { diskAgainMs, doneOnDisk } from '../data-folder.ts'
import { keepAwake } from '../pushes.ts'
import { aimedTarget } from './aimed-target.ts'
import { keepFaults, readFaults } from './fault-book.ts'
import { followHarms, strikeHarm } from './follow-harms.ts'
import { type Connection, feltOf, threePhases, type WantedHarm } from './wanted-harms.ts'

interface DirectHarmParts {
  readonly folder: string
  readonly clock: Clock
  /** The meters with an address of their own, each built when it is asked for. */
  readonly meters: ReadonlyMap<string, () => Meter>
}

/** Harms of meters with an address of their own. They live by the clock of the district. */
export class DirectHarms {
  readonly #parts: DirectHarmParts
  /** Meters that have been harmed: they may have something to do of their own. */
  readonly #awake = new Map<string, { close(): void }>()
  #timer: NodeJS.Timeout | undefined
  #alarm: { readonly at: number; readonly ring: () => void } | undefined

  constructor(parts: DirectHarmParts) {
    this.#parts = parts
  }

  /** Goes on with what was active, and ends what is over meanwhile. */
  resume(): void {
    for (const serial of new Set(this.faults().map(fault => aimedTarget(fault.target).name))) {
      this.#follow(serial, this.#parts.clock.now())
    }
    this.look()
  }

  has(target: string): boolean {
    return this.#parts.meters.has(aimedTarget(target).name)
  }

  faults(): readonly ActiveFault[] {
    return readFaults(this.#parts.folder).direct
  }

  /** Serial numbers of the meters that feel a fault. */
  hurtBy({ target }: ActiveFault): string[] {
    return [aimedTarget(target).name]
  }

  /**
   * The harm that an order means, without doing it.
   *
   * @throws {FaultError} when it cannot be
   */
  check(order: FaultOrder): ActiveFault {
    const { kind, target } = order
    if (!isHarm(kind))
      throw new FaultError('target', `${target} is on no power line`, `${kind} is done to one`)
    const since = this.#parts.clock.now()
    const parameters = faultParametersOf(order)
    const fault: ActiveFault = { kind, target, since, until: faultEndOf(order, since), ...parameters }
    if (this.#feltOf(fault) !== undefined) return fault
    throw new FaultError(
      'target',
      `${target} does not feel ${kind}`,
      'choose another meter, or another phase',
    )
  }

  /**
   * Does a harm; one of the same kind at the same meter takes the new values.
   *
   * @throws {FaultError} when it cannot be
   */
  setFault(order: FaultOrder): ActiveFault {
    const fault = this.check(order)
    const { kind, target, since } = fault
    const { name: serial } = aimedTarget(target)
    if (faultDeclarations[kind].isMoment) {
      const felt = this.#feltOf(fault)
      if (felt !== undefined) strikeHarm(this.#meter(serial), felt, wholeSecondsOf(since))
      return fault
    }
    const others = this.faults().filter(other => other.kind !== kind || other.target !== target)
    keepFaults(this.#parts.folder, { direct: [...others, fault] })
    this.#follow(serial, since)
    this.look()
    return fault
  }

  /** Calls back at an instant, once; undefined calls that off. */
  wakeAt(at: number | undefined, ring: () => void): void {
    this.#alarm = at === undefined ? undefined : { at, ring }
    this.look()
  }

  /** Ends harms; returns how many there were. */
  clearFaults(kind: FaultKind, target?: string): number {
    const now = this.#parts.clock.now()
    return this.#end(
      fault => fault.kind === kind && (target ?? fault.target) === fault.target,
      () => now,
    )
  }

  /** Looks at the clock: what has an end ends by itself, at its instant. */
  look(): void {
    clearTimeout(this.#timer)
    const { clock } = this.#parts
    const now = clock.now()
    const isOver = ({ until }: ActiveFault) => until !== null && until <= now
    if (!doneOnDisk(() => void this.#end(isOver, ({ until }) => until ?? now))) {
      this.#timer = setTimeout(() => this.look(), diskAgainMs).unref()
      return
    }
    const alarm = this.#alarm
    if (alarm !== undefined && alarm.at <= now) {
      this.#alarm = undefined
      alarm.ring()
    }
    const ends = this.faults().map(({ until }) => until ?? Number.POSITIVE_INFINITY)
    const next = Math.min(...ends, this.#alarm?.at ?? Number.POSITIVE_INFINITY)
    if (!Number.isFinite(next)) return
    this.#timer = setTimeout(() => this.look(), Math.min(msPerSecond, next - now)).unref()
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const { close } of this.#awake.values()) close()
  }

  #end(isMeant: (fault: ActiveFault) => boolean, endOf: (fault: ActiveFault) => number): number {
    const ended = this.faults()
      .filter(isMeant)
      .sort((a, b) => endOf(a) - endOf(b))
    for (const fault of ended) {
      const left = this.faults().filter(({ kind, target }) => kind !== fault.kind || target !== fault.target)
      keepFaults(this.#parts.folder, { direct: left })
      this.#follow(aimedTarget(fault.target).name, endOf(fault))
    }
    return ended.length
  }

  #follow(serial: string, now: number): void {
    const wanted = new Map<string, WantedHarm>()
    for (const fault of this.faults()) {
      if (aimedTarget(fault.target).name !== serial) continue
      const felt = this.#feltOf(fault)
      if (felt !== undefined) wanted.set(felt.kind, felt)
    }
    const meter = this.#meter(serial)
    followHarms(meter, [...wanted.values()], wholeSecondsOf(now))
    // What it sends as it dies, and as it lives again, may have to be sent once more.
    if (!this.#awake.has(serial)) this.#awake.set(serial, keepAwake(meter, tell(serial), this.#parts.clock))
  }

  #feltOf(fault: ActiveFault): WantedHarm | undefined {
    const { name: serial, phase } = aimedTarget(fault.target)
    const { phases } = this.#meter(serial).store.setup
    // On which phase of its street a single one hangs does not matter to it.
    const connection: Connection = phases === 3 ? threePhases : ['L1']
    return feltOf(fault, connection, phase)
  }

  #meter(serial: string): Meter {
    const meter = this.#parts.meters.get(serial)
    if (meter === undefined) throw new FaultError('target', `no meter is called ${serial}`)
    return meter()
  }
}

function tell(serial: string) {
  return (error: unknown): void => console.error(`${serial} could not do its own work: ${String(error)}`)
}
