import { secondsPerDay } from '@ferraris/metering'
import { drawingOf } from '../plot/drawing.ts'
import { addDays, addMonths, dayAt, firstOfMonth, firstOfYear } from './calendar.ts'
import type { Span } from './window.ts'

/** First and last local day of what is fetched in one request, both included. */
interface Chunk {
  readonly from: string
  readonly to: string
}

/**
 * The calendar months that a span touches, or the years when it is long. Fetching by the calendar instead of by the
 * window lets neighbouring windows share what is already here. A margin on either side lets the curve be dragged.
 */
export function chunksOf(span: Span, zone: string): Chunk[] {
  const isLong = drawingOf(span) === 'bars'
  const last = dayAt(isLong ? span.to - 1 : span.to + marginOf(span), zone)
  const chunks: Chunk[] = []
  let from = firstFetchedDay(span, zone)
  while (from <= last) {
    const next = addMonths(from, isLong ? 12 : 1)
    chunks.push({ from, to: addDays(next, -1) })
    from = next
  }
  return chunks
}

/** The day with which the first chunk begins. */
export function firstFetchedDay(span: Span, zone: string): string {
  return drawingOf(span) === 'bars'
    ? firstOfYear(dayAt(span.from, zone))
    : firstOfMonth(dayAt(span.from - marginOf(span), zone))
}

function marginOf({ from, to }: Span): number {
  return Math.min(to - from, 7 * secondsPerDay)
}
