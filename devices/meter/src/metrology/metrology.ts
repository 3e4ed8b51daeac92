import { at } from '@ferraris/bytes'
import { secondsPerQuarter } from '@ferraris/metering'
import type { CivilDay } from '../calendar/civil-day.ts'
import type { LocalCalendar } from '../calendar/local-day.ts'
import type { LoadSource } from '../load/load-source.ts'
import type { Apparent } from './apparent-power.ts'
import type { CurveCache } from './curve-cache.ts'
import { type DayCurve, dayCurve } from './day-curve.ts'
import type { Disturbance } from './disturbances.ts'
import type { ExportLimit } from './export-limits.ts'
import { type Pair, PairRegister } from './pair-register.ts'
import { type Quadrants, reactiveWhileFeeding } from './quadrants.ts'
import {
  type Channel,
  channels,
  count,
  type Measured,
  type MeasuredColumns,
  measured,
  type Registers,
  register,
  tariffsAt,
} from './registers.ts'
import type { Tariffs } from './tariff-calendar.ts'

/** What a metrology is made of. */
export interface MetrologySetup {
  readonly load: LoadSource
  readonly calendar: LocalCalendar
  readonly tariffs: Tariffs
  readonly curves: CurveCache
  /** Chance of this meter: the shape of its seconds. */
  readonly seed: number
  /** The day that begins the records, at its first instant. */
  readonly origin: CivilDay
  /** The registers at that instant; asked for when the first day is counted. */
  readonly startingRegisters: () => Registers
  /** What disturbances that are no longer known of have left in a register. */
  readonly leftBehind?: (channel: Channel) => number
  /** Times in which not all is counted. */
  readonly disturbances: readonly Disturbance[]
  /** What the home was allowed to feed in, in order. */
  readonly exportLimits: readonly ExportLimit[]
}

/** The highest quarter hour of a stretch of time. */
export interface Demand {
  /** Mean power of the quarter, W. */
  readonly power: number
  /** End of the quarter. */
  readonly time: number
}

// A kept day is a row: the registers at its start, then its highest quarter (Wh) and the end of that quarter.
const peakEnergy = channels.length
const peakTime = peakEnergy + 1
const rowLength = peakTime + 1

/**
 * The legal part of the meter: what it has counted at any second, as a function of time. Nothing runs: the registers
 * at the midnights up to the last one asked for are kept (80 octets a day), everything else is computed when asked.
 * Instants are true time in whole seconds; metrology does not use the meter's clock.
 */
export class Metrology {
  readonly #setup: MetrologySetup
  readonly #begin: number
  #disturbances: readonly Disturbance[]
  #exportLimits: readonly ExportLimit[]
  #tariffs: Tariffs
  #revision = 0
  /** Rows of the days from the origin on; the peak of the last one is not filled in yet. */
  #rows: Float64Array
  #lastDay: CivilDay
  /** Undefined until apparent energy is first asked for. */
  #apparent: PairRegister | undefined
  /** Undefined until quadrants are first asked for. */
  #feeding: PairRegister | undefined

  constructor(setup: MetrologySetup) {
    this.#setup = setup
    this.#begin = setup.calendar.of(setup.origin).start
    this.#disturbances = setup.disturbances
    this.#exportLimits = setup.exportLimits
    this.#tariffs = setup.tariffs
    this.#rows = new Float64Array(0)
    this.#lastDay = setup.origin
  }

  /** The first instant of the records. */
  get begin(): number {
    return this.#begin
  }

  /** Other times than were known are disturbed: what follows from an instant on is counted anew. */
  disturb(disturbances: readonly Disturbance[], from: number): void {
    this.#disturbances = disturbances
    this.#revision++
    this.#countFrom(from)
  }

  /** Disturbances have been forgotten: everything is counted anew, from registers that hold what they have left behind. */
  forget(disturbances: readonly Disturbance[]): void {
    this.#rows = new Float64Array(0)
    this.disturb(disturbances, this.#begin)
  }

  /** Another limit of what is fed in holds from the last one's begin on; what was counted since is counted anew. */
  limitExport(limits: readonly ExportLimit[]): void {
    this.#exportLimits = limits
    this.#revision++
    this.#countFrom(limits.at(-1)?.from)
  }

  /** Other tariffs hold from an instant on; what was counted since is counted anew. */
  switchTariffs(tariffs: Tariffs, from: number): void {
    this.#tariffs = tariffs
    this.#countFrom(from)
  }

  /** Apparent energy while power was drawn, and while it was fed in, at an instant: whole VAh. */
  apparent(instant: number): Apparent {
    this.#apparent ??= this.#pair(
      start => {
        const reactive = register(start, 'reactiveImport') - register(start, 'reactiveExport')
        return [Math.round(Math.hypot(register(start, 'import'), reactive)), register(start, 'export')]
      },
      (curve, quarter, seconds) => curve.apparent(quarter, seconds),
    )
    return this.#apparent.at(instant)
  }

  /** Reactive energy by quadrant at an instant, whole varh. What was counted before the records began was drawn. */
  quadrants(instant: number): Quadrants {
    this.#feeding ??= this.#pair(() => [0, 0], reactiveWhileFeeding)
    const [QII, QIII] = this.#feeding.at(instant)
    return { QI: this.energy(2, instant) - QII, QII, QIII, QIV: this.energy(3, instant) - QIII }
  }

  #pair(start: (row: Registers) => Pair, of: (curve: DayCurve, quarter: number, seconds: number) => Pair) {
    const { calendar, origin, startingRegisters } = this.#setup
    const curve = (day: CivilDay): DayCurve => this.curve(day)
    return new PairRegister({
      calendar,
      origin,
      begin: this.#begin,
      start: start(startingRegisters()),
      curve,
      of,
    })
  }

  #countFrom(instant: number = this.#begin): void {
    const { day } = this.#setup.calendar.at(Math.max(instant, this.#begin))
    this.#lastDay = Math.min(this.#lastDay, day)
    this.#apparent?.forget(day)
    this.#feeding?.forget(day)
  }

  /** All cumulative registers at an instant; those at the begin for any earlier one. */
  registers(instant: number): Registers {
    const counted = Math.max(this.#begin, instant)
    const { day, start } = this.#setup.calendar.at(counted)
    const registers = this.#midnight(day).slice(0, channels.length)
    // At midnight nothing of the day has been counted: its curve is not needed.
    if (counted === start) return registers
    const curve = this.curve(day)
    const tariffs = this.#tariffs.of(curve.local)
    const quarter = Math.floor((counted - start) / secondsPerQuarter)
    const second = (counted - start) % secondsPerQuarter
    for (let passed = 0; passed < quarter; passed++) {
      count(registers, tariffPlace(tariffs, passed), energyOf(curve.since[0], passed))
    }
    for (const channel of measured) {
      const running = second === 0 ? 0 : curve.within(channel, quarter, second)
      count(registers, channel, (curve.since[channel][quarter] ?? 0) + running)
      if (channel === 0) count(registers, tariffPlace(tariffs, quarter), running)
    }
    return registers
  }

  /** One measured register at an instant; as {@link registers}, where no other is needed. */
  energy(channel: Measured, instant: number): number {
    const counted = Math.max(this.#begin, instant)
    const { day, start } = this.#setup.calendar.at(counted)
    const base = this.#midnight(day)[channel] ?? 0
    if (counted === start) return base
    const curve = this.curve(day)
    const quarter = Math.floor((counted - start) / secondsPerQuarter)
    const second = (counted - start) % secondsPerQuarter
    return (
      base +
      (curve.since[channel][quarter] ?? 0) +
      (second === 0 ? 0 : curve.within(channel, quarter, second))
    )
  }

  /**
   * Fills the four measured registers at `total` instants that lie a quarter hour apart, each column from `offset` on.
   * Instants on the quarter, the rule, cost an addition each.
   */
  columns(first: number, total: number, into: MeasuredColumns<Float64Array>, offset = 0): void {
    for (let index = 0; index < total; ) {
      const instant = first + index * secondsPerQuarter
      const local = this.#setup.calendar.at(Math.max(this.#begin, instant))
      if (instant < this.#begin || (instant - local.start) % secondsPerQuarter !== 0) {
        const registers = this.registers(instant)
        for (const channel of measured) into[channel][offset + index] = registers[channel] ?? 0
        index++
        continue
      }
      const base = this.#midnight(local.day)
      const { since } = this.curve(local.day)
      const quarter = (instant - local.start) / secondsPerQuarter
      const rows = Math.min(total - index, local.quarters - quarter)
      for (const channel of measured) {
        const column = into[channel]
        const counted = since[channel]
        const start = base[channel] ?? 0
        for (let row = 0; row < rows; row++) {
          column[offset + index + row] = start + (counted[quarter + row] ?? 0)
        }
      }
      index += rows
    }
  }

  /** Another one with each disturbance: what was known of the days that it touches holds no longer. */
  get revision(): number {
    return this.#revision
  }

  /** Energies and powers of a local day; those of today as they will be if nothing is switched any more. */
  curve(day: CivilDay): DayCurve {
    const { curves, load, calendar, seed } = this.#setup
    return curves.get(this, this.#revision, day, () =>
      dayCurve(load, calendar.of(day), seed, this.#disturbances, this.#exportLimits),
    )
  }

  /** The quarter with the highest imported energy among those that ended within (from, to]. */
  demand(from: number, to: number): Demand {
    const { calendar } = this.#setup
    let highest = { energy: 0, time: from }
    const consider = (energy: number, time: number): void => {
      if (energy > highest.energy) highest = { energy, time }
    }
    for (
      let local = calendar.at(Math.max(from, this.#begin));
      local.start < to;
      local = calendar.of(local.day + 1)
    ) {
      if (local.start >= from && local.end <= to) {
        const row = this.#closed(local.day)
        consider(at(row, peakEnergy), at(row, peakTime))
      } else {
        const [imported] = this.curve(local.day).since
        for (let quarter = 1; quarter <= local.quarters; quarter++) {
          const time = local.start + quarter * secondsPerQuarter
          if (time > from && time <= to) consider(energyOf(imported, quarter - 1), time)
        }
      }
    }
    return { power: 4 * highest.energy, time: highest.time }
  }

  /** The row of a day, counting forward from the last day known. */
  #midnight(day: CivilDay): Float64Array {
    const { origin, startingRegisters, leftBehind } = this.#setup
    if (this.#rows.length === 0) {
      this.#rows = new Float64Array(rowLength * Math.max(8, day - origin + 2))
      this.#rows.set(startingRegisters())
      for (const [place, channel] of channels.entries()) count(this.#rows, place, leftBehind?.(channel) ?? 0)
    }
    while (this.#lastDay < day) this.#close(this.#lastDay++)
    const place = (day - origin) * rowLength
    return this.#rows.subarray(place, place + rowLength)
  }

  /** The row of a day that is over, its peak filled in. */
  #closed(day: CivilDay): Float64Array {
    this.#midnight(day + 1)
    return this.#midnight(day)
  }

  /** Ends a day: its peak goes into its row, its energies into the row of the next day. */
  #close(day: CivilDay): void {
    const place = (day - this.#setup.origin) * rowLength
    const next = place + rowLength
    if (next + rowLength > this.#rows.length) {
      const larger = new Float64Array(this.#rows.length + 32 * rowLength)
      larger.set(this.#rows)
      this.#rows = larger
    }
    const { local, since } = this.curve(day)
    const tariffs = this.#tariffs.of(local)
    const rows = this.#rows
    rows.copyWithin(next, place, place + channels.length)
    for (const channel of measured) count(rows, next + channel, since[channel][local.quarters] ?? 0)
    let peak = 0
    for (let quarter = 0; quarter < local.quarters; quarter++) {
      const energy = energyOf(since[0], quarter)
      count(rows, next + tariffPlace(tariffs, quarter), energy)
      if (energy > peak) {
        peak = energy
        rows[place + peakTime] = local.start + (quarter + 1) * secondsPerQuarter
      }
    }
    rows[place + peakEnergy] = peak
  }
}

/** What a channel counted in a quarter. */
function energyOf(since: Int32Array, quarter: number): number {
  return (since[quarter + 1] ?? 0) - (since[quarter] ?? 0)
}

/** The place of the tariff register that counts in a quarter. */
function tariffPlace(tariffs: Uint8Array, quarter: number): number {
  return tariffsAt - 1 + (tariffs[quarter] ?? 1)
}
