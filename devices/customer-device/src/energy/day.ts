import type { FrameOf } from '@ferraris/chain2'
import type { LocalDate, Zone } from '@ferraris/cosem'
import { secondsPerQuarter } from '@ferraris/metering'

/** How a quarter's energy came: in its own frame, or in that of the next quarter when its own was lost. */
export type QuarterSource = 'own' | 'next'

/** Energy of a local day in one direction. */
export interface Curve {
  /** Of each quarter: 96 of them, 92 or 100 when the clocks change. Null is not known. Empty once the day is old. */
  readonly wh: readonly (number | null)[]
  /** Of what is known, by tariff: F1 to F6, and first what has no tariff. */
  readonly byTariff: readonly number[]
  /** Quarters that are known. */
  readonly known: number
  /** Quarters that only the next frame brought. */
  readonly filled: number
}

export interface Day {
  readonly date: LocalDate
  readonly imported?: Curve
  readonly exported?: Curve
  /** The day as the meter closed it. */
  readonly closed?: FrameOf<5>
}

/** Days that are kept: a year and a month, to compare with. */
export const mostDays = 400
/** Days whose quarters are kept; of older ones the sums remain. */
const curveDays = 62
/** F1 to F6. */
const tariffs = 6

export interface Quarter {
  /** Where it ends, meter's time. */
  readonly end: number
  readonly wh: number
  /** 0 where it is not known. */
  readonly tariff: number
  readonly source: QuarterSource
}

/** The days with a quarter more. One that is known already stays as it is. */
export function withQuarter(
  days: readonly Day[],
  zone: Zone,
  direction: 'imported' | 'exported',
  quarter: Quarter,
): readonly Day[] {
  const { date, index, quarters } = placeOf(zone, quarter.end)
  // A meter whose clock was just set may close a period that is no quarter of the day.
  if (!Number.isInteger(index)) return days
  const day = dayOf(days, date)
  const curve = day[direction] ?? emptyCurve(quarters)
  // Known already, or of a day whose quarters are no longer kept.
  if (curve.wh[index] !== null) return days
  return withDay(days, {
    ...day,
    [direction]: {
      wh: curve.wh.with(index, quarter.wh),
      byTariff: curve.byTariff.map((wh, tariff) => (tariff === quarter.tariff ? wh + quarter.wh : wh)),
      known: curve.known + 1,
      filled: curve.filled + (quarter.source === 'next' ? 1 : 0),
    },
  })
}

/** The days with what the meter says of one that is over. */
export function withClosing(days: readonly Day[], zone: Zone, closed: FrameOf<5>): readonly Day[] {
  const date = zone.dateOf(closed.measureTime - 1)
  return withDay(days, { ...dayOf(days, date), closed })
}

export function dayOf(days: readonly Day[], date: LocalDate): Day {
  return days.findLast(day => day.date === date) ?? { date }
}

/** Energy of the quarter that ends then; undefined where it is not known. */
export function quarterAt(
  days: readonly Day[],
  zone: Zone,
  direction: 'imported' | 'exported',
  end: number,
): number | undefined {
  const { date, index } = placeOf(zone, end)
  return dayOf(days, date)[direction]?.wh[index] ?? undefined
}

/** A local day and its instants. */
interface Span {
  readonly date: LocalDate
  readonly start: number
  readonly quarters: number
}

/** The day that was asked for last: calendars are slow, and quarters come in order. */
const lastSpans = new WeakMap<Zone, Span>()

/** Which quarter of which day ends then. */
function placeOf(zone: Zone, end: number): Omit<Span, 'start'> & { readonly index: number } {
  const start = end - secondsPerQuarter
  let span = lastSpans.get(zone)
  if (span === undefined || start < span.start || start >= span.start + span.quarters * secondsPerQuarter) {
    const date = zone.dateOf(start)
    span = { date, start: zone.startOfDay(date), quarters: zone.quartersOfDay(date) }
    lastSpans.set(zone, span)
  }
  return { date: span.date, quarters: span.quarters, index: (start - span.start) / secondsPerQuarter }
}

function emptyCurve(quarters: number): Curve {
  return {
    wh: new Array<number | null>(quarters).fill(null),
    byTariff: new Array<number>(tariffs + 1).fill(0),
    known: 0,
    filled: 0,
  }
}

function withDay(days: readonly Day[], day: Day): readonly Day[] {
  const last = days.at(-1)
  if (last?.date === day.date) return days.with(-1, day)
  const place = days.findIndex(({ date }) => date >= day.date)
  if (place < 0) return begun([...days, day])
  if (days[place]?.date === day.date) return days.with(place, day)
  return days.toSpliced(place, 0, day).slice(-mostDays)
}

/** A new day: the quarters of the oldest ones go, the sums by tariff remain. */
function begun(days: readonly Day[]): readonly Day[] {
  const kept = days.slice(-mostDays)
  const old = kept.at(-curveDays - 1)
  if (old === undefined || (withoutQuarters(old.imported) && withoutQuarters(old.exported))) return kept
  return kept.with(-curveDays - 1, {
    ...old,
    ...(old.imported && { imported: { ...old.imported, wh: [] } }),
    ...(old.exported && { exported: { ...old.exported, wh: [] } }),
  })
}

function withoutQuarters(curve: Curve | undefined): boolean {
  return curve === undefined || curve.wh.length === 0
}
