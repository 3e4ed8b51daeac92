import { addDays, type DateTime, dateTimeAt, type Obis, scaled, unitSymbol, type Zone } from '@ferraris/cosem'
import {
  type IntervalBlock,
  intervalsFromProfile,
  type ProfileRegister,
  quality,
  secondsPerDay,
} from '@ferraris/metering'
import { noUnit } from '../registers/quantity.ts'
import type { Profile } from './profile.ts'
import { isEventLog, type ProfileHead, registersOf } from './profile-head.ts'

/** What the rows of a profile become. */
export type ProfileKind = 'intervals' | 'snapshots' | 'events'

/**
 * What a profile's rows are, by its columns: a log of event codes (0.0.96.11.x), quarter-hours or the like, or
 * registers captured once a day or month.
 */
export function profileKind(head: ProfileHead): ProfileKind {
  if (isEventLog(head)) return 'events'
  return head.capturePeriod > 0 && head.capturePeriod < secondsPerDay ? 'intervals' : 'snapshots'
}

/** The register columns of a load profile as the computation of increments takes them; `factorOf` multiplies their numbers. */
export function profileRegisters(
  head: ProfileHead,
  factorOf: (obis: Obis) => number = () => 1,
): ProfileRegister[] {
  return registersOf(head).map(obis => ({
    obis,
    kind: isCumulative(obis) ? 'cumulative' : 'increment',
    factor: factorOf(obis),
    wrapsAt: 2 ** 32,
  }))
}

/** Value group D of OBIS: 8 and 9 are time integrals that go on, 29 and the averages begin anew each period (IEC 62056-6-1). */
function isCumulative(obis: Obis): boolean {
  return /^\d+\.\d+\.\d+\.[89]\./.test(obis)
}

/** Time integrals: they count on, or say what an interval amounted to. */
function isEnergy(obis: Obis): boolean {
  return /^\d+\.\d+\.\d+\.(8|9|29)\./.test(obis)
}

/** What one quantity amounted to in each interval of a profile. */
export interface Intervals {
  readonly obis: Obis
  readonly unit: string
  /** In `unit`; null where it is unknown. */
  readonly values: readonly (number | null)[]
  /** A code of `quality` of @ferraris/metering for each interval. */
  readonly quality: readonly number[]
}

/** The intervals between the first and the last row of a load profile. */
export interface IntervalTable {
  readonly seconds: number
  readonly begins: readonly DateTime[]
  readonly ends: readonly DateTime[]
  readonly series: readonly Intervals[]
}

/** The increments of a load profile, on its local days; undefined for profiles that are none of intervals. */
export function intervalsOf(profile: Profile, zone: Zone): IntervalTable | undefined {
  const { head, times, units } = profile
  const known = times.filter(time => !Number.isNaN(time))
  const energies = registersOf(head).filter(isEnergy)
  if (profileKind(head) !== 'intervals' || known.length < 2 || energies.length === 0) return undefined
  const period = head.capturePeriod
  const [from, to] = [Math.min(...known), Math.max(...known)]
  const { blocks } = intervalsFromProfile(profile, profileRegisters(head), { zone, period, from, to })
  const begins = [...gridOf(zone, period, from, to)]
  return {
    seconds: period,
    begins: begins.map(begin => dateTimeAt(begin, zone)),
    ends: begins.map(begin => dateTimeAt(begin + period, zone)),
    series: energies.map(obis => {
      const column = head.columns.findIndex(its => its.obis === obis && its.attribute === 2)
      const { scaler, unit } = units[column] ?? noUnit
      const found = lookUp(blocks.filter(block => block.obis === obis))
      const cells = begins.map(begin => found.get(begin) ?? nothing)
      return {
        obis,
        unit: unitSymbol(unit),
        values: cells.map(({ value }) => (value === null ? null : scaled(value, scaler))),
        quality: cells.map(cell => cell.quality),
      }
    }),
  }
}

interface Cell {
  readonly value: number | null
  readonly quality: number
}

const nothing: Cell = { value: null, quality: quality.missing }

function lookUp(blocks: readonly IntervalBlock[]): Map<number, Cell> {
  return new Map(
    blocks.flatMap(block =>
      block.values.map((value, i): [number, Cell] => [
        block.start + i * block.intervalSeconds,
        { value, quality: block.quality[i] ?? quality.missing },
      ]),
    ),
  )
}

/** Beginnings of the intervals of local days that lie between two moments, which may be a little off the grid. */
function* gridOf(zone: Zone, period: number, from: number, to: number): Generator<number> {
  const [first, last] = [from - period / 2, to + period / 2]
  for (let day = zone.dateOf(from - 1), start = zone.startOfDay(day); start < to; ) {
    day = addDays(day, 1)
    const end = zone.startOfDay(day)
    for (let begin = start; begin < end; begin += period)
      if (begin >= first && begin + period <= last) yield begin
    start = end
  }
}
