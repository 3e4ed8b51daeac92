import { addDays, type LocalDate, type Zone } from '@ferraris/cosem'
import { type ProfileRow, profileInterval } from '@ferraris/smitp/tables'

/** Bits of the AMR profile status (0.0.96.10.1.255). */
const clockAdjusted = 0x20
const powerDown = 0x80
const notValid = 0x04

/** A local day in the quarters of a load profile. Instants are UNIX seconds. */
export interface DayGrid {
  readonly day: LocalDate
  readonly start: number
  readonly end: number
  /** 96; 92 or 100 where the clocks change. */
  readonly intervals: number
}

export function dayGrid(zone: Zone, day: LocalDate): DayGrid {
  const start = zone.startOfDay(day)
  const end = zone.startOfDay(addDays(day, 1))
  return { day, start, end, intervals: Math.round((end - start) / profileInterval) }
}

/** One register's day: an increment and a status for each interval. */
export interface DayColumn {
  readonly increments: (number | null)[]
  readonly status: number[]
}

/**
 * The increments of a day from the rows of a cumulative register, of which each ends an interval: the same that a
 * head-end makes of the rows of the COSEM profile. An interval is known when both its ends are; where the meter was
 * without power and its register stood still nothing was used; of two rows about one instant, for the clock was set
 * back, the later capture stays.
 */
export function incrementsOf(grid: DayGrid, rows: readonly ProfileRow[]): DayColumn {
  const { intervals, start } = grid
  const ends = new Array<ProfileRow | undefined>(intervals + 1)
  const status = new Array<number>(intervals).fill(0)
  const mark = (boundary: number, bits: number) => {
    if (boundary >= 1 && boundary <= intervals) status[boundary - 1] |= bits
  }
  for (const row of rows) {
    const place = (row.time - start) / profileInterval
    const boundary = Math.round(place)
    if (boundary < 0 || boundary > intervals) continue
    if (place !== boundary) {
      mark(Math.ceil(place), row.status & clockAdjusted || notValid)
      continue
    }
    const known = ends[boundary]
    if (known !== undefined && known.value !== row.value) mark(boundary, clockAdjusted)
    if (known === undefined || row.value > known.value) ends[boundary] = row
    mark(boundary, row.status)
  }
  const increments = Array.from({ length: intervals }, (_, i) => {
    const [before, after] = [ends[i], ends[i + 1]]
    return before === undefined || after === undefined ? null : after.value - before.value
  })
  for (const [from, to] of holesOf(ends)) {
    const [before, after] = [ends[from]!, ends[to]!]
    if ((after.status & powerDown) === 0 || after.value !== before.value) continue
    for (let boundary = from + 1; boundary <= to; boundary++) {
      increments[boundary - 1] = 0
      mark(boundary, powerDown)
    }
  }
  return { increments, status }
}

/** Pairs of boundaries with rows, between which there are none. */
function* holesOf(ends: readonly (ProfileRow | undefined)[]): Generator<[from: number, to: number]> {
  let from = -1
  for (const [boundary, row] of ends.entries()) {
    if (row === undefined) continue
    if (from >= 0 && boundary > from + 1) yield [from, boundary]
    from = boundary
  }
}
