import { ferrarisCodes, secondsPerQuarter } from '@ferraris/metering'
import type { CivilDay } from '../calendar/civil-day.ts'
import type { LocalCalendar, LocalDay } from '../calendar/local-day.ts'
import type { Happening, PhasesFelt } from '../harms/effect.ts'
import { endOf } from '../harms/harm.ts'
import type { Harms } from '../harms/harms.ts'
import { openedAfterSeconds } from '../load/load-source.ts'
import type { Metrology } from '../metrology/metrology.ts'
import { type Phases, phaseShare, sampleAt } from '../metrology/sample.ts'
import { meanVoltage, type SupplyPoint, sagOn, voltageBounds } from '../metrology/voltage.ts'
import type { MeterClock } from './meter-clock.ts'
import type { Thresholds } from './supply/thresholds.ts'

/** An event with the true instant at which it happened. */
export type DatedEvent = {
  readonly at: number
  /** What the clock showed, seconds since 1970-01-01T00:00Z. */
  readonly shown: number
  readonly code: number
  readonly magnitude?: number
  readonly duration?: number
}

type Happened = Happening

/** It is closed by hand a little before the next quarter. */
const closedBeforeSeconds = 20

/** Back is what lies two hundredths of 230 V within the threshold, 0.1 V. */
const within = 46
/** What a home draws or feeds in on a phase at most, W: a third above a contract for 6 kW. */
const mostOwn = 8000

const under = ['undervoltageL1', 'undervoltageL2', 'undervoltageL3'] as const
const over = ['overvoltageL1', 'overvoltageL2', 'overvoltageL3'] as const
const normal = ['voltageNormalL1', 'voltageNormalL2', 'voltageNormalL3'] as const

/** Whether a phase is below, above, or both for means of different periods. */
interface Condition {
  readonly under: boolean
  readonly over: boolean
}

const isNormal: Condition = { under: false, over: false }
const sags = ['sagL1', 'sagL2', 'sagL3'] as const

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
  readonly harms: Harms
  readonly thresholds: Thresholds
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
  #opening: readonly Condition[] = [isNormal, isNormal, isNormal]

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
      .map(happened => dated(happened, clock))
  }

  /** What has happened from an instant on may be otherwise now. */
  forget(from: number): void {
    const { start } = this.#of.calendar.at(Math.max(from, this.#of.clock.begin))
    if (this.#last === undefined || this.#last.local.end < start) return
    // What ended with the day before stands at the first instant of this one.
    const past = [...this.#past, ...this.#last.events].filter(({ at }) => at <= start)
    this.#past.splice(0, this.#past.length, ...past)
    const conditions = [0, 1, 2].map(phase => conditionAfter(past, phase))
    const before = this.#of.calendar.at(start - 1)
    this.#opening = conditions
    this.#last =
      start === this.#of.calendar.at(this.#of.clock.begin).start
        ? undefined
        : { local: before, revision: this.#of.metrology.revision, events: [], conditions }
    if (this.#last === undefined) this.#past.length = 0
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
    const all = [...this.#daylightSaving(local), ...this.#trips(local), ...this.#sags(local), ...events]
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

  /** Short dips of the whole line. */
  #sags({ day, start }: LocalDay): Happened[] {
    const { point, phases, metrology } = this.#of
    const sag = sagOn(start, point.feeder.seed)
    if (sag === undefined) return []
    const { phases: measured } = sampleAt(metrology.curve(day), sag.from, point, phases)
    return measured.flatMap(({ voltage }, phase): Happened[] => {
      const event = sags[phase]
      return event === undefined
        ? []
        : [{ at: sag.to, event, magnitude: voltage, duration: sag.to - sag.from }]
    })
  }

  /** Mean voltages of periods that left their range, or came back. */
  #voltages(local: LocalDay, before: readonly Condition[]): Pick<Day, 'conditions' | 'events'> {
    const { point, metrology, phases, thresholds } = this.#of
    if (!before.some(isOut) && this.#isSurelyNormal(local)) return { conditions: before, events: [] }
    const [drawn, fed] = metrology.curve(local.day).since
    const means = (quarter: number): PhasesFelt => {
      const net =
        (drawn[quarter + 1] ?? 0) - (drawn[quarter] ?? 0) - (fed[quarter + 1] ?? 0) + (fed[quarter] ?? 0)
      const watts = Array.from(
        { length: phases },
        (_, phase) => 4 * net * phaseShare(point.seed, phases, phase),
      )
      return { watts, volts: watts.map((own, phase) => meanVoltage(point, local, quarter, phase, own)) }
    }
    const events: Happened[] = []
    let conditions = before
    for (let quarter = 0; quarter < local.quarters; quarter++) {
      const start = local.start + quarter * secondsPerQuarter
      const mean = means(quarter)
      const ends = new Set<number>()
      for (const name of ['undervoltageTime', 'overvoltageTime'] as const) {
        const period = thresholds.at(name, start)
        for (let end = period; end <= secondsPerQuarter; end += period) ends.add(start + end)
      }
      for (const end of [...ends].sort((a, b) => a - b))
        conditions = conditions.map((condition, phase) => {
          const [next, volts] = this.#conditionAt(start, end, phase, mean, condition)
          const event = eventOf(condition, next)[phase]
          if (event !== undefined)
            events.push({ at: end, event, ...(volts !== undefined && { magnitude: Math.round(volts) }) })
          return next
        })
    }
    return { conditions, events }
  }

  /** What a phase is when a period ends, and its mean, 0.1 V. */
  #conditionAt(
    quarter: number,
    end: number,
    phase: number,
    mean: PhasesFelt,
    before: Condition,
  ): readonly [Condition, number | undefined] {
    const { thresholds } = this.#of
    const [low, high] = [thresholds.at('undervoltage', end - 1), thresholds.at('overvoltage', end - 1)]
    const over = (name: 'undervoltageTime' | 'overvoltageTime'): number | undefined => {
      const period = thresholds.at(name, quarter)
      return (end - quarter) % period === 0 ? this.#meanFelt(end - period, end, phase, mean) : undefined
    }
    const [under, above] = [over('undervoltageTime'), over('overvoltageTime')]
    const volts = under ?? above
    // A phase that has been missing is no low voltage: that is noted by the second.
    const isMissing = volts !== undefined && volts < thresholds.at('missing', end - 1)
    if (isMissing) return [before, undefined]
    return [
      {
        under: under === undefined ? before.under : under < low + (before.under ? within : 0),
        over: above === undefined ? before.over : above > high - (before.over ? within : 0),
      },
      volts,
    ]
  }

  /** The mean of a phase over the supplied seconds of a period, 0.1 V; undefined for none. */
  #meanFelt(from: number, to: number, phase: number, mean: PhasesFelt): number | undefined {
    const { harms } = this.#of
    const whole = 10 * (mean.volts[phase] ?? 0)
    const felt = harms.list.filter(harm => harm.from < to && endOf(harm) > from)
    if (felt.length === 0) return whole
    const borders = [from, to, ...felt.flatMap(harm => [harm.from, endOf(harm)])]
      .filter(at => at >= from && at <= to)
      .sort((a, b) => a - b)
    let [sum, seconds] = [0, 0]
    for (const [index, at] of borders.entries()) {
      const length = (borders[index + 1] ?? at) - at
      if (length === 0 || !harms.suppliedAt(at)) continue
      sum += length * 10 * (harms.voltages(at, mean)[phase] ?? 0)
      seconds += length
    }
    return seconds === 0 ? undefined : sum / seconds
  }

  /** Whether not even the last home of the line, drawing or feeding in all it can, would leave the range. */
  #isSurelyNormal({ day, start, end }: LocalDay): boolean {
    const { point, harms, thresholds } = this.#of
    if (harms.list.some(harm => harm.from < end && endOf(harm) > start)) return false
    const { feeder } = point
    const mean = feeder.mean(day)
    let [least, most] = [0, 0]
    for (let i = 0; i < mean.length; i++) {
      least = Math.min(least, mean[i] ?? 0)
      most = Math.max(most, mean[i] ?? 0)
    }
    const [lowest, highest] = voltageBounds(feeder, least, most, mostOwn)
    return [start, end - 1].every(
      at =>
        10 * lowest > thresholds.at('undervoltage', at) && 10 * highest < thresholds.at('overvoltage', at),
    )
  }
}

/** An event as the log keeps it. */
export function dated({ at, event, ...measured }: Happening, clock: MeterClock): DatedEvent {
  return { at, shown: clock.read(at), code: ferrarisCodes[event], ...measured }
}

function isOut({ under, over }: Condition): boolean {
  return under || over
}

/** The events of the phases that a change of condition is. */
function eventOf(before: Condition, next: Condition): readonly Happening['event'][] {
  if (next.under && !before.under) return under
  if (next.over && !before.over) return over
  return isOut(before) && !isOut(next) ? normal : []
}

/** What a phase is after some events. */
function conditionAfter(events: readonly Happened[], phase: number): Condition {
  const last = events.findLast(({ event }) =>
    [under[phase], over[phase], normal[phase]].some(name => name === event),
  )?.event
  return { under: last === under[phase], over: last === over[phase] }
}

/** How many of these, in order, have happened by an instant. */
function upTo(events: readonly Happened[], now: number): number {
  let count = events.length
  while ((events[count - 1]?.at ?? now) > now) count--
  return count
}
