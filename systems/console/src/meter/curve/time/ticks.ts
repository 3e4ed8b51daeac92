import { msPerDay, secondsPerDay, secondsPerHour } from '@ferraris/metering'
import { addDays, addMonths, dayAt, firstOfMonth, startOfDay, zoneOffset } from './calendar.ts'
import type { Span } from './window.ts'

/** How far ticks stand apart: hours of the wall clock, days, or months. */
type TickStep = { readonly hours: number } | { readonly days: number } | { readonly months: number }

export interface Tick {
  readonly at: number
  /** What begins here, which is what its label says. */
  readonly kind: 'hour' | 'day' | 'month'
}

const steps: readonly [seconds: number, step: TickStep][] = [
  [secondsPerHour, { hours: 1 }],
  [7200, { hours: 2 }],
  [10_800, { hours: 3 }],
  [21_600, { hours: 6 }],
  [43_200, { hours: 12 }],
  [secondsPerDay, { days: 1 }],
  [172_800, { days: 2 }],
  [604_800, { days: 7 }],
  [2_592_000, { months: 1 }],
]
const widestStep: (typeof steps)[number] = [7_776_000, { months: 3 }]

/** Ticks of a window at round local times, at most `most` of them, the same ones while it is dragged. */
export function ticksOf(span: Span, zone: string, most: number): Tick[] {
  const [, step] = steps.find(([seconds]) => (span.to - span.from) / seconds <= most) ?? widestStep
  const inside = ({ at }: Tick) => at >= span.from && at <= span.to
  if ('hours' in step) return hourTicks(span, zone, step.hours).filter(inside)
  if ('days' in step) return dayTicks(span, zone, step.days).filter(inside)
  return monthTicks(span, zone, step.months).filter(inside)
}

function hourTicks(span: Span, zone: string, hours: number): Tick[] {
  return dayTicks(span, zone, 1).flatMap(midnight => {
    const ticks: Tick[] = [midnight]
    const offset = zoneOffset(midnight.at, zone)
    for (let hour = hours; hour < 24; hour += hours) {
      const guess = midnight.at + hour * secondsPerHour
      // After a clock change the same wall time comes that much earlier or later.
      ticks.push({ at: guess + offset - zoneOffset(guess, zone), kind: 'hour' })
    }
    return ticks
  })
}

function dayTicks(span: Span, zone: string, days: number): Tick[] {
  const ticks: Tick[] = []
  for (let day = alignedDay(dayAt(span.from, zone), days); ; day = addDays(day, days)) {
    const at = startOfDay(day, zone)
    if (at > span.to) return ticks
    ticks.push({ at, kind: 'day' })
  }
}

/** The last day at or before this one that is a whole number of steps from a Monday long ago: weeks begin on Mondays. */
function alignedDay(day: string, days: number): string {
  const sinceMonday = Math.round((Date.parse(day) - Date.parse('2001-01-01')) / msPerDay)
  return addDays(day, -(((sinceMonday % days) + days) % days))
}

function monthTicks(span: Span, zone: string, months: number): Tick[] {
  const first = firstOfMonth(dayAt(span.from, zone))
  const ticks: Tick[] = []
  for (
    let day = addMonths(first, -((Number(first.slice(5, 7)) - 1) % months));
    ;
    day = addMonths(day, months)
  ) {
    const at = startOfDay(day, zone)
    if (at > span.to) return ticks
    ticks.push({ at, kind: 'month' })
  }
}
