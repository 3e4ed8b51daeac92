import { addDays, type Zone } from '@ferraris/cosem'
import type { ProfileColumns } from '../profile/profile-columns.ts'
import { quality } from '../quality.ts'
import { countOutside, type Grid, placeOnGrid, spanOf, type UnusedRows } from './grid.ts'
import type { IntervalBlock } from './interval-block.ts'
import { scaledInteger } from './scaled-integer.ts'

/** A register column of a profile: what its numbers are, and what they become. */
export interface ProfileRegister {
  /** The OBIS code of the register, under which the increments are kept. */
  readonly obis: string
  /** Cumulative registers bridge their holes; increments stand for themselves. */
  readonly kind: 'cumulative' | 'increment'
  /** Multiplies the meter's number into the reading type's integer unit. */
  readonly factor: number
  /** Where the register starts again at zero: 2^32 for a double-long-unsigned. */
  readonly wrapsAt?: number | undefined
}

/** The intervals to fill. */
export interface IntervalSettings {
  /** The time zone of the local days. */
  readonly zone: Zone
  /** Seconds of an interval, more than zero. */
  readonly period: number
  /** What is believed, both ends included: the stretch that was asked for, seconds since 1970. */
  readonly from: number
  readonly to: number
}

export interface ProfileIntervals {
  readonly blocks: IntervalBlock[]
  readonly unused: UnusedRows
}

/** A register that has wrapped is near its end before and near zero after: within this share of its range. */
const wrapShare = 1 / 256

/**
 * Turns the rows of a load profile into a day of increments per register (IEC 62056-6-2, class 7; quality codes of
 * `quality.ts`). Rows are stamped at the end of their interval, so that a local day spans the rows 00:00 to 24:00.
 *
 * - Rows may come in any order and more than once. Of two that disagree about an instant (the clock was set back)
 *   the one captured later stays, so that no energy is lost or counted twice, and the interval is marked.
 * - An interval is known if both its ends are. The intervals of a hole stay missing, also the one that ends with
 *   the first row after it: that row's increment would hold the energy of the whole hole.
 * - If an outage explains the hole and the register is after it what it was before, nothing was used: zero, marked.
 * - Rows off the grid (a clock was set in mid-interval) bound no interval; they mark the one they fall into.
 * - A cumulative register that runs backwards is kept and marked suspect, unless it has wrapped.
 *
 * Blocks are made only for days in which at least one interval is known.
 */
export function intervalsFromProfile(
  rows: ProfileColumns,
  registers: readonly ProfileRegister[],
  settings: IntervalSettings,
): ProfileIntervals {
  const { zone, period } = settings
  const unused: UnusedRows = { offGrid: 0, duplicate: 0, withoutTime: 0, outOfRange: 0 }
  const blocks: IntervalBlock[] = []
  const span = spanOf(rows.times, settings)
  if (span === undefined) {
    countOutside(rows.times, unused)
    return { blocks, unused }
  }
  // A row stamped midnight closes the day before: the grid begins with the day of the moment before the first row.
  const firstDay = zone.dateOf(span.first - 1)
  const origin = zone.startOfDay(firstDay)
  const grid = placeOnGrid(rows, span, { origin, period }, unused)
  for (let day = firstDay, start = origin; start < span.last; ) {
    const next = addDays(day, 1)
    const end = zone.startOfDay(next)
    for (const [column, register] of registers.entries()) {
      const numbers = rows.registers[column]
      const known = numbers && intervalsBetween(numbers, register, grid, start, end)
      if (known) blocks.push({ obis: register.obis, day, start, intervalSeconds: period, ...known })
    }
    day = next
    start = end
  }
  return { blocks, unused }
}

/** A register's intervals from `start` to `end`; undefined if none is known. */
function intervalsBetween(
  numbers: Float64Array,
  register: ProfileRegister,
  grid: Grid,
  start: number,
  end: number,
): Pick<IntervalBlock, 'values' | 'quality'> | undefined {
  const begin = Math.round((start - grid.origin) / grid.period)
  const count = Math.round((end - start) / grid.period)
  const values: (number | null)[] = new Array(count).fill(null)
  const codes: number[] = new Array(count).fill(quality.missing)
  let isKnown = false
  for (let i = 0; i < count; i++) {
    const boundary = begin + i + 1
    const increment = incrementAt(numbers, register, grid, boundary)
    if (increment !== undefined) {
      values[i] = increment
      codes[i] = increment < 0 ? quality.suspect : (grid.mark[boundary] ?? quality.valid)
    } else if (register.kind === 'cumulative' && stoodStill(numbers, grid, boundary)) {
      values[i] = 0
      codes[i] = quality.powerOff
    } else {
      continue
    }
    isKnown = true
  }
  return isKnown ? { values, quality: codes } : undefined
}

/** The increment of the interval that ends at a boundary; undefined if one of its ends is not known. */
function incrementAt(
  numbers: Float64Array,
  { kind, factor, wrapsAt }: ProfileRegister,
  grid: Grid,
  boundary: number,
): number | undefined {
  const end = numberAt(numbers, grid, boundary)
  if (!Number.isFinite(end)) return undefined
  if (kind === 'increment') return scaledInteger(end, factor)
  const start = numberAt(numbers, grid, boundary - 1)
  if (!Number.isFinite(start)) return undefined
  // Both ends are scaled before they are subtracted, so that rounding never adds up over a day.
  const difference = scaledInteger(end, factor) - scaledInteger(start, factor)
  if (difference >= 0 || wrapsAt === undefined) return difference
  const wrapped = end + wrapsAt - start
  return wrapped >= 0 && wrapped / wrapsAt < wrapShare ? scaledInteger(wrapped, factor) : difference
}

/** What the register shows at a boundary; NaN where no row tells. */
function numberAt(numbers: Float64Array, { row }: Grid, boundary: number): number {
  const at = row[boundary] ?? -1
  return at < 0 ? Number.NaN : (numbers[at] ?? Number.NaN)
}

/** Whether the register is the same on both sides of an outage. */
function stoodStill(numbers: Float64Array, { dark }: Grid, boundary: number): boolean {
  const outage = dark.get(boundary)
  return outage !== undefined && numbers[outage.before] === numbers[outage.after]
}
