import type { FrameOf } from '@ferraris/chain2'
import { addDays, type LocalDate, type Zone } from '@ferraris/cosem'
import { type Curve, type Day, dayOf } from './day.ts'

/** Energy of some days, Wh. */
export interface Period {
  readonly from: LocalDate
  /** Null while nothing is known of it. */
  readonly wh: number | null
  /** F1 to F6, and first what has no tariff. */
  readonly byTariff: readonly number[]
  /** Quarters that are not known, of those that are over. */
  readonly missing: number
  readonly days: readonly DaySum[]
}

export interface DaySum {
  readonly date: LocalDate
  readonly wh: number | null
  /** The meter itself has closed it. */
  readonly closed: boolean
}

/** The days from one to another, both included: what the meter closed, else what its quarters add up to. */
export function periodOf(
  days: readonly Day[],
  zone: Zone,
  direction: 'imported' | 'exported',
  from: LocalDate,
  to: LocalDate,
): Period {
  const byTariff = new Array<number>(7).fill(0)
  const sums: DaySum[] = []
  let missing = 0
  for (let date = from; date <= to; date = addDays(date, 1)) {
    const day = dayOf(days, date)
    const closed = direction === 'imported' ? day.closed : undefined
    const parts = closed === undefined ? day[direction]?.byTariff : [0, ...tariffsOf(closed)]
    parts?.forEach((wh, tariff) => {
      byTariff[tariff] = (byTariff[tariff] ?? 0) + wh
    })
    if (closed === undefined) missing += missingOf(day[direction], zone, date, date === to)
    sums.push({ date, wh: parts === undefined ? null : sum(parts), closed: closed !== undefined })
  }
  const isKnown = sums.some(({ wh }) => wh !== null)
  return { from, wh: isKnown ? sum(byTariff) : null, byTariff, missing, days: sums }
}

function tariffsOf({ energyF1, energyF2, energyF3, energyF4, energyF5, energyF6 }: FrameOf<5>): number[] {
  return [energyF1, energyF2, energyF3, energyF4, energyF5, energyF6]
}

/** Of the day that is not over only gaps between known quarters are missing. */
function missingOf(curve: Curve | undefined, zone: Zone, date: LocalDate, isToday: boolean): number {
  if (curve === undefined) return isToday ? 0 : zone.quartersOfDay(date)
  if (!isToday) return zone.quartersOfDay(date) - curve.known
  return curve.wh.findLastIndex(wh => wh !== null) + 1 - curve.known
}

function sum(parts: readonly number[]): number {
  return parts.reduce((total, part) => total + part, 0)
}
