import { defined } from '@ferraris/bytes'
import { secondsPerHour, secondsPerQuarter } from '@ferraris/metering'
import type { LocalDay } from '../calendar/local-day.ts'
import type { LoadDay, LoadSource } from '../load/load-source.ts'
import { type Apparent, apparentOf, summed } from './apparent-power.ts'
import { counted, type Disturbance, drawnBesides, isCut } from './disturbances.ts'
import { type ExportLimit, limitedExport } from './export-limits.ts'
import { type QuarterShape, quarterShape, type Share } from './quarter-shape.ts'
import type { Measured, MeasuredColumns } from './registers.ts'

/** What one meter counts on one local day. */
export interface DayCurve {
  readonly local: LocalDay
  /** Quarters in which the supply opened because too much was drawn. */
  readonly trips: readonly number[]
  /** For each measured channel the energy since the day's start at the start of quarter 0 … n: n + 1 values. */
  readonly since: MeasuredColumns<Int32Array>
  /** Energy of each channel up to a second within a quarter, counted from the quarter's start. */
  within(channel: Measured, quarter: number, second: number): number
  /** What is counted of a channel in a second of a quarter, W or var. */
  power(channel: Measured, quarter: number, second: number): number
  /** Apparent energy of the first seconds of a quarter, VAs. */
  apparent(quarter: number, second: number): Apparent
  /** The seconds of a quarter as one shape; undefined where something disturbs it. */
  undisturbed(channel: Measured, quarter: number): QuarterShape | undefined
  /** What flows in a second of a quarter, counted or not, W or var. */
  flow(channel: Measured, quarter: number, second: number): number
}

/** Lays a load over a local day and takes out what disturbances cost. */
export function dayCurve(
  load: LoadSource,
  local: LocalDay,
  seed: number,
  disturbances: readonly Disturbance[],
  exportLimits: readonly ExportLimit[] = [],
): DayCurve {
  const loadDay = load.day(local.day)
  const energies = channelsOf(loadDay, limitedExport(loadDay.export, local, exportLimits))
  const here = disturbances.filter(({ from, to }) => from < local.end && (to ?? local.end) > local.start)
  const lay = (channel: Measured, quarter: number): QuarterShape => {
    const wall = local.wallQuarter[quarter] ?? 0
    const energyIn = (place: Measured): number => energies[place][wall] ?? 0
    const share = shareOf(channel, energyIn(0) > 0 && energyIn(1) > 0)
    // The seed is the quarter's, not the channel's: what draws active power draws reactive power with it.
    return quarterShape(energyIn(channel), seed + local.start / secondsPerQuarter + quarter, share)
  }
  // Seconds are asked for one after the other.
  const last: { quarter: number; shape: QuarterShape }[] = []
  const shape = (channel: Measured, quarter: number): QuarterShape => {
    const known = last[channel]
    if (known?.quarter === quarter) return known.shape
    const laid = lay(channel, quarter)
    last[channel] = { quarter, shape: laid }
    return laid
  }
  const within = (channel: Measured, quarter: number, second: number): number => {
    if (here.length === 0) return shape(channel, quarter).energy(second)
    const start = local.start + quarter * secondsPerQuarter
    let sum = 0
    for (const { from, to, share, isReversed, draws } of counted(here, start, start + second)) {
      if (share === 0) continue
      const { energy } = shape(isReversed ? opposite[channel] : channel, quarter)
      const more = draws > 0 && channel === (isReversed ? 1 : 0) ? (draws * (to - from)) / secondsPerHour : 0
      sum += Math.floor(share * (energy(to - start) - energy(from - start) + more))
    }
    return sum
  }
  const rows = local.quarters + 1
  const all = new Int32Array(energies.length * rows)
  const sumsOf = (channel: Measured): Int32Array => {
    const energy = energies[channel]
    const sums = all.subarray(channel * rows, (channel + 1) * rows)
    for (let quarter = 0, sum = 0; quarter < local.quarters; quarter++) {
      sum +=
        here.length === 0
          ? (energy[local.wallQuarter[quarter] ?? 0] ?? 0)
          : within(channel, quarter, secondsPerQuarter)
      sums[quarter + 1] = sum
    }
    return sums
  }
  const since = [sumsOf(0), sumsOf(1), sumsOf(2), sumsOf(3)] as const
  const power = (channel: Measured, quarter: number, second: number): number => {
    if (here.length === 0) return shape(channel, quarter).power(second)
    const instant = local.start + quarter * secondsPerQuarter + second
    const [part] = counted(here, instant, instant + 1)
    const { share, isReversed, draws } = defined(part, 'the second')
    if (share === 0) return 0
    const more = channel === (isReversed ? 1 : 0) ? draws : 0
    return Math.round(share * (shape(isReversed ? opposite[channel] : channel, quarter).power(second) + more))
  }
  const flow = (channel: Measured, quarter: number, second: number): number => {
    const instant = local.start + quarter * secondsPerQuarter + second
    if (here.length > 0 && isCut(here, instant)) return 0
    const more = here.length > 0 && channel === 0 ? drawnBesides(here, instant) : 0
    return shape(channel, quarter).power(second) + more
  }
  const undisturbed = (channel: Measured, quarter: number): QuarterShape | undefined => {
    const start = local.start + quarter * secondsPerQuarter
    const isTouched = here.some(
      ({ from, to }) => from < start + secondsPerQuarter && (to ?? local.end) > start,
    )
    return isTouched ? undefined : shape(channel, quarter)
  }
  const apparent = (quarter: number, second: number): Apparent => {
    const start = local.start + quarter * secondsPerQuarter
    if (here.some(({ from, to }) => from < start + second && (to ?? local.end) > start)) {
      const at = (channel: Measured) => ({ power: (one: number) => power(channel, quarter, one) })
      return summed([at(0), at(1), at(2), at(3)], second)
    }
    return apparentOf([shape(0, quarter), shape(1, quarter), shape(2, quarter), shape(3, quarter)], second)
  }
  const trips = (loadDay.trips ?? []).flatMap(wall => {
    const quarter = local.wallQuarter.indexOf(wall)
    const start = local.start + quarter * secondsPerQuarter
    return quarter < 0 || isCut(here, start) ? [] : [quarter]
  })
  return { local, trips, since, within, power, flow, apparent, undisturbed }
}

/** What a channel counts while the meter is connected the wrong way round. */
const opposite = [1, 0, 3, 2] as const

/** In the order of `channels`. */
function channelsOf(load: LoadDay, fed: Int32Array): MeasuredColumns<Int32Array> {
  return [load.import, fed, load.reactiveImport, load.reactiveExport]
}

function shareOf(channel: Measured, bothWays: boolean): Share {
  if (!bothWays || channel > 1) return 'whole'
  return channel === 0 ? 'first-half' : 'second-half'
}
