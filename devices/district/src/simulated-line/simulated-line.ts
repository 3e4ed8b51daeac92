import { at } from '@ferraris/bytes'
import { type Concentrator, defaultSettings, type Settings, Store } from '@ferraris/concentrator'
import { zone } from '@ferraris/cosem'
import { formatCivilDay, LocalCalendar, type LocalDay } from '@ferraris/meter'
import { msOf, secondsOf, secondsPerHour, wholeSecondsOf } from '@ferraris/metering'
import { createLine, type DistrictPlan, type Line, randomFrom, Simulation } from '@ferraris/power-line'
import type { Job } from '@ferraris/uplink'
import { FirstPass } from './first-pass.ts'
import { keyOf } from './modem.ts'
import { placeConcentrator } from './placed-concentrator.ts'
import { type Alarms, alarmEvent, type OnDemand, SimulatedHeadEnd } from './simulated-head-end.ts'
import { type SimulatedMeter, simulatedMeters } from './simulated-meters.ts'

export interface SimulatedLineOptions {
  readonly plan: DistrictPlan
  readonly seed: number
  /** Chance of each reception to be lost on top of what the physics take. */
  readonly loss?: number
  /** The first instant, epoch milliseconds. Default: eleven in the evening of 2026-11-20 in Rome. */
  readonly start?: number
  /** The simulation that gives the time, instead of a start of its own. */
  readonly simulation?: Simulation
  /** Number of the first meter's serial. */
  readonly firstNumber?: number
  readonly timeZone?: string
  readonly settings?: Partial<Settings>
}

const start = Date.UTC(2026, 10, 20, 22)

/** The day before is read, and none farther back. */
const lineSettings: Partial<Settings> = { historyDays: 1 }

/**
 * A substation, its concentrator and the meters of a plan, all of them the production code, on a simulated line and its
 * time; and a head-end that takes what comes. Its first local day is the one that is measured.
 */
export class SimulatedLine {
  readonly line: Line
  readonly meters: readonly SimulatedMeter[]
  readonly concentrator: Concentrator
  /** The local day in which it begins. */
  readonly day: LocalDay
  readonly #calendar: LocalCalendar
  readonly #headEnd: SimulatedHeadEnd
  readonly #homes: ReadonlyMap<string, string>
  #firstPass: number | undefined
  #started = false

  constructor(options: SimulatedLineOptions) {
    const { plan, seed, loss = 0, timeZone = 'Europe/Rome' } = options
    const simulation = options.simulation ?? new Simulation(options.start ?? start)
    const calendar = new LocalCalendar(zone(timeZone))
    this.#calendar = calendar
    this.day = calendar.at(secondsOf(simulation.now))
    this.line = createLine(plan, seed, { simulation, loss, localHour: localHourIn(calendar), keyOf })
    this.meters = simulatedMeters(plan, this.line, seed, calendar, options.firstNumber)
    this.#homes = new Map(this.meters.map(({ home, adoption }) => [adoption.aca, home]))
    this.#headEnd = new SimulatedHeadEnd(simulation, () => this.concentrator)

    const settings = { ...defaultSettings, ...lineSettings, ...options.settings }
    const firstPass = new FirstPass(simulation, new Set(this.#homes.keys()), () => {
      this.#firstPass = this.completeness()
    })
    const night = msOf(this.day.end) + settings.nightStartMs
    this.concentrator = placeConcentrator(this.line, {
      substation: at(plan.substations, 0),
      zone: calendar.zone,
      store: Store.inMemory(),
      uplink: this.#headEnd,
      random: randomFrom(seed),
      settings,
      onExchange: exchange => simulation.now >= night && this.#isStarted() && firstPass.note(exchange),
    }).concentrator
    this.concentrator.connected(simulation.now)
    this.#headEnd.tell({ kind: 'adopt', meters: this.meters.map(({ adoption }) => adoption) })
  }

  /** The concentrator has searched for its meters once. */
  #isStarted(): boolean {
    this.#started ||= this.concentrator.condition().settledAt !== undefined
    return this.#started
  }

  run(until: number): void {
    this.line.run(until)
  }

  /** Homes with a known way to their meter, and its hops: 1 without a repeater. */
  hops(): Map<string, number> {
    const hops = new Map<string, number>()
    for (const { aca, signal, route } of this.concentrator.neighbours()) {
      const home = this.#homes.get(aca)
      if ((signal ?? 0) > 0 && home !== undefined) hops.set(home, route.length + 1)
    }
    return hops
  }

  /** Share of a local day's quarter hours that has arrived at the head-end, 0 … 1; the first day without one. */
  completeness(day = this.day.day): number {
    const { quarters } = this.#calendar.of(day)
    return this.#headEnd.received(formatCivilDay(day)) / (quarters * this.meters.length)
  }

  /** Active import of a home in the quarter hours of the first day, as the head-end has it, Wh. */
  increments({ adoption }: SimulatedMeter): readonly (number | null)[] | undefined {
    return this.#headEnd.increments(formatCivilDay(this.day.day), adoption.aca)
  }

  /** Completeness of the first day when the concentrator had gone round once after it; undefined before. */
  get firstPass(): number | undefined {
    return this.#firstPass
  }

  /** Reads the registers of a meter now, beside what is going on. */
  readNow(meter: SimulatedMeter): void {
    this.orderNow({ kind: 'read-registers', aca: meter.adoption.aca })
  }

  /** Orders something at once, before what is going on. */
  orderNow(task: Job['task']): void {
    this.#headEnd.orderNow(task)
  }

  /** Limits what all of them may draw, each in its turn. */
  limitAll(watts: number): void {
    this.#headEnd.begin(this.meters.map(({ adoption: { aca } }) => ({ kind: 'limit', aca, watts })))
  }

  /** Orders to all of them that have no end yet. */
  get inCampaigns(): number {
    return this.#headEnd.inCampaigns
  }

  /** Lets the terminal cover of a meter be opened now. */
  raiseAlarm({ meter, adoption }: SimulatedMeter): void {
    meter.store.events.record(alarmEvent, wholeSecondsOf(this.line.now))
    this.#headEnd.await(adoption.aca)
  }

  get alarms(): Alarms {
    return this.#headEnd.alarms
  }

  get onDemand(): OnDemand {
    return this.#headEnd.onDemand
  }
}

/** The local hour of the day, 0 … 23, at an instant in epoch milliseconds. */
export function localHourIn({ zone }: LocalCalendar) {
  return (now: number): number => {
    const instant = wholeSecondsOf(now)
    return Math.floor((instant + zone.offsetAt(instant)) / secondsPerHour) % 24
  }
}
