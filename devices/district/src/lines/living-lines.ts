import { join } from 'node:path'
import { defined } from '@ferraris/bytes'
import { defaultSettings, type Settings } from '@ferraris/concentrator'
import type { Clock, LoadSource, LocalCalendar, Meter } from '@ferraris/meter'
import { msPerMinute } from '@ferraris/metering'
import { createLine, type DistrictPlan, type Line, Simulation } from '@ferraris/power-line'
import { concentratorsFolder } from '../data-folder.ts'
import type { FaultBook } from '../faults/fault-book.ts'
import type { LineEntry } from '../manifest.ts'
import { keyOf } from '../simulated-line/modem.ts'
import { localHourIn } from '../simulated-line/simulated-line.ts'
import { ConcentratorSite, type HeadEndAccess, type SiteState } from './concentrator-site.ts'
import { Faults } from './faults/fault-effects.ts'
import { FaultTargets } from './faults/fault-targets.ts'
import { LineHarms } from './faults/line-harms.ts'
import { watchFrames } from './frames-seen.ts'
import type { LineKeyRing, LineKeys } from './line-keys.ts'
import { LineMeters } from './line-meters.ts'
import { EpisodeLog } from './loads/episode-log.ts'
import { type Episode, quarterAfter, quarterAt } from './loads/episodes.ts'
import { type LineHome, SectionLoads } from './loads/section-loads.ts'
import { Pace } from './pace.ts'
import { busbarOf, concentratorOf, plannedSubstation } from './plan/district-plan.ts'

/**
 * Settings of concentrators for demonstration: events show within the hour, at the price of more airtime than a real
 * one would spend.
 */
const livingSettings: Settings = {
  ...defaultSettings,
  historyDays: 14,
  // A start catches up on hours in which nothing ran: half the polls, and it is done sooner.
  statusEveryMs: 10 * msPerMinute,
  searchEveryMs: 15 * msPerMinute,
  longestBackOffMs: 15 * msPerMinute,
  inventoryEveryMs: 5 * msPerMinute,
}

/** Builds a meter of the line with its keys, what it measures and the line's time. */
export type MeterFactory = (
  entry: LineEntry,
  number: number,
  its: { readonly load: LoadSource; readonly keys: LineKeys; readonly clock: Clock },
) => Meter

interface LivingLinesOptions {
  readonly folder: string
  readonly plan: DistrictPlan
  readonly seed: number
  readonly entries: readonly (readonly [LineEntry, number])[]
  readonly homes: readonly LineHome[]
  readonly keys: LineKeyRing
  readonly calendar: LocalCalendar
  readonly clock: Clock
  readonly factory: MeterFactory
  /** The first instant, epoch milliseconds. */
  readonly start: number
  readonly book: FaultBook
  readonly onJump: () => void
}

/** Hears which concentrator is connected to the head-end, and which is not, with the reason. */
export type OnSiteState = (concentrator: string, ...state: Parameters<SiteState>) => void

/** One life of the power lines: from an instant on, until the process ends or the clock jumps. */
export class LivingLines {
  readonly line: Line
  readonly meters: LineMeters
  readonly sites: readonly ConcentratorSite[]
  readonly targets: FaultTargets
  readonly faults: Faults
  readonly harms: LineHarms
  readonly #pace: Pace
  readonly #episodes: EpisodeLog
  #loads: SectionLoads
  #held = true
  #unwatch: (() => void) | undefined

  constructor(options: LivingLinesOptions) {
    const { folder, plan, seed, calendar, keys, homes, book, clock, factory, entries } = options
    const simulation = new Simulation(options.start)
    const line = createLine(plan, seed, { simulation, localHour: localHourIn(calendar), keyOf })
    this.line = line
    this.#episodes = new EpisodeLog(book.episodes, kind =>
      (kind === 'outage' ? quarterAt : quarterAfter)(calendar, line.now),
    )
    this.#loads = new SectionLoads(homes, book.episodes)
    this.meters = new LineMeters(line, entries, (entry, number) =>
      factory(entry, number, {
        load: this.#loadOf(entry),
        keys: defined(keys.get(entry.serial), `the line keys of ${entry.serial}`),
        clock: { now: () => line.now },
      }),
    )
    this.#pace = new Pace({
      simulation,
      clock,
      onJump: options.onJump,
      onLive: () => this.#live(),
      together: turn => this.sites.reduce((rest, site) => () => site.together(rest), turn)(),
    })
    this.sites = plan.substations.map((substation, i) => {
      const name = concentratorOf(substation)
      return new ConcentratorSite({
        name,
        substation,
        line,
        seed: seed + i,
        pace: this.#pace,
        zone: calendar.zone,
        settings: livingSettings,
        balanceMeter: this.meters.get(busbarOf(substation)).aca,
        folder: join(folder, concentratorsFolder, name),
      })
    })
    const { meters, sites } = this
    const targets = new FaultTargets(plan, meters, sites, home => this.faults.boxOf(home))
    this.targets = targets
    this.harms = new LineHarms({ plan, line, meters, sites, targets: targets.harmed })
    this.faults = new Faults({
      plan,
      line,
      meters,
      targets,
      harms: this.harms,
      episodes: this.#episodes,
      onLoads: changed => this.#changeLoads(plan, homes, changed),
    })
  }

  get episodes(): readonly Episode[] {
    return this.#episodes.all
  }

  /** Time stands still until `release`. */
  get isHeld(): boolean {
    return this.#held
  }

  get isLive(): boolean {
    return this.#pace.isLive
  }

  /** Whether every running concentrator has its meters. */
  get isProvided(): boolean {
    return this.sites.every(site => !site.isAlive || site.progress.meters > 0)
  }

  connect({ credentials, names = {}, ...place }: HeadEndAccess, onState: OnSiteState = () => {}): void {
    for (const site of this.sites) {
      const credential = credentials[site.name]
      site.connect(
        { ...place, ...(credential !== undefined && { credential }) },
        names[site.name],
        (state, error) => onState(site.name, state, error),
      )
    }
  }

  release(): void {
    this.#held = false
    for (const site of this.sites) site.catchUp()
    this.#pace.release()
  }

  /** Looks at the clock now. */
  look(): void {
    this.#pace.look()
  }

  /** Does something to the line at its present instant. */
  enter<Result>(happen: (now: number) => Result): Result {
    return this.#pace.enter(happen)
  }

  async close(): Promise<void> {
    this.#pace.stop()
    this.#unwatch?.()
    await Promise.all(this.sites.map(site => site.close()))
  }

  #live(): void {
    for (const site of this.sites) site.live()
    const concentrators = new Map(this.sites.map(site => [site.name, site]))
    this.#unwatch = watchFrames(this.line, {
      acaAt: place => this.meters.find(place)?.aca,
      placeOf: aca => this.meters.placeOf(aca),
      concentratorAt: place => concentratorOf(this.faults.substationOf(place)),
      publish: (concentrator, frames) => concentrators.get(concentrator)?.publish(frames),
    })
  }

  #loadOf({ place, serial }: LineEntry): LoadSource {
    const substation = plannedSubstation(place)
    return place === busbarOf(substation) ? this.#loads.delivered(substation) : this.#loads.counted(serial)
  }

  /** What homes draw is counted by their meters, and by those of the transformers. */
  #changeLoads({ substations }: DistrictPlan, homes: readonly LineHome[], changed: Iterable<string>): void {
    this.#loads = new SectionLoads(homes, this.#episodes.all)
    const transformers = substations.map(substation => this.meters.get(busbarOf(substation)).entry.serial)
    for (const its of new Set([...changed, ...transformers])) this.meters.renew(its)
  }
}
