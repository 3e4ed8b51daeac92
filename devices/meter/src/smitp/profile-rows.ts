import { at } from '@ferraris/bytes'
import { secondsPerQuarter } from '@ferraris/metering'
import { daysKept, fittingRows, mostIntervals, type ProfileRow, rowOfDay } from '@ferraris/smitp/tables'
import type { Measured } from '../metrology/registers.ts'
import type { Context } from './context.ts'
import type { RowSource } from './row-source.ts'

/** One register of the load profile, by its place in A+, A−, R+, R−. */
export function loadProfile(channel: Measured): RowSource<readonly ProfileRow[]> {
  return {
    row: (context, number) => {
      const day = dayOfRow(context, number)
      const { start, end } = context.calendar.of(day)
      const rows = rowsBetween(context, channel, start, end)
      return rows.length === 0 ? undefined : rows
    },
    numbers: () => Array.from({ length: daysKept }, (_, row) => row),
    between(context, from, to, room) {
      // One block fills an answer; the client asks on behind it.
      const value = fittingRows(firstRows(context, channel, from, to), room)
      const [first] = value
      return first === undefined ? [] : [{ number: rowOfDay(context.calendar.at(first.time).day), value }]
    },
  }
}

/** The last day up to today that this row belongs to. */
function dayOfRow({ store, calendar, now }: Context, row: number): number {
  const today = calendar.at(store.clock.read(now)).day
  return today - rowOfDay(today - row)
}

/**
 * The beginning of what lies between two seconds, as much as a block can reach over: what lies behind it is not sought again for each
 * block of a long selection.
 */
function firstRows(context: Context, channel: Measured, from: number, to: number): ProfileRow[] {
  const near = from + mostIntervals * secondsPerQuarter
  if (near >= to) return rowsBetween(context, channel, from, to)
  const rows = rowsBetween(context, channel, from, near)
  return rows.length > 0 ? rows : rowsBetween(context, channel, from, to)
}

/** In rising order of their stamps. Where a clock set back has captured a quarter twice, the later row is the one kept. */
function rowsBetween({ store, now }: Context, channel: Measured, from: number, to: number): ProfileRow[] {
  const { count, shown, status, values } = store.loadProfile.range(from, to, now)
  const rows = new Map<number, ProfileRow>()
  for (let i = 0; i < count; i++) {
    const time = at(shown, i)
    rows.set(time, { time, status: at(status, i), value: at(values[channel], i) >>> 0 })
  }
  return [...rows.values()].sort((a, b) => a.time - b.time)
}
