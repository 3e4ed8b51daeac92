import { msOf, secondsPerDay } from '@ferraris/metering'
import type { Format } from '../../../i18n/use-format.ts'
import { dayAt } from './calendar.ts'
import type { CurveWindow, Span } from './window.ts'

/** A window in words: "14–20 Nov 2026", "November 2026", "Tue, 18 Nov, 19:15 – Wed, 19 Nov, 02:00". */
export function spanWords(window: CurveWindow, span: Span, zone: string, format: Format): string {
  switch (window.kind) {
    case 'day':
      return format.dayWithYear(window.day)
    case 'week':
      return format.daySpan(dayAt(span.from, zone), window.day)
    case 'month':
      return format.month(window.day)
    case 'year':
      return window.day.slice(0, 4)
    case 'free': {
      const isLong = span.to - span.from > 4 * secondsPerDay
      if (isLong) return format.daySpan(dayAt(span.from, zone), dayAt(span.to - 1, zone))
      return `${format.minute(zone, msOf(span.from))} – ${format.minute(zone, msOf(span.to))}`
    }
  }
}
