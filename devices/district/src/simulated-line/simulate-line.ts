import { at } from '@ferraris/bytes'
import { msOf, msPerHour, msPerMinute, secondsOf } from '@ferraris/metering'
import { randomFrom } from '@ferraris/power-line'
import { SimulatedLine, type SimulatedLineOptions } from './simulated-line.ts'

/** Found or not is looked at this often, milliseconds. */
const lookEvery = 10_000
/** An on-demand reading of some meter is requested this often from the end of the first day on, milliseconds. */
const onDemandEvery = 5 * msPerMinute
/** The terminal cover of some meter is opened this often, milliseconds: no multiple of what the concentrator does at its distances. */
const alarmEvery = 4.3 * msPerMinute
/** Local hour in which the night is over. */
const endOfNightHour = 6

interface SimulationSpan extends SimulatedLineOptions {
  /** Simulated time, hours. */
  readonly hours: number
}

/** How it went. A figure is null where the time did not suffice for it. */
export interface LineReport {
  /** From plugging in until a way was known to every meter. */
  readonly discoveryMinutes: number | null
  /** Meters that are reached over 1, 2, … hops in the end. */
  readonly metersByHops: readonly number[]
  /** Share of the first day's quarter hours that the head-end has, 0 … 1. */
  readonly completeness: {
    /** When the concentrator has gone round once after midnight. */
    readonly firstPass: number | null
    /** At six in the morning. */
    readonly endOfNight: number | null
    readonly final: number
  }
  readonly frames: number
  readonly airtimeSeconds: number
  /** From the request for registers to the report, with the night's readings going on; null without requests. */
  readonly onDemandSeconds: { readonly p50: number | null; readonly p95: number | null }
  readonly onDemandFailed: number
  /** From an event at a meter until the head-end has it; null without events. */
  readonly alarmSeconds: { readonly p50: number | null; readonly p95: number | null }
  /** Events that the head-end did not get. */
  readonly alarmsMissing: number
}

/** Progress, for display. */
export interface LineProgress {
  readonly line: SimulatedLine
  /** Simulated time, milliseconds: so far and in all. */
  readonly elapsed: number
  readonly total: number
}

/** Plugs in a district at eleven in the evening, and lets it run for some hours. Deterministic from the seed. */
export function simulateLine(
  { hours, ...options }: SimulationSpan,
  onProgress: (progress: LineProgress) => void = () => {},
): { readonly line: SimulatedLine; readonly report: LineReport } {
  const line = new SimulatedLine(options)
  const { meters, day } = line
  const start = line.line.now
  const total = hours * msPerHour
  const random = randomFrom(options.seed + 1)
  const { simulation } = line.line
  const wish = (now: number): void => {
    line.readNow(at(meters, Math.floor(random() * meters.length)))
    simulation.schedule(now + onDemandEvery, wish)
  }
  simulation.schedule(msOf(day.end), wish)
  const alarm = (now: number): void => {
    line.raiseAlarm(at(meters, Math.floor(random() * meters.length)))
    simulation.schedule(now + alarmEvery, alarm)
  }
  simulation.schedule(msOf(day.end), alarm)
  let endOfNight: number | null = null
  simulation.schedule(msOf(day.end) + endOfNightHour * msPerHour, () => {
    endOfNight = line.completeness()
  })

  let found: number | undefined
  for (let elapsed = 0; elapsed < total; ) {
    elapsed = Math.min(total, elapsed + (found === undefined ? lookEvery : 10 * msPerMinute))
    line.run(start + elapsed)
    if (found === undefined && line.hops().size === meters.length) found = elapsed
    onProgress({ line, elapsed, total })
  }
  return { line, report: reportOf(line, found, endOfNight) }
}

function reportOf(line: SimulatedLine, found: number | undefined, endOfNight: number | null): LineReport {
  const { frames, airtime } = line.line.traffic
  const { durations, failed } = line.onDemand
  const { alarms } = line
  return {
    discoveryMinutes: found === undefined ? null : rounded(found / msPerMinute, 1),
    metersByHops: countByHops(line.hops().values()),
    completeness: {
      firstPass: line.firstPass === undefined ? null : rounded(line.firstPass, 4),
      endOfNight: endOfNight === null ? null : rounded(endOfNight, 4),
      final: rounded(line.completeness(), 4),
    },
    frames,
    airtimeSeconds: Math.round(secondsOf(airtime)),
    onDemandSeconds: { p50: secondsAt(durations, 0.5), p95: secondsAt(durations, 0.95) },
    onDemandFailed: failed,
    alarmSeconds: { p50: secondsAt(alarms.durations, 0.5), p95: secondsAt(alarms.durations, 0.95) },
    alarmsMissing: alarms.awaited,
  }
}

function countByHops(hops: Iterable<number>): number[] {
  const counts: number[] = []
  for (const distance of hops) {
    while (counts.length < distance) counts.push(0)
    counts[distance - 1] = at(counts, distance - 1) + 1
  }
  return counts
}

function secondsAt(durations: readonly number[], share: number): number | null {
  const sorted = durations.toSorted((a, b) => a - b)
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return value === undefined ? null : rounded(secondsOf(value), 1)
}

/** Down, never up: what is missing must be seen. */
function rounded(value: number, digits: number): number {
  return Math.floor(value * 10 ** digits) / 10 ** digits
}
