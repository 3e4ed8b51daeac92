import { secondsPerDay, secondsPerHour } from '@ferraris/metering'
import { addDays, addMonths, dayAt, endOfDay, firstOfMonth, firstOfYear, startOfDay } from './calendar.ts'

export const periods = ['day', 'week', 'month', 'year'] as const
export type Period = (typeof periods)[number]

/** A span of true time, epoch seconds; `to` is not included. */
export interface Span {
  readonly from: number
  readonly to: number
}

/**
 * What the curve shows: a period of the calendar that holds a day (a week is the seven days that end with it), or
 * a span that was zoomed or dragged to.
 */
export type CurveWindow = { readonly kind: Period; readonly day: string } | ({ readonly kind: 'free' } & Span)

/** Narrower than an hour there is nothing to see; wider than three years nothing stored. */
export const narrowest = secondsPerHour
export const widest = 3 * 366 * secondsPerDay

export function spanOf(window: CurveWindow, zone: string): Span {
  if (window.kind === 'free') return { from: window.from, to: window.to }
  const [first, last] = daysOf(window)
  return { from: startOfDay(first, zone), to: endOfDay(last, zone) }
}

function daysOf({ kind, day }: { kind: Period; day: string }): [first: string, last: string] {
  switch (kind) {
    case 'day':
      return [day, day]
    case 'week':
      return [addDays(day, -6), day]
    case 'month':
      return [firstOfMonth(day), addDays(addMonths(firstOfMonth(day), 1), -1)]
    case 'year':
      return [firstOfYear(day), addDays(addMonths(firstOfYear(day), 12), -1)]
  }
}

/** The window so many of its own lengths later (or earlier). A free one moves by its length in true time. */
export function stepped(window: CurveWindow, steps: 1 | -1): CurveWindow {
  switch (window.kind) {
    case 'free': {
      const shift = steps * (window.to - window.from)
      return { kind: 'free', from: window.from + shift, to: window.to + shift }
    }
    case 'day':
      return { kind: 'day', day: addDays(window.day, steps) }
    case 'week':
      return { kind: 'week', day: addDays(window.day, steps * 7) }
    case 'month':
      return { kind: 'month', day: addMonths(window.day, steps) }
    case 'year':
      return { kind: 'year', day: addMonths(window.day, steps * 12) }
  }
}

/** The period of a length that holds the last day of what is shown. */
export function asPeriod(window: CurveWindow, kind: Period, zone: string): CurveWindow {
  return { kind, day: window.kind === 'free' ? dayAt(window.to - 1, zone) : window.day }
}

/** The next wider period around what is shown; null from the widest. */
export function zoomedOut(window: CurveWindow, zone: string): CurveWindow | null {
  const span = spanOf(window, zone)
  const middle = dayAt((span.from + span.to) / 2, zone)
  const wider = periods.find(kind => {
    const { from, to } = spanOf({ kind, day: middle }, zone)
    return to - from > span.to - span.from + 7200
  })
  if (!wider) return null
  return { kind: wider, day: wider === 'week' ? addDays(middle, 3) : middle }
}

/** The span scaled around an instant that stays in its place; within what may be shown. */
export function zoomed({ from, to }: Span, factor: number, around: number): Span {
  const length = Math.min(widest, Math.max(narrowest, (to - from) * factor))
  const share = (around - from) / (to - from)
  return { from: around - share * length, to: around + (1 - share) * length }
}
