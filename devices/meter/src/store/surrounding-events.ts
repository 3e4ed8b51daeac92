import { ferrarisCodes, type MeterEvent, secondsPerQuarter } from '@ferraris/metering'
import type { CivilDay } from '../calendar/civil-day.ts'
import type { LocalCalendar, LocalDay } from '../calendar/local-day.ts'
import { openedAfterSeconds } from '../load/load-source.ts'
import type { Metrology } from '../metrology/metrology.ts'
import { type Phases, phaseShare } from '../metrology/sample.ts'
import { meanVoltage, type SupplyPoint, voltageBounds } from '../metrology/voltage.ts'
import type { MeterClock } from './meter-clock.ts'

/** An event with the true instant at which it happened. */
export type DatedEvent = {
  readonly at: number
  /** What the clock showed, seconds since 1970-01-01T00:00Z. */
  readonly shown: number
  readonly code: number
}

type Happened = { readonly at: number; readonly event: MeterEvent }

/** It is closed by hand a little before the next quarter. */
const closedBeforeSeconds = 20

/** 230 V and a tenth of it (EN 50160); back is what is two hundredths within. */
const lowest = 207
const highest = 253
const within = 4.6
/** What a home draws or feeds in on a phase at most, W: a third above a contract for 6 kW. */
const mostOwn = 8000

const under = ['undervoltageL1', 'undervoltageL2', 'undervoltageL3'] as const
const over = ['overvoltageL1', 'overvoltageL2', 'overvoltageL3'] as const
const normal = ['voltageNormalL1', 'voltageNormalL2', 'voltageNormalL3'] as const

type Condition = 'normal' | 'under' | 'over'

/** A day as it was, and the voltage at its end. */
interface Day {
  readonly local: LocalDay
  readonly revision: number
  readonly events: readonly Happened[]
  readonly conditions: readonly Condition[]
}

interface Surroundings {
  readonly clock: MeterClock
  readonly calendar: LocalCalendar
  readonly metrology: Metrology
  readonly point: SupplyPoint
  readonly phases: Phases
}

/**
 * What happens to a meter by itself: changes of daylight saving, the supply opening because the home draws too much,
 * voltage out of its range over a quarter. Each day is computed once; the running one as it will be.
 */
export class SurroundingEvents {
  readonly #of: Surroundings
  /** Events of the days before the last one that was looked at. */
  readonly #past: Happened[] = []
  #last: Day | undefined
  /** The voltage at the begin of that day. */
  #opening: readonly Condition[] = ['normal', 'normal', 'normal']

  constructor(of: Surroundings) {
    this.#of = of
  }

  /** How many there have been up to now. */
  count(now: number): number {
    this.#lookUpTo(now)
    return upTo(this.#past, now) + upTo(this.#last?.events ?? [], now)
  }

  upTo(now: number): DatedEvent[] {
    const { clock } = this.#of
    this.#lookUpTo(now)
    return [...this.#past, ...(this.#last?.events ?? [])]
      .filter(({ at }) => at <= now)
      .map(({ at, event }) => ({ at, shown: clock.read(at), code: ferrarisCodes[event] }))
  }

  #lookUpTo(now: number): void {
    const { calendar, clock, metrology } = this.#of
    const last = this.#last
    if (last?.revision === metrology.revision && now >= last.local.start && now < last.local.end) return
    const today = calendar.at(Math.max(now, clock.begin)).day
    for (let day = this.#last?.local.day ?? calendar.at(clock.begin).day; day <= today; day++) this.#look(day)
  }

  #look(day: CivilDay): void {
    const { calendar, metrology, phases } = this.#of
    const { revision } = metrology
    if (this.#last?.local.day === day && this.#last.revision === revision) return
    if (this.#last !== undefined && this.#last.local.day < day) this.#past.push(...this.#last.events)
    const before =
      this.#last !== undefined && this.#last.local.day < day ? this.#last.conditions : this.#opening
    this.#opening = before
    const local = calendar.of(day)
    const { events, conditions } = this.#voltages(local, before.slice(0, phases))
    const all = [...this.#daylightSaving(local), ...this.#trips(local), ...events]
    this.#last = { local, revision, conditions, events: all.sort((a, b) => a.at - b.at) }
  }

  #daylightSaving({ start, end }: LocalDay): Happened[] {
    const { zone } = this.#of.clock
    if (zone.offsetAt(start) === zone.offsetAt(end)) return []
    let change = start
    while (zone.offsetAt(change) === zone.offsetAt(start)) change += secondsPerQuarter
    return [{ at: change, event: 'daylightSavingChanged' }]
  }

  #trips({ day, start }: LocalDay): Happened[] {
    return this.#of.metrology.curve(day).trips.flatMap((quarter): Happened[] => {
      const begin = start + quarter * secondsPerQuarter
      return [
        { at: begin + openedAfterSeconds, event: 'localDisconnection' },
        { at: begin + secondsPerQuarter - closedBeforeSeconds, event: 'manualConnection' },
      ]
    })
  }

  /** Mean voltages of quarters that left their range, or came back. */
  #voltages(local: LocalDay, before: readonly Condition[]): Pick<Day, 'conditions' | 'events'> {
    const { point, metrology, phases } = this.#of
    if (!before.some(condition => condition !== 'normal') && this.#isSurelyNormal(local))
      return { conditions: before, events: [] }
    const [drawn, fed] = metrology.curve(local.day).since
    const events: Happened[] = []
    const conditions = before.map((opening, phase) => {
      let condition = opening
      for (let quarter = 0; quarter < local.quarters; quarter++) {
        const net =
          (drawn[quarter + 1] ?? 0) - (drawn[quarter] ?? 0) - (fed[quarter + 1] ?? 0) + (fed[quarter] ?? 0)
        const watts = 4 * net * phaseShare(point.seed, phases, phase)
        const next = conditionOf(meanVoltage(point, local, quarter, phase, watts), condition)
        if (next === condition) continue
        const names = next === 'under' ? under : next === 'over' ? over : normal
        const event = names[phase]
        if (event !== undefined) events.push({ at: local.start + (quarter + 1) * secondsPerQuarter, event })
        condition = next
      }
      return condition
    })
    return { conditions, events }
  }

  /** Whether not even the last home of the line, drawing or feeding in all it can, would leave the range. */
  #isSurelyNormal({ day }: LocalDay): boolean {
    const { feeder } = this.#of.point
    const mean = feeder.mean(day)
    let [least, most] = [0, 0]
    for (let i = 0; i < mean.length; i++) {
      least = Math.min(least, mean[i] ?? 0)
      most = Math.max(most, mean[i] ?? 0)
    }
    const [under, over] = voltageBounds(feeder, least, most, mostOwn)
    return under > lowest && over < highest
  }
}

/** How many of these, in order, have happened by an instant. */
function upTo(events: readonly Happened[], now: number): number {
  let count = events.length
  while ((events[count - 1]?.at ?? now) > now) count--
  return count
}

function conditionOf(voltage: number, before: Condition): Condition {
  if (voltage < lowest) return 'under'
  if (voltage > highest) return 'over'
  if (before === 'under' && voltage < lowest + within) return 'under'
  if (before === 'over' && voltage > highest - within) return 'over'
  return 'normal'
}
