import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { SimulatedLine, type SimulatedLineOptions, simulateLine } from '@ferraris/district'
import { msPerHour } from '@ferraris/metering'
import { planDistrict, randomFrom, Simulation } from '@ferraris/power-line'
import { describeFigures, rate } from '../measure/figures.ts'
import { type Machine, machine } from '../measure/machine.ts'

/** How fast districts are simulated, and how fast their concentrators are in simulated time. */
interface PowerLineFigures {
  readonly bench: 'power-line'
  readonly machine: Machine
  /** Of the bare kernel, with 1000 events pending. */
  readonly eventsPerSecond: number
  /** 84 meters over 3 hops with 5 % frame loss: simulated time until a way to all is known. */
  readonly discoveryMinutes: number
  /** The same meters in the night: from the request for registers to their arrival. */
  readonly onDemandSeconds: { readonly p50: number | null; readonly p95: number | null }
  /** One concentrator, a whole local day without new meters to find. */
  readonly day: DayFigures
  /** Many concentrators of 84 meters each, all of them there at once, from midnight to six. */
  readonly night: DayFigures & { readonly concentrators: number }
  /** What a district takes in memory after that day, concentrator and line included, by meter. */
  readonly kilobytesPerMeter: number
}

interface DayFigures {
  readonly meters: number
  /** Real time, and the time of a processor in it. */
  readonly seconds: number
  readonly processorSeconds: number
  readonly frames: number
  /** Share of the quarter hours of the day before that the head-end has in the end. */
  readonly completeness: number
}

/** Sizes, which a test makes smaller. */
interface PowerLineSizes {
  readonly meters?: number
  readonly concentrators?: number
}

/** Eleven in the evening in Rome, an hour before a local day ends. */
const evening = Date.UTC(2026, 10, 18, 22)
const loss = 0.05
/** Distance of searches for meters that are not known yet, once all have been searched, milliseconds: beyond the day. */
const noSearch = 1000 * msPerHour
const metersEach = 84

/** The figures of this machine, one core. */
export function benchPowerLine({
  meters = 1000,
  concentrators = 100,
}: PowerLineSizes = {}): PowerLineFigures {
  const discoveryMinutes = discovery()
  const [day, kilobytesPerMeter] = wholeDay(meters)
  return {
    bench: 'power-line',
    machine: machine(),
    eventsPerSecond: kernel(),
    discoveryMinutes,
    onDemandSeconds: onDemand(),
    day,
    night: night(concentrators),
    kilobytesPerMeter,
  }
}

function kernel(events = 5_000_000): number {
  const simulation = new Simulation()
  const random = randomFrom(1)
  let left = events
  const happen = (now: number): void => {
    if (left-- > 0) simulation.schedule(now + random(), happen)
  }
  for (let i = 0; i < 1000; i++) simulation.schedule(random(), happen)
  const began = performance.now()
  const happened = simulation.run(Number.POSITIVE_INFINITY)
  return Math.round((1000 * happened) / (performance.now() - began))
}

function discovery(): number {
  const district = districtOf(metersEach, { start: evening })
  while (district.hops().size < metersEach) district.run(district.line.now + 10_000)
  return Math.round((district.line.now - evening) / 6000) / 10
}

function onDemand(): PowerLineFigures['onDemandSeconds'] {
  const plan = planDistrict({ meters: metersEach, hops: 3, seed: 1 })
  return simulateLine({ plan, seed: 1, loss, start: evening, hours: 7 }).report.onDemandSeconds
}

/** The first evening and the day behind it are for finding each other; the day after that, without search, is measured. */
function wholeDay(meters: number): [day: DayFigures, kilobytesPerMeter: number] {
  const before = inUse()
  const district = districtOf(meters, { start: evening, settings: { searchEveryMs: noSearch } })
  const midnight = evening + 25 * msPerHour
  district.run(midnight)
  const figures = timed([district], midnight + 24 * msPerHour, district.day.day + 1)
  return [figures, Math.round((inUse() - before) / meters / 102.4) / 10]
}

/** Each has found its meters before midnight. They are independent of each other, so that one is run after the other. */
function night(concentrators: number): PowerLineFigures['night'] {
  const districts = Array.from({ length: concentrators }, (_, i) =>
    districtOf(metersEach, { start: evening, seed: i + 1, firstNumber: 1 + i * metersEach }),
  )
  const midnight = evening + msPerHour
  for (const district of districts) district.run(midnight)
  return { concentrators, ...timed(districts, midnight + 6 * msPerHour) }
}

function districtOf(meters: number, { seed = 1, ...options }: Partial<SimulatedLineOptions>): SimulatedLine {
  const plan = planDistrict({ meters, hops: 3, seed })
  return new SimulatedLine({ plan, seed, loss: loss, ...options })
}

/** Lets districts run until an instant. */
function timed(districts: readonly SimulatedLine[], until: number, day?: number): DayFigures {
  const framesOf = (): number => districts.reduce((sum, { line }) => sum + line.traffic.frames, 0)
  const before = framesOf()
  const began = performance.now()
  const busyBefore = process.cpuUsage()
  for (const district of districts) district.run(until)
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(busyBefore)
  const complete = districts.reduce((sum, district) => sum + district.completeness(day), 0)
  return {
    meters: districts.reduce((sum, { meters }) => sum + meters.length, 0),
    seconds: Math.round(seconds * 100) / 100,
    processorSeconds: Math.round((user + system) / 10_000) / 100,
    frames: framesOf() - before,
    completeness: Math.floor((complete / districts.length) * 10_000) / 10_000,
  }
}

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

function inUse(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** The figures for people. */
export function describePowerLine(figures: PowerLineFigures): string {
  const { day, night } = figures
  const span = ({ seconds, processorSeconds, frames, completeness }: DayFigures): string => {
    const came = `${(100 * completeness).toFixed(2)} % of the quarter hours`
    return `${seconds} s, ${processorSeconds} s of a processor (${frames.toLocaleString('en')} frames, ${came})`
  }
  return describeFigures('power-line, one core', figures.machine, [
    ['events of the bare kernel', rate(figures.eventsPerSecond)],
    [
      `${metersEach} meters over 3 hops, 5 % loss: found after`,
      `${figures.discoveryMinutes} simulated minutes`,
    ],
    [
      'reading on demand at night',
      `p50 ${figures.onDemandSeconds.p50} s, p95 ${figures.onDemandSeconds.p95} s`,
    ],
    [`one concentrator, ${day.meters} meters, a day`, span(day)],
    [`${night.concentrators} concentrators, ${night.meters} meters, a night`, span(night)],
    ['memory of a meter', `${figures.kilobytesPerMeter} kB`],
  ])
}
