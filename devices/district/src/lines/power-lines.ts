import { setTimeout as delay } from 'node:timers/promises'
import type { Clock, LocalCalendar, Meter } from '@ferraris/meter'
import {
  type ActiveFault,
  type FaultKind,
  type FaultOrder,
  faultDeclarations,
  msOf,
  msPerHour,
  secondsPerQuarter,
} from '@ferraris/metering'
import type { DistrictPlan, Scheduled } from '@ferraris/power-line'
import { diskAgainMs, doneOnDisk, lineTime, readJson, writeJson } from '../data-folder.ts'
import { keepFaults, readFaults } from '../faults/fault-book.ts'
import type { LineEntry } from '../manifest.ts'
import type { HeadEndAccess } from './concentrator-site.ts'
import type { LineKeyRing } from './line-keys.ts'
import { describeLines, type LinesDescription } from './lines-description.ts'
import { LivingLines, type MeterFactory, type OnSiteState } from './living-lines.ts'
import type { LineHome } from './loads/section-loads.ts'
import { concentratorOf, plannedSubstation } from './plan/district-plan.ts'

/** A district that was stopped catches up with this much of the missed time. */
const mostMissedMs = 24 * msPerHour
/** The time of the lines is kept this often, milliseconds. */
const keepTime = 10_000
/** The lines are released when the concentrators have their meters, at the latest after this time. */
const patience = 30_000
const look = 50

/** Progress of the power lines, for display. */
export interface LinesProgress {
  readonly live: boolean
  /** Time on the power line, and real time. */
  readonly lineTime: number
  readonly now: number
  readonly concentrators: readonly {
    readonly name: string
    /** Those on its line, whether it knows of them or not. */
    readonly meters: number
    readonly found: number
    readonly pending: number
  }[]
}

interface PowerLinesOptions {
  readonly folder: string
  readonly plan: DistrictPlan
  readonly seed: number
  readonly entries: readonly (readonly [LineEntry, number])[]
  readonly homes: readonly LineHome[]
  readonly keys: LineKeyRing
  readonly calendar: LocalCalendar
  readonly clock: Clock
  readonly factory: MeterFactory
}

/**
 * The power lines of a district: their time, which goes with the clock and catches up with what was missed; faults, which
 * outlive the process; and the head-end that the concentrators call.
 */
export class PowerLines {
  readonly #options: PowerLinesOptions
  #living: LivingLines
  /** The next end of a fault, or what else was to be awaited, on the line. */
  #change: Scheduled | undefined
  #alarm: { readonly at: number; readonly ring: () => void } | undefined
  #access: HeadEndAccess | undefined
  #onState: OnSiteState | undefined
  /** Meters that hang on the line of each concentrator. */
  readonly #planned: ReadonlyMap<string, number>
  readonly #timers: NodeJS.Timeout[] = []
  readonly #startedAt = performance.now()
  #isClosed = false

  constructor(options: PowerLinesOptions) {
    this.#options = options
    this.#planned = plannedOn(options.entries)
    this.#living = this.#begin()
    this.#resume()
    this.#timers.push(
      setInterval(() => doneOnDisk(() => this.#keepTime()), keepTime),
      setInterval(() => this.#letGo(), look),
    )
  }

  /** Lets the concentrators call a head-end from now on. */
  connect(access: HeadEndAccess, onState?: OnSiteState): void {
    this.#access = access
    this.#onState = onState
    this.#living.connect(access, onState)
  }

  /** Looks at the clock now instead of within the second, after it was moved. */
  look(): void {
    this.#living.look()
  }

  progress(): LinesProgress {
    const { isLive: live, line, sites } = this.#living
    return {
      live,
      lineTime: Math.floor(line.now),
      now: this.#options.clock.now(),
      concentrators: sites.map(({ name, progress: { found, pending } }) => ({
        name,
        meters: this.#planned.get(name) ?? 0,
        found,
        pending,
      })),
    }
  }

  describe(): LinesDescription {
    return describeLines(this.#options.plan, this.#living, this.faults())
  }

  faults(): readonly ActiveFault[] {
    return readFaults(this.#options.folder).active
  }

  /**
   * Sets a fault; one of the same kind at the same target takes the new values.
   *
   * @throws {@link FaultError} when it cannot be
   */
  setFault(order: FaultOrder): ActiveFault {
    return this.#living.enter(now => {
      const { faults, harms } = this.#living
      const fault = faults.check(order)
      if (faultDeclarations[fault.kind].isMoment) {
        harms.strike(fault)
        return fault
      }
      const active = this.faults()
      const isFormer = ({ kind, target }: ActiveFault): boolean =>
        kind === fault.kind && target === fault.target
      const former = active.filter(isFormer)
      const others = active.filter(other => !isFormer(other))
      keepFaults(this.#options.folder, { active: [...others, fault] })
      for (const one of former) faults.mend(one)
      faults.apply(fault)
      this.#follow(now)
      return fault
    })
  }

  /**
   * The fault that an order means, without setting it.
   *
   * @throws {@link FaultError} when it cannot be
   */
  check(order: FaultOrder): ActiveFault {
    return this.#living.enter(() => this.#living.faults.check(order))
  }

  /** Calls back at an instant of the line, once; undefined calls that off. */
  wakeAt(at: number | undefined, ring: () => void): void {
    this.#alarm = at === undefined ? undefined : { at, ring }
    this.#living.enter(() => this.#awaitChange())
  }

  get now(): number {
    return this.#living.line.now
  }

  /** Does something in front of a meter, by its serial number; undefined for one that is on no line. */
  atMeter<Result>(serial: string, deed: (meter: Meter) => Result): Result | undefined {
    return this.#living.enter(() => {
      const plugged = this.#living.meters.find(serial)
      return plugged === undefined ? undefined : deed(plugged.meter)
    })
  }

  /** Clears faults; returns how many there were. */
  clearFaults(kind: FaultKind, target?: string): number {
    const named = target && this.#living.targets.nameOf(kind, target)
    const isMeant = (fault: ActiveFault): boolean =>
      fault.kind === kind && (named === undefined || fault.target === named)
    return this.#living.enter(now => this.#end(isMeant, now))
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const timer of this.#timers) clearInterval(timer)
    doneOnDisk(() => this.#keepTime())
    await this.#living.close()
  }

  #begin(): LivingLines {
    const { folder, clock } = this.#options
    const now = clock.now()
    const kept = readJson(folder, lineTime, 'manifest-damaged') as { time: number } | undefined
    const start = Math.min(now, Math.max(kept?.time ?? 0, now - mostMissedMs))
    this.#change = undefined
    return new LivingLines({
      ...this.#options,
      start,
      book: readFaults(folder),
      // After a clock set back, or a suspended machine, the lines start again as after a restart.
      onJump: () => void this.#beginAnew(),
    })
  }

  /** Goes on with what was active, and ends what was over before these lines begin. */
  #resume(): void {
    const { faults, line } = this.#living
    for (const fault of this.faults()) faults.apply(fault)
    const isOver = ({ until }: ActiveFault): boolean => until !== null && until <= line.now
    for (const fault of this.faults().filter(isOver).toSorted(byEnd)) {
      this.#end(({ kind, target }) => kind === fault.kind && target === fault.target, fault.until ?? line.now)
    }
    this.#follow(line.now)
  }

  /** Ends faults that something holds of; gives how many there were. */
  #end(isMeant: (fault: ActiveFault) => boolean, now: number): number {
    const active = this.faults()
    const ended = active.filter(isMeant)
    if (ended.length === 0) return 0
    keepFaults(this.#options.folder, { active: active.filter(fault => !isMeant(fault)) })
    for (const fault of ended) this.#living.faults.mend(fault)
    this.#follow(now)
    return ended.length
  }

  #follow(now: number): void {
    const { faults } = this.#living
    faults.follow(this.faults(), now)
    keepFaults(this.#options.folder, { episodes: this.#living.episodes })
    this.#awaitChange()
  }

  /** What has an end ends by itself, at its instant on the line; voltages behind a broken neutral follow the loads. */
  #awaitChange(): void {
    const { simulation } = this.#living.line
    if (this.#change !== undefined) simulation.cancel(this.#change)
    const active = this.faults()
    const ends = active.map(({ until }) => until ?? Number.POSITIVE_INFINITY)
    const loads = active.some(({ kind }) => kind === 'lost-neutral')
      ? simulation.now + msOf(secondsPerQuarter)
      : Number.POSITIVE_INFINITY
    const next = Math.min(...ends, loads, this.#alarm?.at ?? Number.POSITIVE_INFINITY)
    this.#change = undefined
    if (Number.isFinite(next)) this.#liveAt(next)
  }

  #liveAt(at: number): void {
    const { simulation } = this.#living.line
    this.#change = simulation.schedule(at, () => {
      this.#change = undefined
      if (!doneOnDisk(() => this.#live(simulation.now))) this.#liveAt(simulation.now + diskAgainMs)
    })
  }

  #live(now: number): void {
    const over = this.#end(({ until }) => until !== null && until <= now, now)
    const alarm = this.#alarm
    if (alarm !== undefined && alarm.at <= now) {
      this.#alarm = undefined
      alarm.ring()
    }
    if (over === 0) this.#follow(now)
  }

  async #beginAnew(): Promise<void> {
    const { folder, clock } = this.#options
    const former = this.#living
    await former.close()
    const time = Math.min(clock.now(), former.line.now)
    while (!doneOnDisk(() => writeJson(folder, lineTime, { time }))) {
      if (this.#isClosed) return
      await delay(diskAgainMs)
    }
    if (this.#isClosed) return
    this.#living = this.#begin()
    this.#resume()
    if (this.#access !== undefined) this.#living.connect(this.#access, this.#onState)
  }

  #letGo(): void {
    const late = performance.now() - this.#startedAt > patience
    if (this.#living.isHeld && (late || this.#living.isProvided)) this.#living.release()
  }

  #keepTime(): void {
    writeJson(this.#options.folder, lineTime, { time: Math.floor(this.#living.line.now) })
  }
}

function byEnd({ until: one }: ActiveFault, { until: other }: ActiveFault): number {
  return (one ?? 0) - (other ?? 0)
}

function plannedOn(entries: PowerLinesOptions['entries']): Map<string, number> {
  const planned = new Map<string, number>()
  for (const [{ place }] of entries) {
    const name = concentratorOf(plannedSubstation(place))
    planned.set(name, (planned.get(name) ?? 0) + 1)
  }
  return planned
}
