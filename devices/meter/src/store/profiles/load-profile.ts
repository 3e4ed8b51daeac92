import { profileStatus, secondsPerQuarter } from '@ferraris/metering'
import { quarterStart } from '../../calendar/local-day.ts'
import type { Span } from '../../harms/span.ts'
import type { MeasuredColumns } from '../../metrology/registers.ts'
import { isLostAt } from '../meter-clock.ts'
import type { CaptureSource } from './captured-profile.ts'
import { captureStretches } from './captures.ts'
import { daylightSaving, wasAdjusted, wasDown } from './profile-status.ts'

/** Rows of the load profile as columns; row i is column[i] of each. */
interface QuarterRows {
  readonly count: number
  /** What the clock showed at the end of the quarter, seconds since 1970-01-01T00:00Z. */
  readonly shown: Float64Array
  /** Bits of `profileStatus`. */
  readonly status: Uint8Array
  /** Cumulative A+, A−, R+, R− at that moment: Wh and varh. */
  readonly values: MeasuredColumns<Float64Array>
}

/** Rows that follow one another by a quarter hour under one offset of the clock. */
interface Run {
  readonly first: number
  readonly count: number
  readonly offset: number
}

/** The load profile (1.0.99.1.0.255): the registers at the end of every quarter hour of the meter's clock. */
export class LoadProfile {
  readonly capturePeriod = secondsPerQuarter
  /** How many rows it holds before the oldest give way. */
  readonly capacity: number
  readonly #source: CaptureSource

  constructor(source: CaptureSource, depthDays: number) {
    this.#source = source
    this.capacity = depthDays * 96 + 1
  }

  entriesInUse(now: number): number {
    return total(this.#runs(now))
  }

  /** The rows stamped within [from, to], in the order of their capture. */
  range(from: number, to: number, now: number): QuarterRows {
    return this.#fill(
      this.#runs(now).map(run => clip(run, ceil(from) - run.first, quarterStart(to) - run.first)),
    )
  }

  /** The rows first … last, counted from 1, the oldest; what does not exist is left out. */
  entries(first: number, last: number, now: number): QuarterRows {
    let before = 1
    return this.#fill(
      this.#runs(now).map(run => {
        const clipped = clip(run, (first - before) * secondsPerQuarter, (last - before) * secondsPerQuarter)
        before += run.count
        return clipped
      }),
    )
  }

  #runs(now: number): Run[] {
    const { clock, harms } = this.#source
    const runs = captureStretches(clock.settings, now)
      .map(({ from, to, offset }): Run => {
        const first = quarterStart(from + offset) + secondsPerQuarter
        return {
          first,
          count: Math.max(0, (quarterStart(to + offset) - first) / secondsPerQuarter + 1),
          offset,
        }
      })
      .flatMap(run => capturedOf(run, harms.deadSpans))
    let surplus = total(runs) - this.capacity
    return runs.map(run => {
      const dropped = Math.min(run.count, Math.max(0, surplus))
      surplus -= dropped
      return clip(run, dropped * secondsPerQuarter, Number.POSITIVE_INFINITY)
    })
  }

  #fill(runs: readonly Run[]): QuarterRows {
    const count = total(runs)
    const columns = new Float64Array(5 * count)
    const column = (place: number) => columns.subarray(place * count, (place + 1) * count)
    const shown = column(4)
    const status = new Uint8Array(count)
    const values = [column(0), column(1), column(2), column(3)] as const
    const { metrology, harms, clock } = this.#source
    const { zone, settings } = clock
    const { deadSpans } = harms
    let at = 0
    for (const run of runs) {
      const summerBit = daylightSaving(zone, run.first)
      metrology.columns(run.first - run.offset, run.count, values, at)
      for (let row = 0; row < run.count; row++, at++) {
        const stamp = run.first + row * secondsPerQuarter
        const captured = stamp - run.offset
        const begun = captured - secondsPerQuarter
        const adjusted = settings.length > 1 && wasAdjusted(settings, begun, captured)
        const lost = settings.length > 1 && isLostAt(settings, captured)
        const down = deadSpans.length > 0 && wasDown(deadSpans, begun, captured)
        shown[at] = stamp
        status[at] =
          summerBit(stamp) |
          (adjusted ? profileStatus.clockAdjusted : 0) |
          (lost ? profileStatus.clockInvalid : 0) |
          (down ? profileStatus.powerDown : 0)
      }
    }
    return { count, shown, status, values }
  }
}

function ceil(instant: number): number {
  return Math.ceil(instant / secondsPerQuarter) * secondsPerQuarter
}
function total(runs: readonly Run[]): number {
  return runs.reduce((sum, { count }) => sum + count, 0)
}

/** The parts of a run that a meter captured which was dead in between. */
function capturedOf(run: Run, dead: readonly Span[]): Run[] {
  let rest = run
  const parts: Run[] = []
  for (const { from, to } of dead) {
    const before = ceil(from + run.offset) - rest.first
    if (before > 0) parts.push(clip(rest, 0, before - secondsPerQuarter))
    rest = clip(rest, Math.max(0, ceil(to + run.offset) - rest.first), Number.POSITIVE_INFINITY)
    if (rest.count === 0) break
  }
  return [...parts, rest]
}

/** The rows of a run that lie `from` … `to` seconds after its first. */
function clip(run: Run, from: number, to: number): Run {
  const skip = Math.min(run.count, Math.max(0, from / secondsPerQuarter))
  const end = Math.min(run.count, to / secondsPerQuarter + 1)
  return { ...run, first: run.first + skip * secondsPerQuarter, count: Math.max(0, end - skip) }
}
