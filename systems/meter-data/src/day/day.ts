import { addDays, type LocalDate, type Zone } from '@ferraris/cosem'
import { defineErrors } from '@ferraris/errors'
import { type IntervalBlock, secondsPerDay } from '@ferraris/metering'

/** A local day of one channel of a meter, with both its ends: a block that says where it stands in time. */
export interface Day extends IntervalBlock {
  /** IANA name of the zone whose calendar the day belongs to. */
  readonly zone: string
  /** The midnight that ends it, seconds since 1970. */
  readonly end: number
  readonly values: (number | null)[]
}

/** A block that cannot be a day of its zone. */
export class DayError extends defineErrors('meter-data', {
  'not-a-day': [
    'remote',
    'the intervals are no local day',
    'look at the start, the length and the count of the intervals: they must fill the day from midnight to midnight',
  ],
}) {
  constructor(detail: string) {
    super('not-a-day', detail)
  }
}

/** Intervals that a local day has: 96 quarter-hours, 92 and 100 when the clocks change, 24 hours, or one of its own length. */
export function intervalsOfDay(zone: Zone, day: LocalDate, intervalSeconds: number): number {
  return (zone.startOfDay(addDays(day, 1)) - zone.startOfDay(day)) / intervalSeconds
}

/** The day that a stored block is in its zone. Throws DayError when it does not fill it from midnight to midnight. */
export function dayOf(block: IntervalBlock, zone: Zone): Day {
  const start = zone.startOfDay(block.day)
  const end = zone.startOfDay(addDays(block.day, 1))
  const count = intervalsOfDay(zone, block.day, block.intervalSeconds)
  if (block.start !== start)
    throw new DayError(`${block.day} begins at ${start}, the intervals at ${block.start}`)
  if (block.values.length !== count || block.quality.length !== count) {
    throw new DayError(
      `${block.day} has ${count} intervals of ${block.intervalSeconds} s, these are ${block.values.length} with ${block.quality.length} qualities`,
    )
  }
  return { ...block, zone: zone.id, end }
}

/** The same, undefined for what cannot be one: a meter that moved to another zone has such days. */
export function wholeDayOf(block: IntervalBlock, local: Zone): Day | undefined {
  try {
    return dayOf(block, local)
  } catch (error) {
    if (error instanceof DayError) return undefined
    throw error
  }
}

/** Where interval `index` begins. */
export function startOf(day: Day, index: number): number {
  return day.start + index * day.intervalSeconds
}

/** The sum of what is known of the day. */
export function sumOf(values: readonly (number | null)[]): number {
  let sum = 0
  for (const value of values) sum += value ?? 0
  return sum
}

/** Whether the clocks change on it. */
export function isSwitchDay(day: Pick<Day, 'start' | 'end'>): boolean {
  return day.end - day.start !== secondsPerDay
}

/** A stretch of time, seconds since 1970; `to` is null while it lasts. */
export interface Span {
  readonly from: number
  readonly to: number | null
}

/** The intervals that a stretch touches. */
export function touchedBy(day: Day, { from, to }: Span): number[] {
  const first = Math.max(0, Math.floor((from - day.start) / day.intervalSeconds))
  const last = Math.min(
    day.values.length,
    to === null ? day.values.length : Math.ceil((to - day.start) / day.intervalSeconds),
  )
  return Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i)
}

/** The intervals that any of the stretches touches, in order. */
export function touchedByAny(day: Day, spans: readonly Span[]): number[] {
  if (spans.length === 0) return []
  return [...new Set(spans.flatMap(span => touchedBy(day, span)))].sort((a, b) => a - b)
}
