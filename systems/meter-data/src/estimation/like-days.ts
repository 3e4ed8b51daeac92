import { weekday, zone } from '@ferraris/cosem'
import { type Day, isSwitchDay, startOf } from '../day/day.ts'
import { defineMethod, type Gap, type Ground, type PastDay } from './method.ts'
import { halfUp } from './rounding.ts'

const sunday = 6

/** Tuesday, Wednesday and Thursday may stand for each other; a holiday is a Sunday. */
function kindOf(day: Pick<Day, 'day'>, isHoliday: boolean): number {
  return isHoliday ? sunday : weekday(day.day)
}

function isMidweek(kind: number): boolean {
  return kind >= 1 && kind <= 3
}

/** Days that may stand for this one: its own weekday first, newest first; days when the clocks changed stand for none. */
function likeDays({ subject, past, other }: Ground): PastDay[] {
  const own = kindOf(subject.day, other.isHoliday === true)
  const usable = past.filter(
    ({ day }) => !isSwitchDay(day) && day.intervalSeconds === subject.day.intervalSeconds,
  )
  const same = usable.filter(({ day, isHoliday }) => kindOf(day, isHoliday) === own)
  if (!isMidweek(own)) return same
  const near = usable.filter(({ day, isHoliday }) => {
    const kind = kindOf(day, isHoliday)
    return kind !== own && isMidweek(kind)
  })
  return [...same, ...near]
}

/**
 * The interval of another day that has the same wall time: when the clocks go forward two o'clock is left out, when they go back it is
 * used twice.
 */
function sameWallTime(day: Day, reference: Day, index: number): number {
  if (!isSwitchDay(day)) return index
  const own = zone(day.zone)
  const instant = startOf(day, index)
  const wall = instant + own.offsetAt(instant)
  const start = reference.start + own.offsetAt(reference.start)
  const seconds = (((wall - start) % 86_400) + 86_400) % 86_400
  return Math.floor(seconds / day.intervalSeconds)
}

/** Sums over the references at each interval of the gap; undefined where one of them is not known. */
function summed(day: Day, references: readonly PastDay[], { from, to }: Gap): number[] | undefined {
  const sums: number[] = []
  for (let i = from; i < to; i++) {
    let sum = 0
    for (const { day: reference } of references) {
      const value = reference.values[sameWallTime(day, reference, i)] ?? null
      if (value === null) return undefined
      sum += value
    }
    sums.push(sum)
  }
  return sums
}

function meanOf(day: Day, references: readonly PastDay[], gap: Gap) {
  const weights = summed(day, references, gap)
  return (
    weights && {
      values: weights.map(weight => halfUp(weight / references.length)),
      weights,
      denominator: references.length,
      references: references.map(reference => reference.day.day),
    }
  )
}

export const likeDayMethod = defineMethod({
  id: 'E04',
  title: 'Like day',
  codes: { aemo: 'S14', bdew: 'Z95', espi: 8 },
  parameters: {},
  fill(ground, gap) {
    const [reference] = likeDays(ground)
    return reference && meanOf(ground.subject.day, [reference], gap)
  },
})

export const averageDayMethod = defineMethod({
  id: 'E05',
  title: 'Average of like days',
  codes: { aemo: 'S15', bdew: 'Z95', espi: 8 },
  parameters: {
    days: { title: 'Days averaged', default: 4, unit: 'd', minimum: 2, maximum: 12 },
    least: { title: 'Least days', default: 2, unit: 'd', minimum: 2, maximum: 12 },
  },
  fill(ground, gap, { days, least }) {
    const references = likeDays(ground).slice(0, days)
    return references.length < least ? undefined : meanOf(ground.subject.day, references, gap)
  },
})

export const proxyDayMethod = defineMethod({
  id: 'E10',
  title: 'Days of like temperature',
  codes: { aemo: 'S18', bdew: 'ZJ2', espi: 8 },
  parameters: {
    kelvin: { title: 'Largest difference', default: 2, unit: 'K', minimum: 0, maximum: 20 },
    days: { title: 'Most days', default: 3, unit: 'd', minimum: 1, maximum: 12 },
  },
  fill(ground, gap, { kelvin, days }) {
    const { temperature } = ground.other
    if (temperature === undefined) return undefined
    const references = likeDays(ground)
      .filter(past => past.temperature !== undefined && Math.abs(past.temperature - temperature) <= kelvin)
      .slice(0, days)
    return references.length === 0 ? undefined : meanOf(ground.subject.day, references, gap)
  },
})
