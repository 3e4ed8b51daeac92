import type { ProfileColumns } from '../profile/profile-columns.ts'
import { isSuspectRow, profileStatus } from '../profile/status.ts'
import { type Quality, quality } from '../quality.ts'

/** A row belongs to a boundary if its stamp is at most one hundredth of the period away. */
const tolerance = 0.01

/** Intervals that one profile may span: seven years of quarter-hours. Rows beyond are not believed. */
const mostIntervals = 2 ** 18

/** Rows that could not be used, for the log and the metrics. */
export interface UnusedRows {
  offGrid: number
  duplicate: number
  withoutTime: number
  outOfRange: number
}

/** The instants between which a profile's rows lie, seconds since 1970. */
export interface Span {
  readonly first: number
  readonly last: number
}

/** The boundaries of the intervals, counted from `origin`, and what the rows tell of them. */
export interface Grid {
  readonly origin: number
  readonly period: number
  /** The row that tells each boundary, -1 where none does. */
  readonly row: Int32Array
  /** Quality of the interval that ends at each boundary, as status bits and disorder among its rows tell. */
  readonly mark: Uint8Array
  /** Boundaries of holes that an outage explains, with the rows before and after the hole. */
  readonly dark: Map<number, Outage>
}

interface Outage {
  readonly before: number
  readonly after: number
}

/** What lies between `from` and `to`; undefined if no row does. */
export function spanOf(
  times: Float64Array,
  { period, from, to }: { readonly period: number; readonly from: number; readonly to: number },
): Span | undefined {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const time of times) {
    if (!(time >= from && time <= to)) continue
    if (time < first) first = time
    if (time > last) last = time
  }
  if (last === Number.NEGATIVE_INFINITY) return undefined
  return { first, last: Math.min(last, first + mostIntervals * period) }
}

/** Counts rows of which none lies in the span. */
export function countOutside(times: Float64Array, unused: UnusedRows): void {
  for (const time of times) {
    if (Number.isNaN(time)) unused.withoutTime++
    else unused.outOfRange++
  }
}

/** Places the rows of a span on the boundaries that follow `origin`, and counts those that find no place. */
export function placeOnGrid(
  rows: ProfileColumns,
  { first, last }: Span,
  { origin, period }: { readonly origin: number; readonly period: number },
  unused: UnusedRows,
): Grid {
  const boundaries = Math.ceil((last - origin) / period) + 2
  const grid: Grid = {
    origin,
    period,
    row: new Int32Array(boundaries).fill(-1),
    mark: new Uint8Array(boundaries),
    dark: new Map(),
  }
  for (let row = 0; row < rows.count; row++) {
    const time = rows.times[row] ?? Number.NaN
    if (Number.isNaN(time)) unused.withoutTime++
    else if (time < first || time > last) unused.outOfRange++
    else placeRow(rows, row, (time - origin) / period, grid, unused)
  }
  noteOutages(rows, grid)
  return grid
}

function placeRow(rows: ProfileColumns, row: number, place: number, grid: Grid, unused: UnusedRows): void {
  const status = rows.status[row] ?? 0
  const boundary = Math.round(place)
  if (Math.abs(place - boundary) > tolerance) {
    unused.offGrid++
    mark(
      grid,
      Math.ceil(place),
      status & profileStatus.clockAdjusted ? quality.clockAdjusted : quality.suspect,
    )
    return
  }
  const before = grid.row[boundary] ?? -1
  if (before >= 0) {
    unused.duplicate++
    if (isSameRow(rows, before, row)) return
    mark(grid, boundary, quality.clockAdjusted)
    if (!isLater(rows, row, before)) return
  }
  grid.row[boundary] = row
  mark(grid, boundary, qualityOf(status))
}

function qualityOf(status: number): Quality {
  if (isSuspectRow(status)) return quality.suspect
  if (status & profileStatus.clockAdjusted) return quality.clockAdjusted
  return status & profileStatus.powerDown ? quality.powerOff : quality.valid
}

/** What may be said about an interval, the gravest last. */
const gravity: readonly Quality[] = [quality.valid, quality.powerOff, quality.clockAdjusted, quality.suspect]

/** The gravest of what is said about an interval stays. */
function mark(grid: Grid, boundary: number, code: Quality): void {
  if (code === quality.valid) return
  const said = grid.mark[boundary]
  if (said === undefined || gravity.indexOf(code) <= gravity.indexOf(said as Quality)) return
  grid.mark[boundary] = code
}

function isSameRow({ registers }: ProfileColumns, a: number, b: number): boolean {
  return registers.every(values => Object.is(values[a], values[b]))
}

/** Registers only grow: the row with the greater ones was captured later, wherever it stands in the buffer. */
function isLater({ registers }: ProfileColumns, row: number, than: number): boolean {
  for (const values of registers) {
    const difference = (values[row] ?? Number.NaN) - (values[than] ?? Number.NaN)
    if (difference > 0) return true
    if (difference < 0) return false
  }
  return row > than
}

/** A meter writes no rows while it is without power; the first row after says why. */
function noteOutages(rows: ProfileColumns, { row, dark }: Grid): void {
  let before = -1
  let hole = -1
  row.forEach((after, boundary) => {
    if (after < 0) return
    if (before >= 0 && boundary > hole && (rows.status[after] ?? 0) & profileStatus.powerDown) {
      for (let at = hole; at <= boundary; at++) dark.set(at, { before, after })
    }
    before = after
    hole = boundary + 1
  })
}
