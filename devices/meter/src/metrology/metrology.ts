import type { CivilDay } from '../calendar/civil-day.ts'
import { type LocalCalendar, quarterSeconds } from '../calendar/local-day.ts'
import type { LoadSource } from '../load/load-source.ts'
import type { CurveCache } from './curve-cache.ts'
import { type DayCurve, dayCurve } from './day-curve.ts'
import type { Interruption } from './interruptions.ts'
import { channels, measured, type Registers, tariffsAt } from './registers.ts'
import type { Tariffs } from './tariff-calendar.ts'

/** What a metrology is made of. */
export interface MetrologySetup {
  readonly load: LoadSource
  readonly calendar: LocalCalendar
  readonly tariffs: Tariffs
  readonly curves: CurveCache
  /** Chance of this meter: the shape of its seconds. */
  readonly seed: number
  /** The day whose first instant begins the records. */
  readonly origin: CivilDay
  /** The registers at that instant; asked for when the first day is counted. */
  readonly startingRegisters: () => Registers
  /** Times without supply so far, in order. */
  readonly interruptions: readonly Interruption[]
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
 * Instants are true time in whole seconds; what the meter's clock shows is none of metrology's business.
 */
export class Metrology {
  readonly #setup: MetrologySetup
  readonly #begin: number
  #interruptions: readonly Interruption[]
  #tariffs: Tariffs
  #revision = 0
  /** Rows of the days from the origin on; the peak of the last one is not filled in yet. */
  #rows: Float64Array
  #lastDay: CivilDay

  constructor(setup: MetrologySetup) {
    this.#setup = setup
    this.#begin = setup.calendar.of(setup.origin).start
    this.#interruptions = setup.interruptions
    this.#tariffs = setup.tariffs
    this.#rows = new Float64Array(0)
    this.#lastDay = setup.origin
  }

  /** The first instant of the records. */
  get begin(): number {
    return this.#begin
  }

  /** Supply is cut or comes back: the last interruption opens or closes, and what it touches is counted anew. */
  interrupt(interruptions: readonly Interruption[]): void {
    this.#interruptions = interruptions
    this.#revision++
    const from = interruptions.at(-1)?.from ?? this.#begin
    this.#lastDay = Math.min(this.#lastDay, this.#setup.calendar.at(Math.max(from, this.#begin)).day)
  }

  /** Other tariffs hold from an instant on; what was counted since is counted anew. */
  switchTariffs(tariffs: Tariffs, from: number): void {
    this.#tariffs = tariffs
    this.#lastDay = Math.min(this.#lastDay, this.#setup.calendar.at(Math.max(from, this.#begin)).day)
  }

  /** All cumulative registers at an instant; those at the begin for any earlier one. */
  registers(instant: number): Registers {
    const at = Math.max(this.#begin, instant)
    const { day, start } = this.#setup.calendar.at(at)
    const registers = this.#midnight(day).slice(0, channels.length)
    const curve = this.curve(day)
    const tariffs = this.#tariffs.of(curve.local)
    const quarter = Math.floor((at - start) / quarterSeconds)
    const second = (at - start) % quarterSeconds
    for (let passed = 0; passed < quarter; passed++) {
      registers[tariffsAt - 1 + tariffs[passed]] += curve.since[0][passed + 1] - curve.since[0][passed]
    }
    for (let channel = 0; channel < measured; channel++) {
      const running = second === 0 ? 0 : curve.within(channel, quarter, second)
      registers[channel] += curve.since[channel][quarter] + running
      if (channel === 0) registers[tariffsAt - 1 + tariffs[quarter]] += running
    }
    return registers
  }

  /**
   * Fills the four measured registers at `count` instants that lie a quarter hour apart, each column from `offset` on.
   * Instants on the quarter, the rule, cost an addition each.
   */
  columns(first: number, count: number, into: readonly Float64Array[], offset = 0): void {
    for (let index = 0; index < count; ) {
      const instant = first + index * quarterSeconds
      const local = this.#setup.calendar.at(Math.max(this.#begin, instant))
      if (instant < this.#begin || (instant - local.start) % quarterSeconds !== 0) {
        const registers = this.registers(instant)
        for (let channel = 0; channel < measured; channel++)
          into[channel][offset + index] = registers[channel]
        index++
        continue
      }
      const base = this.#midnight(local.day)
      const { since } = this.curve(local.day)
      const quarter = (instant - local.start) / quarterSeconds
      const rows = Math.min(count - index, local.quarters - quarter)
      for (let channel = 0; channel < measured; channel++) {
        const column = into[channel]
        for (let row = 0; row < rows; row++) {
          column[offset + index + row] = base[channel] + since[channel][quarter + row]
        }
      }
      index += rows
    }
  }

  /** Energies and powers of a local day; those of today as they will be if nothing is switched any more. */
  curve(day: CivilDay): DayCurve {
    const { curves, load, calendar, seed } = this.#setup
    return curves.get(this, this.#revision, day, () =>
      dayCurve(load, calendar.of(day), seed, this.#interruptions),
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
        consider(row[peakEnergy], row[peakTime])
      } else {
        const [imported] = this.curve(local.day).since
        for (let quarter = 1; quarter <= local.quarters; quarter++) {
          const time = local.start + quarter * quarterSeconds
          if (time > from && time <= to) consider(imported[quarter] - imported[quarter - 1], time)
        }
      }
    }
    return { power: 4 * highest.energy, time: highest.time }
  }

  /** The row of a day, counting forward from the last day known. */
  #midnight(day: CivilDay): Float64Array {
    const { origin, startingRegisters } = this.#setup
    if (this.#rows.length === 0) {
      this.#rows = new Float64Array(rowLength * Math.max(8, day - origin + 2))
      this.#rows.set(startingRegisters())
    }
    while (this.#lastDay < day) this.#close(this.#lastDay++)
    const at = (day - origin) * rowLength
    return this.#rows.subarray(at, at + rowLength)
  }

  /** The row of a day that is over, its peak filled in. */
  #closed(day: CivilDay): Float64Array {
    this.#midnight(day + 1)
    return this.#midnight(day)
  }

  /** Ends a day: its peak goes into its row, its energies into the row of the next day. */
  #close(day: CivilDay): void {
    const at = (day - this.#setup.origin) * rowLength
    const next = at + rowLength
    if (next + rowLength > this.#rows.length) {
      const larger = new Float64Array(this.#rows.length + 32 * rowLength)
      larger.set(this.#rows)
      this.#rows = larger
    }
    const { local, since } = this.curve(day)
    const tariffs = this.#tariffs.of(local)
    const rows = this.#rows
    rows.copyWithin(next, at, at + channels.length)
    rows[at + peakEnergy] = 0
    for (let channel = 0; channel < measured; channel++)
      rows[next + channel] += since[channel][local.quarters]
    for (let quarter = 0; quarter < local.quarters; quarter++) {
      const energy = since[0][quarter + 1] - since[0][quarter]
      rows[next + tariffsAt - 1 + tariffs[quarter]] += energy
      if (energy > rows[at + peakEnergy]) {
        rows[at + peakEnergy] = energy
        rows[at + peakTime] = local.start + (quarter + 1) * quarterSeconds
      }
    }
  }
}
