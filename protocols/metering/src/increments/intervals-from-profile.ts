import { addDays, type Zone } from '@ferraris/cosem'
import type { ProfileColumns } from '../profile/profile-columns.ts'
import { isReceived, quality } from '../quality.ts'
import type { IntervalBlock } from './interval-block.ts'

/** A register column of a profile: what its numbers are, and what they become. */
export interface ProfileRegister {
  /** The register under whose OBIS the increments are kept. */
  readonly obis: string
  /** Cumulative registers bridge their holes; increments stand for themselves. */
  readonly kind: 'cumulative' | 'increment'
  /** Multiplies the meter's number into the reading type's integer unit. */
  readonly factor: number
  /** Where the register starts again at zero: 2^32 for a double-long-unsigned. */
  readonly wrapsAt?: number | undefined
}

export interface ProfileIntervals {
  readonly blocks: IntervalBlock[]
  /** Rows that could not be used, for the log and the metrics. */
  readonly unused: { offGrid: number; duplicate: number; withoutTime: number; outOfRange: number }
}

/** AMR profile status, 0.0.96.10.1.255: bits in common use in Europe (DSMR, IDIS). */
const rowStatus = {
  criticalError: 0x01,
  clockInvalid: 0x02,
  dataNotValid: 0x04,
  clockAdjusted: 0x20,
  powerDown: 0x80,
} as const

/** Whether a meter doubts a row itself: its memory, its clock or the value. */
export function isSuspectRow(status: number): boolean {
  return (status & (rowStatus.criticalError | rowStatus.clockInvalid | rowStatus.dataNotValid)) !== 0
}

/** A row belongs to a boundary if its stamp is at most one hundredth of the period away. */
const tolerance = 0.01
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
 * Blocks are made only for days in which at least one interval is known. `from` and `to` bound what is believed:
 * what was asked for, in seconds since 1970.
 */
export function intervalsFromProfile(
  rows: ProfileColumns,
  registers: readonly ProfileRegister[],
  { zone, period, from, to }: { zone: Zone; period: number; from: number; to: number },
): ProfileIntervals {
  const unused = { offGrid: 0, duplicate: 0, withoutTime: 0, outOfRange: 0 }
  const blocks: IntervalBlock[] = []
  const span = spanOf(rows, from, to)
  if (span === undefined) {
    countUnusable(rows, unused)
    return { blocks, unused }
  }
  // A row stamped midnight closes the day before: the grid begins with the day of the moment before the first row.
  const firstDay = zone.dateOf(span.first - 1)
  const origin = zone.startOfDay(firstDay)
  const grid = placeOnGrid(rows, { origin, period, from, to, last: span.last }, unused)
  for (let day = firstDay, start = origin; start < span.last; ) {
    const next = addDays(day, 1)
    const end = zone.startOfDay(next)
    const begin = Math.round((start - origin) / period)
    const count = Math.round((end - start) / period)
    registers.forEach((register, column) => {
      const block = dayOf(rows, column, register, grid, begin, count)
      if (block !== undefined)
        blocks.push({ obis: register.obis, day, start, intervalSeconds: period, ...block })
    })
    day = next
    start = end
  }
  return { blocks, unused }
}

/** For each boundary of the intervals, counted from the origin: the row that tells it, and what its rows say of it. */
interface Grid {
  /** Row number, -1 where no row is. */
  readonly row: Int32Array
  /** Quality of the interval that ends here, as status bits and disorder among its rows tell. */
  readonly mark: Uint8Array
  /** Boundaries of holes that an outage explains, with the rows before and after the hole. */
  readonly dark: Map<number, readonly [before: number, after: number]>
}

function placeOnGrid(
  rows: ProfileColumns,
  {
    origin,
    period,
    from,
    to,
    last,
  }: { origin: number; period: number; from: number; to: number; last: number },
  unused: ProfileIntervals['unused'],
): Grid {
  const boundaries = Math.ceil((last - origin) / period) + 2
  const grid: Grid = {
    row: new Int32Array(boundaries).fill(-1),
    mark: new Uint8Array(boundaries),
    dark: new Map(),
  }
  for (let row = 0; row < rows.count; row++) {
    const time = rows.times[row]!
    if (Number.isNaN(time)) {
      unused.withoutTime++
      continue
    }
    if (time < from || time > to) {
      unused.outOfRange++
      continue
    }
    const place = (time - origin) / period
    const boundary = Math.round(place)
    const status = rows.status[row]!
    if (Math.abs(place - boundary) > tolerance) {
      unused.offGrid++
      mark(grid, Math.ceil(place), status & rowStatus.clockAdjusted ? quality.clockAdjusted : quality.suspect)
      continue
    }
    const before = grid.row[boundary]!
    if (before >= 0) {
      unused.duplicate++
      if (sameRow(rows, before, row)) continue
      mark(grid, boundary, quality.clockAdjusted)
      if (!isLater(rows, row, before)) continue
    }
    grid.row[boundary] = row
    if (isSuspectRow(status)) {
      mark(grid, boundary, quality.suspect)
    } else if (status & rowStatus.clockAdjusted) {
      mark(grid, boundary, quality.clockAdjusted)
    } else if (status & rowStatus.powerDown) {
      mark(grid, boundary, quality.powerOff)
    }
  }
  noteOutages(rows, grid)
  return grid
}

/** A meter writes no rows while it is without power; the first row after says why. */
function noteOutages(rows: ProfileColumns, { row, dark }: Grid): void {
  let before = -1
  for (let boundary = 0; boundary < row.length; boundary++) {
    const after = row[boundary]!
    if (after < 0) continue
    if (before >= 0 && before < boundary - 1 && rows.status[after]! & rowStatus.powerDown) {
      for (let hole = before + 1; hole <= boundary; hole++) dark.set(hole, [row[before]!, after])
    }
    before = boundary
  }
}

/** The gravest of what is said about an interval stays. */
const gravity: Record<number, number> = {
  [quality.valid]: 0,
  [quality.powerOff]: 1,
  [quality.clockAdjusted]: 2,
  [quality.suspect]: 3,
}

function mark(grid: Grid, boundary: number, code: number): void {
  if (boundary < 0 || boundary >= grid.mark.length) return
  if (gravity[code]! > gravity[grid.mark[boundary]!]!) grid.mark[boundary] = code
}

function sameRow(rows: ProfileColumns, a: number, b: number): boolean {
  return rows.registers.every(values => Object.is(values[a], values[b]))
}

/** Registers only grow: the row with the greater ones was captured later, wherever it stands in the buffer. */
function isLater(rows: ProfileColumns, row: number, than: number): boolean {
  for (const values of rows.registers) {
    if (values[row]! > values[than]!) return true
    if (values[row]! < values[than]!) return false
  }
  return row > than
}

function dayOf(
  rows: ProfileColumns,
  column: number,
  register: ProfileRegister,
  grid: Grid,
  begin: number,
  count: number,
): { values: (number | null)[]; quality: number[] } | undefined {
  const numbers = rows.registers[column]!
  const values: (number | null)[] = new Array(count)
  const codes: number[] = new Array(count)
  let known = 0
  for (let i = 0; i < count; i++) {
    const boundary = begin + i + 1
    const increment = incrementAt(numbers, register, grid, boundary)
    if (increment !== undefined) {
      values[i] = increment
      codes[i] = increment < 0 ? quality.suspect : grid.mark[boundary]!
      known++
    } else if (register.kind === 'cumulative' && stoodStill(numbers, grid, boundary)) {
      values[i] = 0
      codes[i] = quality.powerOff
      known++
    } else {
      values[i] = null
      codes[i] = quality.missing
    }
  }
  return known === 0 ? undefined : { values, quality: codes }
}

/** The increment of the interval that ends at a boundary; undefined if one of its ends is not known. */
function incrementAt(
  numbers: Float64Array,
  { kind, factor, wrapsAt }: ProfileRegister,
  { row }: Grid,
  boundary: number,
): number | undefined {
  const endRow = row[boundary] ?? -1
  if (endRow < 0) return undefined
  const end = numbers[endRow]!
  if (kind === 'increment') return Number.isNaN(end) ? undefined : scaled(end, factor)
  const startRow = row[boundary - 1]!
  if (startRow < 0) return undefined
  const start = numbers[startRow]!
  if (Number.isNaN(start) || Number.isNaN(end)) return undefined
  // Both ends are scaled before they are subtracted, so that rounding never adds up over a day.
  const difference = scaled(end, factor) - scaled(start, factor)
  if (difference >= 0 || wrapsAt === undefined) return difference
  const wrapped = end + wrapsAt - start
  return wrapped >= 0 && wrapped / wrapsAt < wrapShare ? scaled(wrapped, factor) : difference
}

/** Whether the register is the same on both sides of an outage. */
function stoodStill(numbers: Float64Array, { dark }: Grid, boundary: number): boolean {
  const sides = dark.get(boundary)
  return sides !== undefined && numbers[sides[0]] === numbers[sides[1]]
}

function scaled(value: number, factor: number): number {
  return factor === 1 ? value : Math.round(value * factor)
}

function spanOf(rows: ProfileColumns, from: number, to: number): { first: number; last: number } | undefined {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const time of rows.times) {
    if (!(time >= from && time <= to)) continue
    if (time < first) first = time
    if (time > last) last = time
  }
  return last > Number.NEGATIVE_INFINITY ? { first, last } : undefined
}

function countUnusable(rows: ProfileColumns, unused: ProfileIntervals['unused']): void {
  for (const time of rows.times) {
    if (Number.isNaN(time)) unused.withoutTime++
    else unused.outOfRange++
  }
}

/** How many of a block's intervals the meter has measured. */
export function receivedOf(block: { quality: readonly number[] }): number {
  let received = 0
  for (const code of block.quality) if (isReceived(code)) received++
  return received
}
