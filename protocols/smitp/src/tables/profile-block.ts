import { DecodeError, type Reader, type Writer } from '@ferraris/bytes'
import type { Codec } from '@ferraris/codec'
import { secondsPerQuarter } from '@ferraris/metering'
import { unsigned32le } from '../little-endian.ts'

/** A register as it stood at the end of an interval of the load profile. */
export interface ProfileRow {
  /** What the meter's clock showed, UNIX seconds. */
  readonly time: number
  /** Status octet of the row, as in COSEM (0.0.96.10.1.255). */
  readonly status: number
  /** Wh or varh. */
  readonly value: number
}

/** Seconds between the rows. */
const profileInterval = secondsPerQuarter

/** Octets of a difference, by the low bits of the form octet; its highest value (lowest of 4 octets) says "no row". */
const widths = [1, 2, 4] as const
type Width = (typeof widths)[number]

/** Start, opening, form, count. */
const overhead = 4 + 4 + 1 + 1

/**
 * Rows of one register in little room: the first row's time (u32) and value (u32), the form (u8: 1, 2 or 4 octets a
 * difference), the count of intervals behind it (u8), for each the difference to the row before, then the statuses of
 * all rows there are as runs of count and octet. Our choice instead of 96 bare increments: the opening value makes
 * registers of them that equal those of the COSEM profile, an interval without a row is told from one without
 * consumption, days of 92 and 100 quarters and large customers fit, and a quiet register takes one octet a quarter.
 */
export const profileBlock: Codec<readonly ProfileRow[]> = {
  shape: { kind: 'leaf', name: 'profile block' },
  encode(writer, rows) {
    const [first, ...following] = rows
    if (first === undefined) return
    const differences = spread(rows)
    let width: Width = 1
    for (const difference of differences) if (difference !== undefined) width = wider(width, difference)
    unsigned32le.encode(writer, first.time)
    unsigned32le.encode(writer, first.value)
    writer.u8(widths.indexOf(width)).u8(differences.length)
    for (const difference of differences) writeDifference(writer, width, difference)
    for (const [count, status] of runs([first, ...following])) writer.u8(count).u8(status)
  },
  decode(reader) {
    if (reader.remaining === 0) return []
    const time = unsigned32le.decode(reader)
    let value = unsigned32le.decode(reader)
    const width = widths[reader.u8()]
    if (width === undefined)
      throw new DecodeError('unexpected', reader.offset - 1, 'no form of a profile block')
    const count = reader.u8()
    const found = [{ time, value }]
    for (let interval = 1; interval <= count; interval++) {
      const difference = readDifference(reader, width)
      if (difference === undefined) continue
      // Registers wrap around at 32 bit, as they do in COSEM.
      value = (value + difference) >>> 0
      found.push({ time: time + interval * profileInterval, value })
    }
    return found.map(withStatus(reader))
  },
}

/** Intervals that a block reaches over at most, from its first row on. */
export const mostIntervals = 0xfe

/** The longest beginning of some rows, in rising order of time, with a block that fits into so many octets. */
export function fittingRows(rows: readonly ProfileRow[], room: number): readonly ProfileRow[] {
  let width: Width = 1
  let runs = 0
  const start = rows[0]?.time ?? 0
  for (const [i, row] of rows.entries()) {
    const before = rows[i - 1]
    if (before !== undefined) width = wider(width, row.value - before.value)
    if (before === undefined || before.status !== row.status) runs++
    const intervals = (row.time - start) / profileInterval
    if (intervals > mostIntervals || overhead + intervals * width + 2 * runs > room) return rows.slice(0, i)
  }
  return rows
}

/** The difference of each interval behind the first row; undefined where there is no row. */
function spread(rows: readonly ProfileRow[]): (number | undefined)[] {
  const [{ time: start }] = rows as [ProfileRow]
  const intervals = ((rows.at(-1)?.time ?? start) - start) / profileInterval
  const differences = new Array<number | undefined>(intervals)
  for (const [i, row] of rows.entries()) {
    const before = rows[i - 1]
    if (before !== undefined) differences[(row.time - start) / profileInterval - 1] = row.value - before.value
  }
  return differences
}

/** What stands for "no row" in each width. */
const missing: Readonly<Record<Width, number>> = { 1: 0xff, 2: 0xffff, 4: 0x80000000 }

function wider(width: Width, difference: number): Width {
  const fits = (limit: number): boolean => difference >= 0 && difference < limit
  return width === 1 && fits(missing[1]) ? 1 : width <= 2 && fits(missing[2]) ? 2 : 4
}

function writeDifference(writer: Writer, width: Width, difference: number | undefined): void {
  const word = difference ?? missing[width]
  for (let octet = 0; octet < width; octet++) writer.u8(word >> (8 * octet))
}

function readDifference(reader: Reader, width: Width): number | undefined {
  let word = 0
  for (let octet = 0; octet < width; octet++) word += reader.u8() * 2 ** (8 * octet)
  if (word === missing[width]) return undefined
  return width === 4 ? word | 0 : word
}

function runs(rows: readonly ProfileRow[]): (readonly [count: number, status: number])[] {
  const found: [number, number][] = []
  for (const { status } of rows) {
    const last = found.at(-1)
    if (last !== undefined && last[1] === status && last[0] < 0xff) last[0]++
    else found.push([1, status])
  }
  return found
}

/** Takes the statuses, run by run, from the end of a block. */
function withStatus(reader: Reader): (row: { time: number; value: number }) => ProfileRow {
  let left = 0
  let status = 0
  return row => {
    while (left === 0) {
      left = reader.u8()
      status = reader.u8()
    }
    left--
    return { ...row, status }
  }
}
